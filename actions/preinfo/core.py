"""The pre-information conversation as a pure function: (state, turn, question sets) → (state, replies).

Knows nothing of Rasa or of a clock. Shows fixed texts bound to single options; computes nothing from answers.
"""
from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from actions.human.replies import hand_over
from actions.preinfo import amending
from actions.preinfo import state as states
from actions.preinfo.answering import (
    Reader,
    Words,
    accept,
    is_other_person,
    numbered,
    read_words,
    remark,
    take_choice,
)
from actions.preinfo.ask import ask, card_choices, continue_choices
from actions.preinfo.digress import digress
from actions.preinfo.noticing import (
    cards_of,
    choose,
    is_question,
    may_mean_danger,
    note_symptoms,
    subject_of,
    understood,
)
from actions.preinfo.prefill import offers
from actions.preinfo.state import OTHER, State
from actions.replies import Reply, choice, emergency, iso, nurse_choice, payload, say
from actions.turn import DIALOGUE, SYMPTOMS, Turn
from content.questionnaires import SAFETY, Catalogue, Item

Result = tuple[State, list[Reply]]
MISSES_BEFORE_SKIP = 3
WORDY = ("text", "yesno", "choice", "multi")      # where a question in between could be taken for an answer


def begin(about: str, topic: str, turn: Turn, catalogue: Catalogue, first_words: str | None,
          questionnaire: str | None = None, before: State | None = None) -> Result:
    """Open the form: the safety list, before anything else. `before` is an earlier form of this conversation."""
    state = states.new(about, turn, first_words, topic, offers(turn.particulars), before)
    if turn.second and turn.second not in SYMPTOMS and turn.second not in DIALOGUE:
        state["matters"].append(turn.second)
    chosen = questionnaire or subject_of(about, first_words, turn, catalogue)
    if chosen:
        choose(state, chosen, catalogue)
    return state, [say("preinfo_start"), *ask(state, catalogue, turn)]


def step(state: State, turn: Turn, catalogue: Catalogue, read: Reader) -> Result:
    """One turn of an open form. The state given is not changed."""
    state = states.copied(state)
    state["language"] = turn.language
    if turn.alarm:
        return _alarmed(state, turn, catalogue, read)
    if turn.choice is not None:
        return _tapped(state, turn, catalogue)
    return _typed(state, turn, catalogue, read)


