"""How each step of the form is put to the customer: the safety card, a question with its buttons, the check page."""
from __future__ import annotations

from typing import Any

from actions.preinfo import state as states
from actions.preinfo.state import NAME, OTHER, State
from actions.replies import Choice, Reply, choice, nurse_choice, payload, say, texts
from actions.turn import Turn
from content import LANGUAGES
from content.questionnaires import SAFETY, Catalogue, Item
from content.summary import rows, value_text
from content.summary.values import ALSO_MENTIONED, FIRST_WORDS, INSTRUCTION_SHOWN, OTHER_WORDS, YES_NO
from content.texts import same

SUBJECT = "subject"
# rows of the check page that are no answers: first words, words that answered no question, symptoms, instructions
FIRST, WORDS, ALSO, SHOWN = "first", "words", "also", "shown"
SHARED = ("K", "Z")               # link_ids of the blocks that every form shares
MEASURED = ("age", "gestation", "date", "weight")
REACHED = ("Z4",)                 # how the family is reached: the same whoever of them it is about


def ask(state: State, catalogue: Catalogue, turn: Turn) -> list[Reply]:
    """The replies that put the present step; none when the form is not active."""
    stage = state["stage"]
    if stage == "safety":
        return [safety_card(state, catalogue)]
    if stage == "subject":
        return [subject_question(state, catalogue)]
    if stage == "items":
        return question(state, catalogue)
    if stage == "check":
        return check_page(state, catalogue, turn)
    if stage == "change":
        return [change_list(state, catalogue)]
    return []


def safety_list(about: str, catalogue: Catalogue, choices: list[Choice] | None = None) -> Reply:
    """The list that everybody sees first, the same for everyone."""
    return texts(catalogue.common.safety[about].words(), "card", {"safety": about}, choices)


def safety_card(state: State, catalogue: Catalogue) -> Reply:
    return safety_list(state["about"], catalogue, [
        choice(f"{SAFETY}:none", payload("preinfo", q=SAFETY, v="none"), phrase="preinfo_none_now"),
        choice(f"{SAFETY}:applies", payload("preinfo", q=SAFETY, v="applies"), phrase="preinfo_one_applies"),
        nurse_choice()])


def subject_question(state: State, catalogue: Catalogue) -> Reply:
    """Which of the sets about this person fits; titles as buttons, and none of them."""
    buttons = [choice(f"{SUBJECT}:{each.id}", payload("preinfo", q=SUBJECT, v=each.id), titles=each.title)
               for each in catalogue.about(state["about"])]
    buttons.append(choice(f"{SUBJECT}:{OTHER}", payload("preinfo", q=SUBJECT, v=OTHER), phrase="preinfo_other_subject"))
    return say("preinfo_which_subject", choices=buttons)


def question(state: State, catalogue: Catalogue) -> list[Reply]:
    """One item: an offer of what was said before, or a confirmation, or the question itself."""
    item = states.item(state, catalogue)
    if item is None:
        return []
    if state["pending"]:
        return [_confirmation(state, item)]
    kept = _kept(state, item)
    same_again = payload("preinfo", q=item.link_id, v=state["answers"][item.link_id]["value"]) if kept else None
    buttons = kept + _offered(state, item) + [each for each in answers(state, item) if each["payload"] != same_again]
    return [texts(item.text, "form", _progress(state, catalogue, item), buttons + controls(state, catalogue, item))]


def answers(state: State, item: Item) -> list[Choice]:
    """Buttons for the item's own answers."""
    name = item.link_id
    if item.type == "yesno":
        return [choice(f"{name}:{value}", payload("preinfo", q=name, v=value), titles=titles)
                for value, titles in YES_NO.items()]
    if item.type == "multi":
        left = [option for option in item.options
                if option.id not in state["picked"] and not (option.none and state["picked"])]
        buttons = [choice(f"{name}:{option.id}", payload("preinfo", q=name, v=option.id), titles=option.title)
                   for option in left]
        if state["picked"]:
            buttons.append(_done(item))
        return buttons
    if item.type == "photo":
        return [_done(item)]
    if item.options:
        return [choice(f"{name}:{option.id}", payload("preinfo", q=name, v=option.id), titles=option.title)
                for option in item.options]
    return [choice(f"{name}:={index}", payload("preinfo", q=name, v=value), titles=value_text(item, value))
            for index, value in enumerate(item.suggest)]


def controls(state: State, catalogue: Catalogue, item: Item) -> list[Choice]:
    """Skip, back, why, stop: on every question. Ids begin with `w:`."""
    offered = {"skip": True, "back": states.previous(state, catalogue), "why": item.why, "stop": True}
    wishes = [wish for wish, possible in offered.items() if possible]
    return [choice(f"w:{wish}:{item.link_id}", payload("preinfo", q=item.link_id, w=wish), phrase=f"preinfo_{wish}")
            for wish in wishes]


def continue_choices() -> list[Choice]:
    """After a card: go on, say that the call has been made, or the nurse."""
    return [choice("w:continue", payload("preinfo", w="continue"), phrase="preinfo_continue"), nurse_choice()]


def card_choices() -> list[Choice]:
    return [choice("w:called", payload("preinfo", w="called"), phrase="preinfo_called"), *continue_choices()]


