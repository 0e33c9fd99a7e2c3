"""The pre-information form: a pure core (`step`) and a thin Rasa wrapper.

Collects the customer's own answers and shows fixed texts that hang on single options. It never weighs answers.
"""
