"""The pre-information form: a pure core and a thin Rasa wrapper (`actions`).

`core` opens it and takes each turn; `opening` is what stands before the questions, `questions` an answer, `wishes`
what is always possible beside answering, `checking` the check page, `sending` the way to the nurse, `amending` and
`outside` what comes after. Collects the customer's own answers and shows fixed texts that hang on single options; it
never weighs answers.
"""