def check_page(state: State, catalogue: Catalogue, turn: Turn) -> list[Reply]:
    """Everything the nurse will see, by the same words as in the summary; then send."""
    questionnaire = states.questionnaire(state, catalogue)
    found = [{"link_id": row.item.link_id, "label": dict(row.item.label), "value": dict(row.value),
              **({} if row.answered else {"skipped": True}),
              **({"turn": row.answer["turn"]} if row.answer and "turn" in row.answer else {})}
             for row in rows(questionnaire, catalogue.common, state["answers"])]
    questions = [row["link_id"] for row in found]
    labels = {row["link_id"]: row["label"] for row in found}
    found = [*_first_words(state), *found, *_beside_answers(state, catalogue, turn)]
    added = turn.is_open or turn.waiting        # to the nurse who is waited for already
    send = "preinfo_send_changes" if state["amending"] is not None else (
        "preinfo_send" if added else "preinfo_send_message")
    buttons = [choice("w:send", payload("preinfo", w="send"), phrase=send),
               choice("w:change", payload("preinfo", w="change"), phrase="preinfo_change"),
               choice("w:stop", payload("preinfo", w="stop"),
                      phrase="preinfo_stop" if state["amending"] is None else "preinfo_leave_as_sent"),
               *[choice(f"change:{name}", payload("preinfo", change=name), phrase="preinfo_change_row",
                        params={"label": labels[name]}) for name in questions]]
    page = say("preinfo_check", choices=buttons,
               data={"title": dict(questionnaire.title), "rows": found,
                     "questionnaire": questionnaire.id, "version": questionnaire.version}, kind="card")
    if added:
        return [page]
    return [say("closed_before_message", {"opens_at": {"day_time": turn.opens_at}}) if turn.opens_at
            else say("closed_before_message_undated"), page]


def _first_words(state: State) -> list[dict[str, Any]]:
    """The words that the matter came up with stand first in the summary, and first here."""
    said = state["first_words"]
    return [{"link_id": FIRST, "label": dict(FIRST_WORDS), "value": same(said)}] if said else []


def _beside_answers(state: State, catalogue: Catalogue, turn: Turn) -> list[dict[str, Any]]:
    """What the nurse sees beside the answers: other words, other symptoms mentioned, the instructions shown."""
    found = [{"link_id": WORDS, "label": dict(OTHER_WORDS), "value": same(each["text"]),
              **({"turn": each["turn"]} if "turn" in each else {})} for each in state["remarks"]]
    also = [catalogue.questionnaires[name].title for name in state["later"] if name in catalogue.questionnaires]
    if also:
        found.append({"link_id": ALSO, "label": dict(ALSO_MENTIONED),
                      "value": {code: ", ".join(title[code] for title in also) for code in LANGUAGES}})
    names = dict.fromkeys(each["id"] for each in state["instructions_shown"])
    return found + [{"link_id": f"{SHOWN}:{name}", "label": dict(INSTRUCTION_SHOWN),
                     "value": dict(catalogue.common.instructions[name].words(turn.is_open))}
                    for name in names if name in catalogue.common.instructions]


def change_list(state: State, catalogue: Catalogue) -> Reply:
    buttons = [choice(f"change:{item.link_id}", payload("preinfo", change=item.link_id), titles=item.label)
               for item in states.items(state, catalogue)]
    buttons.append(choice("w:to_check", payload("preinfo", w="to_check"), phrase="preinfo_to_check"))
    return say("preinfo_which_change", choices=buttons)



def _confirmation(state: State, item: Item) -> Reply:
    value = value_text(item, state["pending"]["value"])
    return say("preinfo_is_this_right", {"label": item.label, "value": value}, [
        choice(f"{item.link_id}:ok", payload("preinfo", q=item.link_id, ok=1), phrase="preinfo_right"),
        choice(f"{item.link_id}:again", payload("preinfo", q=item.link_id, ok=0), phrase="preinfo_wrong")])


def _kept(state: State, item: Item) -> list[Choice]:
    """Back on an answered question: keeping the answer is the first button."""
    answer = state["answers"].get(item.link_id)
    if not answer or "value" not in answer or state["picked"]:
        return []
    return [choice(f"{item.link_id}:keep", payload("preinfo", q=item.link_id, keep=1), phrase="preinfo_keep",
                   params={"value": value_text(item, answer["value"])})]


def _offered(state: State, item: Item) -> list[Choice]:
    """What the customer already told, to be confirmed with a tap; never used by itself."""
    return [choice(f"{item.link_id}:told" + (f":{number}" if number > 1 else ""),
                   payload("preinfo", q=item.link_id, told=number), phrase="preinfo_you_told",
                   params={"value": value_text(item, value)})
            for number, value in enumerate(offered_values(state, item), start=1)]


def offered_values(state: State, item: Item) -> list[Any]:
    """What is known for an unanswered item, from the first words or from an earlier form.

    Two where the first words told of two children.
    """
    if item.link_id in state["answers"]:
        return []
    if item.prefill and state["prefill"].get(item.prefill) is not None:
        told = state["prefill"][item.prefill]
        return told if isinstance(told, list) else [told]
    if item.link_id[0] not in SHARED or (item.type not in MEASURED and item.link_id not in (*REACHED, NAME)):
        return []
    forms = [form for form in reversed(state["earlier"])
             if item.link_id in REACHED or form.get("child", 1) == state["child"]]
    known = (form["answers"].get(item.link_id, {}).get("value") for form in forms)
    return [value for value in known if value is not None][:1]


def _done(item: Item) -> Choice:
    return choice(f"{item.link_id}:done", payload("preinfo", q=item.link_id, done=1), phrase="preinfo_done")


def _progress(state: State, catalogue: Catalogue, item: Item) -> dict[str, Any]:
    shown = [each.link_id for each in states.items(state, catalogue)]
    data = {"questionnaire": state["questionnaire"], "version": state["version"], "link_id": item.link_id,
            "type": item.type, "step": shown.index(item.link_id) + 1, "of": len(shown)}
    if item.unit:
        data["unit"] = item.unit
    if item.type == "multi" and state["picked"]:
        data["selected"] = list(state["picked"])
    return data
