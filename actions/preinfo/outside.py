"""Buttons of the form pressed while no form is open: another form, a draft, answers to change. Pure, like `core`."""
from __future__ import annotations

from actions.preinfo import amending, core
from actions.preinfo import state as states
from actions.preinfo.ask import ask
from actions.preinfo.state import State
from actions.replies import Reply, nurse_choice, say
from actions.turn import Turn
from actions.typed import Reader
from content.questionnaires import Catalogue


def pressed(state: State | None, turn: Turn, catalogue: Catalogue, read: Reader,
            first_words: str | None) -> tuple[State | None, list[Reply]]:
    """The form's state after the press, and what is said. `first_words` brought up the matter of a new form."""
    tapped = turn.choice or {}
    name, wish, sibling = tapped.get("start"), tapped.get("w"), bool(tapped.get("sibling")) and state is not None
    if name in catalogue.questionnaires:
        about = catalogue.questionnaires[name].about
        return core.begin(about, f"symptom_{about}", turn, catalogue, first_words, name, state, sibling)
    if state is None:
        return state, [say("doubt_tell_more", choices=[nurse_choice()])]
    state = states.copied(state)
    if sibling:
        return core.begin(state["about"], state["topic"], turn, catalogue, first_words, None, state, sibling)
    if wish == "new":
        return core.begin(state["about"], state["topic"], turn, catalogue, first_words, before=state)
    if wish == "amend":
        opened = amending.reopened(state, tapped.get("n"), catalogue)
        if opened is not None:
            return opened, ask(opened, catalogue, turn)
    if wish == "no_later":
        return state, [say("preinfo_later_no", choices=amending.offers(state, catalogue))]
    if state["stage"] == "stopped":
        reopened, replies = core.resume(state, turn, catalogue)
        return (reopened, replies) if wish == "resume" else core.step(reopened, turn, catalogue, read)
    if state["stage"] == "sent":
        nurse = [] if turn.waiting else [nurse_choice()]
        return state, [say("preinfo_already_sent", choices=[*amending.offers(state, catalogue), *nurse])]
    return state, [say("doubt_tell_more", choices=[nurse_choice()])]