def resume(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    """Go on with a draft that was stopped: where it was, with every answer kept."""
    state = states.copied(state)
    state.update(stage=state.pop("stopped_at", "safety"), misses=0, paused=False)
    return state, [say("preinfo_resumed"), *ask(state, catalogue, turn)]


# what came

def _tapped(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    tapped = turn.choice or {}
    if turn.intent == "human_please":
        return _nurse(state, turn, catalogue)
    if turn.intent not in (None, "preinfo"):
        return _other_matter(state, turn, catalogue)
    wish = tapped.get("w")
    if wish:
        return _wished(state, wish, tapped.get("q"), turn, catalogue)
    if "change" in tapped:
        return _edit(state, tapped["change"], turn, catalogue)
    if tapped.get("q") == SAFETY:
        return _safety(state, tapped.get("v"), turn, catalogue)
    if tapped.get("q") == "subject":
        return _subject_chosen(state, tapped.get("v"), turn, catalogue)
    return _answered_by_button(state, tapped, turn, catalogue)


def _typed(state: State, turn: Turn, catalogue: Catalogue, read: Reader) -> Result:
    text = turn.text or ""
    item = states.item(state, catalogue) if state["stage"] == "items" else None
    words = read_words(state, item, text, turn, catalogue, read)
    if turn.suspected and may_mean_danger(words, item, text):
        return _alarmed(state, turn, catalogue, read)
    if state["paused"] and words.kind in ("unread", "value"):
        return _said_while_paused(state, words, turn, catalogue)
    if words.kind == "wish" and words.value == "skip" and item is not None and _says_more(text, turn, read):
        return _left(state, item, text, turn, catalogue, [])
    if words.kind == "wish":
        return _wished(state, words.value, state["at"], turn, catalogue)
    if turn.intent == "human_please" and (words.kind == "unread" or (item is not None and item.type == "text")):
        remark(state, text, turn)
        return _nurse(state, turn, catalogue)
    if words.kind == "unread" or (item is not None and item.type in WORDY and is_question(turn)):
        other = digress(state, turn, catalogue)
        if other is not None:
            state, replies, again = other
            state["misses"] = 0
            return state, replies + (ask(state, catalogue, turn) if again else [])
    if words.kind == "unread" and state["stage"] != "check":
        return _missed(state, item, text, turn, catalogue)
    return _understood(state, item, words, turn, catalogue)


def _understood(state: State, item: Item | None, words: Words, turn: Turn, catalogue: Catalogue) -> Result:
    """A typed answer that was read, by the stage it belongs to."""
    stage = state["stage"]
    if words.kind == "confirm":
        return _confirmed(state, item, words.value == "yes", turn, catalogue)
    if words.kind == "range":
        return state, [say("preinfo_out_of_range", {"value": words.shown, "low": words.low, "high": words.high}),
                       *ask(state, catalogue, turn)]
    if stage == "safety":
        return _safety(state, words.value, turn, catalogue)
    if stage == "subject":
        return _subject_chosen(state, words.value, turn, catalogue)
    if stage == "change":
        return _edit(state, words.value, turn, catalogue)
    if stage == "check":
        return _added(state, words, turn, catalogue)
    return _keep(state, item, words.value, turn, catalogue, how="typed")


def _said_while_paused(state: State, words: Words, turn: Turn, catalogue: Catalogue) -> Result:
    """After a card the next question has not been put yet: words go to "anything else", the form goes on."""
    state["paused"] = False
    if turn.intent == "human_please":
        return _nurse(state, turn, catalogue)
    other = digress(state, turn, catalogue)
    if other is not None:
        state, replies, again = other
        return state, replies + (ask(state, catalogue, turn) if again else [])
    remark(state, turn.text or "", turn)
    return state, [say("preinfo_words_kept"), *ask(state, catalogue, turn)]


# the stages

def _safety(state: State, answer: str | None, turn: Turn, catalogue: Catalogue) -> Result:
    if state["stage"] != "safety" or answer not in ("none", "applies", "skipped"):
        return state, ask(state, catalogue, turn)
    state["safety_answer"] = answer
    state["misses"] = 0
    state["stage"] = "items" if state["questionnaire"] else "subject"
    if state["stage"] == "items":
        state["at"] = states.next_open(state, catalogue)
    if answer == "applies":
        state["instructions_shown"].append({"id": "I-112", "link_id": SAFETY, "at": iso(turn.now)})
        state["paused"] = True
        return state, [emergency(), say("preinfo_after_emergency", choices=card_choices())]
    return state, ask(state, catalogue, turn)


def _subject_chosen(state: State, name: str | None, turn: Turn, catalogue: Catalogue) -> Result:
    if state["stage"] != "subject":
        return state, ask(state, catalogue, turn)
    state["misses"] = 0
    if name == OTHER or name is None:
        return _nurse(state, turn, catalogue, "preinfo_no_questions")
    if name not in catalogue.questionnaires:
        return state, ask(state, catalogue, turn)
    choose(state, name, catalogue)
    state["stage"] = "items"
    state["at"] = states.next_open(state, catalogue)
    return state, ask(state, catalogue, turn)


def _answered_by_button(state: State, tapped: Mapping[str, Any], turn: Turn, catalogue: Catalogue) -> Result:
    if state["stage"] not in ("items", "check", "change"):
        return state, ask(state, catalogue, turn)
    item = next((each for each in states.items(state, catalogue) if each.link_id == tapped.get("q")), None)
    if item is None:
        return state, ask(state, catalogue, turn)
    if item.link_id != state["at"] or state["stage"] != "items":
        state["editing"] = state["editing"] or state["stage"] in ("check", "change")
        state.update(stage="items", at=item.link_id, picked=[], pending=None)
    state["paused"] = False
    taken = take_choice(state, item, tapped, turn)
    if taken.kind == "confirm":
        return _confirmed(state, item, taken.value == "yes", turn, catalogue)
    if taken.kind == "keep":
        return _onward(state, [], turn, catalogue)
    if taken.kind == "picked":
        cards = cards_of(state, item, [taken.value], turn, catalogue)
        return state, cards + ask(state, catalogue, turn)
    if taken.kind == "value":
        return _keep(state, item, taken.value, turn, catalogue, how=taken.how)
    return state, ask(state, catalogue, turn)


def _keep(state: State, item: Item | None, value: Any, turn: Turn, catalogue: Catalogue, how: str) -> Result:
    """Store an answer, say what was understood, show what hangs on the option, and go on."""
    if item is None:
        return state, ask(state, catalogue, turn)
    if item.confirm and how == "typed":
        state["pending"] = {"value": value, "text": turn.text, "lang": turn.language, **numbered(turn)}
        state["misses"] = 0
        return state, ask(state, catalogue, turn)
    already = set(state["picked"])
    accept(state, item, value, turn, how)
    replies: list[Reply] = []
    if how == "typed" and item.type != "text":
        replies.append(say("preinfo_understood", understood(item, value)))
    if is_other_person(item, value):
        replies.append(say("preinfo_other_person"))
    chosen = [each for each in value if each not in already] if isinstance(value, list) else [value]
    cards = cards_of(state, item, chosen, turn, catalogue)
    note_symptoms(state, item, value, turn, catalogue)
    if cards:
        state["paused"] = True
        _advance(state, catalogue)
        after = say("preinfo_after_card_gently", choices=continue_choices()) if {"quick_exit": True} in cards else say(
            "preinfo_after_card", choices=card_choices())
        return state, [*replies, *cards, after]
    return _onward(state, replies, turn, catalogue)


def _confirmed(state: State, item: Item | None, right: bool, turn: Turn, catalogue: Catalogue) -> Result:
    pending = state["pending"]
    state["pending"] = None
    if pending is None or item is None or not right:
        return state, ask(state, catalogue, turn)
    state["misses"] = 0
    accept(state, item, pending["value"], turn, "confirmed", pending)
    return _onward(state, [], turn, catalogue)


def _onward(state: State, replies: list[Reply], turn: Turn, catalogue: Catalogue) -> Result:
    _advance(state, catalogue)
    return state, replies + ask(state, catalogue, turn)


def _advance(state: State, catalogue: Catalogue) -> None:
    state.update(misses=0, picked=[], pending=None)
    following = states.next_open(state, catalogue)
    if following is None or (state["editing"] and _complete(state, catalogue)):
        state.update(stage="check", at=None, editing=False)
    else:
        state.update(stage="items", at=following)


def _complete(state: State, catalogue: Catalogue) -> bool:
    return all(each.link_id in state["answers"] for each in states.items(state, catalogue))


def _edit(state: State, link_id: str | None, turn: Turn, catalogue: Catalogue) -> Result:
    shown = {each.link_id for each in states.items(state, catalogue)} if state["questionnaire"] else set()
    if state["stage"] not in ("check", "change") or link_id not in shown:
        return state, ask(state, catalogue, turn)
    state.update(stage="items", at=link_id, editing=True, picked=[], pending=None, misses=0)
    return state, ask(state, catalogue, turn)


def _added(state: State, words: Words, turn: Turn, catalogue: Catalogue) -> Result:
    """On the check page: "send" sends, other words are added to what the nurse reads."""
    if words.kind == "value" and words.value in ("send", "change"):
        return _wished(state, words.value, None, turn, catalogue)
    remark(state, turn.text or "", turn)
    return state, [say("preinfo_words_kept"), *ask(state, catalogue, turn)]


# wishes

def _wished(state: State, wish: str, link_id: str | None, turn: Turn, catalogue: Catalogue) -> Result:
    handlers = {"skip": _skip, "back": _back, "why": _why, "stop": _stop, "send": _send, "change": _change,
                "to_check": _to_check, "continue": _continue, "called": _called, "resume": _continue}
    if wish in ("skip", "back") and link_id not in (None, state["at"]):
        return state, ask(state, catalogue, turn)      # a button of an older question, tapped twice
    handler = handlers.get(wish)
    return handler(state, turn, catalogue) if handler else (state, ask(state, catalogue, turn))


def _skip(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    stage = state["stage"]
    if stage == "safety":
        return _safety(state, "skipped", turn, catalogue)
    if stage == "subject":
        return _subject_chosen(state, OTHER, turn, catalogue)
    if stage != "items" or state["at"] is None:
        return state, ask(state, catalogue, turn)
    state["answers"][state["at"]] = {"skipped": True, "at": iso(turn.now)}
    return _onward(state, [], turn, catalogue)


def _back(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    if state["stage"] == "change":
        return _to_check(state, turn, catalogue)
    if state["stage"] not in ("items", "check"):
        return state, ask(state, catalogue, turn)
    if state["pending"]:
        state["pending"] = None
        return state, ask(state, catalogue, turn)
    before = states.previous(state, catalogue)
    if before is None:
        return state, [say("preinfo_first_question"), *ask(state, catalogue, turn)]
    state.update(stage="items", at=before, picked=[], misses=0, paused=False, editing=state["stage"] == "check")
    return state, ask(state, catalogue, turn)


def _why(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    item = states.item(state, catalogue) if state["stage"] == "items" else None
    because = say("preinfo_because", {"why": item.why}) if item is not None and item.why else say("preinfo_why_general")
    return state, [because, *ask(state, catalogue, turn)]


def _stop(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    """The draft is kept; the nurse is within reach with what has been answered. Unsent changes are dropped."""
    if state["amending"] is not None:
        state.update(answers=state["amending"], stage="sent", picked=[], pending=None, paused=False)
        told = say("preinfo_amend_dropped", choices=amending.offers(state, catalogue))
        return amending.left(state), [told]
    state.update(stopped_at=state["stage"], stage="stopped", picked=[], pending=None, paused=False)
    return state, [say("preinfo_stopped", choices=[
        choice("w:resume", payload("preinfo", w="resume"), phrase="preinfo_resume"), nurse_choice()])]


def _change(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    if state["stage"] == "check":
        state["stage"] = "change"
    return state, ask(state, catalogue, turn)


def _to_check(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    if state["stage"] == "change":
        state["stage"] = "check"
    return state, ask(state, catalogue, turn)


def _continue(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    state["paused"] = False
    return state, ask(state, catalogue, turn)


def _called(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    """A fact for the nurse: the customer says that the call has been made."""
    for shown in reversed(state["instructions_shown"]):
        if "called_at" not in shown:
            shown["called_at"] = iso(turn.now)
            break
    state["paused"] = False
    return state, [say("preinfo_called_noted"), *ask(state, catalogue, turn)]


def _send(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    if state["stage"] != "check":
        return state, ask(state, catalogue, turn)
    if state["amending"] is not None:
        return _changes_sent(state, turn, catalogue)
    document = states.document(state, catalogue, complete=True)
    state.update(stage="sent", sent_at=iso(turn.now))
    replies = [say("preinfo_sent")] + hand_over(turn, state["topic"], state["first_words"], preinfo=document)
    return state, replies + amending.after_sending(state, catalogue)


def _changes_sent(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    changed = amending.changes(state, catalogue, turn)
    state.update(stage="sent", amended=[*state["amended"], *changed])
    replies = hand_over(turn, state["topic"], state["first_words"],
                        preinfo=states.document(state, catalogue, complete=True)) if changed else [
        say("preinfo_nothing_changed")]
    replies += amending.can_change(state, catalogue)
    return amending.left(state), replies


# other things than answers

def _nurse(state: State, turn: Turn, catalogue: Catalogue, preface: str | None = None) -> Result:
    """To the nurse at once, with what has been answered so far."""
    _gather(state, turn)
    complete = state["stage"] == "check" or state["amending"] is not None
    if state["amending"] is not None:
        state["amended"] = [*state["amended"], *amending.changes(state, catalogue, turn)]
    document = states.document(state, catalogue, complete)
    replies = [say(preface)] if preface else []
    replies += hand_over(turn, state["topic"], state["first_words"], preinfo=document,
                         offer_first=not turn.is_open and not turn.waiting)
    if turn.is_open or turn.waiting:
        state["stage"] = "sent"
        state = amending.left(state)
    else:
        state.update(stopped_at=state["stage"], stage="stopped")
    state.update(picked=[], pending=None, paused=False)
    return state, replies


def _gather(state: State, turn: Turn) -> None:
    """What was tapped or written at the present question but not yet finished or confirmed is not lost."""
    if state["picked"] and state["at"]:
        state["answers"][state["at"]] = {"value": list(state["picked"]), "at": iso(turn.now), "how": "button"}
    pending = state["pending"]
    if pending and state["at"] and state["at"] not in state["answers"]:
        state["answers"][state["at"]] = {"skipped": True, "at": iso(turn.now), **{
            name: pending[name] for name in ("text", "lang", "turn") if pending.get(name) is not None}}


def _alarmed(state: State, turn: Turn, catalogue: Catalogue, read: Reader) -> Result:
    """112 first. What was written is still kept where it answers the question."""
    item = states.item(state, catalogue) if state["stage"] == "items" else None
    if item is not None and turn.text and not state["paused"] and not state["pending"]:
        words = read_words(state, item, turn.text, turn, catalogue, read)
        if words.kind == "value":
            accept(state, item, words.value, turn, "typed")
            _advance(state, catalogue)
        else:
            remark(state, turn.text, turn)
    elif turn.text:
        remark(state, turn.text, turn)
    state["instructions_shown"].append({"id": "I-112", "link_id": None, "at": iso(turn.now)})
    state["paused"] = True
    return state, [emergency(), say("preinfo_after_emergency", choices=card_choices())]


def _other_matter(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    other = digress(state, turn, catalogue)
    if other is None:
        return state, ask(state, catalogue, turn)
    state, replies, again = other
    return state, replies + (ask(state, catalogue, turn) if again else [])


def _missed(state: State, item: Item | None, text: str, turn: Turn, catalogue: Catalogue) -> Result:
    """Asked again in other words, then with buttons, then the question is left for the nurse with the words given."""
    state["misses"] += 1
    if state["misses"] <= MISSES_BEFORE_SKIP:
        kind = item.type if item is not None else "choice"
        name = f"preinfo_hint_{kind}" if state["misses"] == 1 else f"preinfo_hint_{state['misses']}"
        return state, [say(name), *ask(state, catalogue, turn)]
    if item is None:
        remark(state, text, turn)
        return _skip(state, turn, catalogue)
    return _left(state, item, text, turn, catalogue, [say("preinfo_left_for_nurse")])


def _left(state: State, item: Item, text: str, turn: Turn, catalogue: Catalogue, replies: list[Reply]) -> Result:
    """Not answered, with the words that were given: "en oo mitannu" tells the nurse something."""
    state["answers"][item.link_id] = {"skipped": True, "text": text, "lang": turn.language, "at": iso(turn.now),
                                      **numbered(turn)}
    return _onward(state, replies, turn, catalogue)


def _says_more(text: str, turn: Turn, read: Reader) -> bool:
    """Whether a skip was said by not knowing, not by the word alone ("ohita")."""
    return not isinstance(read({"type": "text"}, text, turn.language, turn.now), Enum)
