"""A stored handoff as FHIR R4 (4.0.1), made again from the answers and the question set they belong to.

The same handoff always gives the same documents. They state what was asked, answered and shown; nothing in them
ranks, scores or judges. What does not pass the models of `fhirclient` (R4 4.0.1) never leaves the house.
"""
from __future__ import annotations

from fhirclient.models.bundle import Bundle
from fhirclient.models.questionnaire import Questionnaire as QuestionnaireModel

from content.questionnaires import Common, Questionnaire
from handoff.summary.fhir.bundle import Passed, bundle
from handoff.summary.fhir.codes import DEFAULT_ADDRESS, Json, Names
from handoff.summary.fhir.questionnaire import questionnaire
from handoff.summary.fhir.response import Picture, Shown

__all__ = ["DEFAULT_ADDRESS", "Json", "Names", "Passed", "Picture", "Shown", "handoff_document", "question_set"]


def handoff_document(names: Names, passed: Passed) -> Json:
    """The Bundle of one handoff. Raises fhirclient's FHIRValidationError for a document that is not valid R4."""
    made = bundle(names, passed)
    Bundle(made).as_json()
    return made


def question_set(names: Names, asked: Questionnaire, common: Common, sha: str | None = None) -> Json:
    """One question set as a Questionnaire. Raises as `handoff_document` does."""
    made = questionnaire(names, asked, common, sha)
    QuestionnaireModel(made).as_json()
    return made
