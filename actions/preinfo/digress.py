"""Something else in the middle of the form: it is answered or noted, and the form goes on where it was."""
from __future__ import annotations

from actions.language import buttons, wanted_language
from actions.preinfo import state as states
from actions.preinfo.answering import remark
from actions.preinfo.ask import continue_choices
from actions.preinfo.flags import card, violence
from actions.preinfo.state import State
from actions.replies import Reply, say
from actions.turn import CRISIS_TOPICS, SYMPTOMS, Turn
from content.questionnaires import Catalogue

SILENT = frozenset({"unsure", "preinfo", "no_more", "leave_message"})


def digress(state: State, turn: Turn, catalogue: Catalogue) -> tuple[State, list[Reply], bool] | None:
    """Replies to a clear other matter and whether to put the question again; None when there is none."""
    intent = turn.intent
    if intent is None:
        return _other_symptom(state, state["about"], turn, catalogue)      # unsure, but a cue word may name it
    if intent in SILENT:
        return None
    if intent == "greet":
        return state, [say("preinfo_going_on")], True
    if intent in SYMPTOMS:
        return _other_symptom(state, SYMPTOMS[intent], turn, catalogue)
    if intent == "language_switch":
        wanted = wanted_language(turn)
        if wanted is None:
            return state, [say("language_which", choices=buttons())], False
        state["language"] = wanted
        return state, [{"language": wanted}], True
    if intent == "violence":
        state["paused"] = True
        return state, [*violence(turn, catalogue), say("preinfo_after_card_gently", choices=continue_choices())], False
    if intent == "thanks_bye":
        return state, [say("preinfo_unfinished_here", choices=continue_choices())], False
    replies = [say(intent)]
    if intent in CRISIS_TOPICS:
        replies.append(card("I-CRI", turn, catalogue))
    return state, [*replies, say("preinfo_going_on")], True


def _other_symptom(state: State, about: str, turn: Turn,
                   catalogue: Catalogue) -> tuple[State, list[Reply], bool] | None:
    """A new symptom is noted with its words and offered after sending; the present form goes on."""
    found = [name for name in states.by_cues(catalogue, about, turn.text or "", turn.language)
             if name != state["questionnaire"]]
    if not found or turn.text is None or (turn.intent is None and len(found) > 1):
        return None
    remark(state, turn.text, turn)
    if found[0] not in state["later"]:
        state["later"].append(found[0])
    return state, [say("preinfo_noted", {"subject": catalogue.questionnaires[found[0]].title})], True
