"""After sending: an answer is changed, and the nurse is told what it was before. No earlier answer is lost."""
from __future__ import annotations

from typing import Any

from actions.preinfo import state as states
from actions.preinfo.state import NAME, SEVERAL, WHO, State
from actions.replies import Choice, Reply, choice, iso, payload, say
from actions.turn import Turn
from content.questionnaires import Catalogue
from content.texts import Localised


def after_sending(state: State, catalogue: Catalogue) -> list[Reply]:
    """Forms that may follow: another child, symptoms mentioned on the way; and the way to change what was sent."""
    siblings, later = _siblings(state, catalogue), [
        choice(f"later:{name}", payload("preinfo", start=name), titles=catalogue.questionnaires[name].title)
        for name in state["later"][:2] if name in catalogue.questionnaires]
    decline = choice("later:no", payload("preinfo", w="no_later"), phrase="preinfo_no_more")
    replies = [say("preinfo_other_child_offer", choices=[*siblings, *([] if later else [decline, *offers(state, catalogue)])])
               ] if siblings else []
    if later:
        replies.append(say("preinfo_later", choices=[*later, decline, *offers(state, catalogue)]))
    return replies or can_change(state, catalogue)


def _siblings(state: State, catalogue: Catalogue) -> list[Choice]:
    """Where it was about several children: the same questions about another one, or another symptom of theirs."""
    if (state["answers"].get(WHO) or {}).get("value") != SEVERAL:
        return []
    name = state["questionnaire"]
    return [choice("sibling:same", payload("preinfo", start=name, sibling=1), phrase="preinfo_other_child",
                   params={"subject": catalogue.questionnaires[name].title}),
            choice("sibling:other", payload("preinfo", sibling=1), phrase="preinfo_other_child_other")]


def can_change(state: State, catalogue: Catalogue) -> list[Reply]:
    found = offers(state, catalogue)
    return [say("preinfo_can_change", choices=found)] if found else []


def offers(state: State, catalogue: Catalogue) -> list[Choice]:
    """One button for each form that has been sent whole."""
    forms = [form for form in [*state["earlier"], state] if _can_be_changed(form, catalogue)]
    return [choice(f"w:amend:{form['form']}", payload("preinfo", w="amend", n=form["form"]), phrase="preinfo_amend",
                   params={"subject": _subject(form, catalogue)}) for form in forms]


def _subject(form: State, catalogue: Catalogue) -> Localised:
    """The set's title, with the child's name where the family told of several."""
    title, name = catalogue.questionnaires[form["questionnaire"]].title, (form["answers"].get(NAME) or {}).get("value")
    return {code: f"{title[code]}, {name}" for code in title} if name else title


def reopened(state: State, number: Any, catalogue: Catalogue) -> State | None:
    """The sent form with this number at its check page; None when there is none."""
    forms = [*state["earlier"], {**state, "earlier": []}]
    chosen = next((form for form in forms if form["form"] == number and _can_be_changed(form, catalogue)), None)
    if chosen is None:
        return None
    state = states.copied({**chosen, "earlier": [form for form in forms if form is not chosen]})
    state.update(stage="check", at=None, editing=False, amending=states.shown_answers(state, catalogue))
    return state


def left(state: State) -> State:
    """Changing is over: a draft of another form that was put aside is the present one again."""
    state["amending"] = None
    draft = next((form for form in state["earlier"] if form["stage"] == "stopped"), None)
    if draft is None:
        return state
    others = [form for form in state["earlier"] if form is not draft]
    return {**draft, "earlier": [*others, {**state, "earlier": []}]}


def changes(state: State, catalogue: Catalogue, turn: Turn) -> list[dict[str, Any]]:
    """What is different from what was sent: by question, the answer before and now (None: not on the page)."""
    before, now = state["amending"], states.shown_answers(state, catalogue)
    order = [item.link_id for item in states.questionnaire(state, catalogue).sequence(catalogue.common)]
    return [{"link_id": name, "before": before.get(name), "after": now.get(name), "at": iso(turn.now)}
            for name in order if _meaning(before.get(name)) != _meaning(now.get(name))]


def _meaning(answer: dict[str, Any] | None) -> tuple[Any, ...]:
    """An answer given once more in the same way is no change."""
    return ("none",) if not answer else ("skipped", answer.get("text")) if answer.get("skipped") else (
        "value", answer["value"])


def _can_be_changed(form: State, catalogue: Catalogue) -> bool:
    return form["stage"] == "sent" and bool(form["sent_at"]) and form["questionnaire"] in catalogue.questionnaires
