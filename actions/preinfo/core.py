"""The pre-information conversation as a pure function: (state, turn, question sets) → (state, replies).

Opens the form and gives each turn to the step it belongs to. Knows nothing of Rasa or of a clock; computes nothing
from answers.
"""
from __future__ import annotations

from enum import Enum

from actions.preinfo import checking, questions
from actions.preinfo import state as states
from actions.preinfo.answering import Words, accept, read_words, remark
from actions.preinfo.ask import answers, ask, card_choices
from actions.preinfo.digress import digress
from actions.preinfo.opening import choose, safety_answered, subject_answered, subject_of
from actions.preinfo.paging import advance
from actions.preinfo.prefill import for_sibling, offers
from actions.preinfo.sending import to_nurse
from actions.preinfo.state import SEVERAL, WHO, Result, State
from actions.preinfo.wishes import skip, wished
from actions.replies import Reply, emergency, iso, nurse_choice, say
from actions.turn import DIALOGUE, SYMPTOMS, Turn
from actions.typed import Reader, is_brief
from content import LANGUAGES
from content.questionnaires import SAFETY, Catalogue, Item

MISSES_BEFORE_SKIP = 3
BEFORE_QUESTIONS = ("safety", "subject")
WORDY = ("text", "yesno", "choice", "multi")      # where a question in between could be taken for an answer


def begin(about: str, topic: str, turn: Turn, catalogue: Catalogue, first_words: str | None,
          questionnaire: str | None = None, before: State | None = None, sibling: bool = False) -> Result:
    """Open the form: the safety list, before anything else.

    `before` is an earlier form of this conversation; with `sibling` the new one is about another child than that.
    """
    told = for_sibling(before) if sibling and before else offers(turn.particulars, first_words, _language(turn))
    state = states.new(about, turn, first_words, topic, told, before)
    if sibling:             # the button said whom it is about
        state["child"] += 1
        state["answers"][WHO] = {"value": SEVERAL, "at": iso(turn.now), "how": "button"}
    if turn.second and turn.second not in SYMPTOMS and turn.second not in DIALOGUE:
        state["matters"].append(turn.second)
    chosen = questionnaire or (None if sibling else subject_of(about, first_words, turn, catalogue))
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
        return to_nurse(state, turn, catalogue)
    if turn.intent not in (None, "preinfo"):
        return _other_matter(state, turn, catalogue) or (state, ask(state, catalogue, turn))
    wish = tapped.get("w")
    if wish:
        return wished(state, wish, tapped.get("q"), turn, catalogue)
    if "change" in tapped:
        return checking.edit(state, tapped["change"], turn, catalogue)
    if tapped.get("q") == SAFETY:
        return safety_answered(state, tapped.get("v"), turn, catalogue)
    if tapped.get("q") == "subject":
        return subject_answered(state, tapped.get("v"), turn, catalogue)
    return questions.tapped(state, tapped, turn, catalogue)


def _typed(state: State, turn: Turn, catalogue: Catalogue, read: Reader) -> Result:
    text = turn.text or ""
    item = states.item(state, catalogue) if state["stage"] == "items" else None
    words = read_words(state, item, text, turn, catalogue, read)
    if turn.suspected and _may_mean_danger(words, item, text):
        return _alarmed(state, turn, catalogue, read)
    if state["paused"] and words.kind in ("unread", "value", "range", "future"):
        return _said_while_paused(state, turn, catalogue)
    if words.kind == "wish" and words.value == "skip" and item is not None and _says_more(text, turn, read):
        return questions.left(state, item, text, turn, catalogue, [])
    if words.kind == "wish":
        return wished(state, words.value, state["at"], turn, catalogue)
    if turn.intent == "human_please" and (words.kind == "unread" or (item is not None and item.type == "text")):
        remark(state, text, turn)
        return to_nurse(state, turn, catalogue)
    if words.kind == "unread" and state["stage"] in BEFORE_QUESTIONS:
        told = _told_before_questions(state, text, turn, catalogue)
        if told is not None:
            return told
    if words.kind == "unread" or (item is not None and item.type in WORDY and _is_question(turn)):
        other = _other_matter(state, turn, catalogue)
        if other is not None:
            other[0]["misses"] = 0
            return other
    if words.kind == "unread" and state["stage"] != "check":
        return _missed(state, item, text, turn, catalogue)
    return _understood(state, item, words, turn, catalogue)


def _understood(state: State, item: Item | None, words: Words, turn: Turn, catalogue: Catalogue) -> Result:
    """A typed answer that was read, by the stage it belongs to."""
    stage = state["stage"]
    if words.kind == "confirm":
        return questions.confirmed(state, item, words.value == "yes", turn, catalogue)
    if words.kind in ("range", "future") and item is not None:
        return _questioned(state, item, words, turn, catalogue)
    if stage == "safety":
        return safety_answered(state, words.value, turn, catalogue)
    if stage == "subject":
        return subject_answered(state, words.value, turn, catalogue)
    if stage == "change":
        return checking.edit(state, words.value, turn, catalogue)
    if stage == "check":
        return checking.written(state, words, turn, catalogue)
    return questions.keep(state, item, words.value, turn, catalogue, how="typed")


# other things than answers

def _said_while_paused(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    """After a card the next question has not been put yet: words go to "anything else", the form goes on."""
    state["paused"] = False
    if turn.intent == "human_please":
        return to_nurse(state, turn, catalogue)
    other = _other_matter(state, turn, catalogue)
    if other is not None:
        return other
    remark(state, turn.text or "", turn)
    return state, [say("preinfo_words_kept"), *ask(state, catalogue, turn)]


def _told_before_questions(state: State, text: str, turn: Turn, catalogue: Catalogue) -> Result | None:
    """A story at the safety list or at the choice of a subject: kept for the nurse, and what it tells is offered later.

    It may name the subject; it never answers the safety list.
    """
    state["prefill"] = {**offers(turn.particulars, text, _language(turn)), **state["prefill"]}
    name = None if state["questionnaire"] else subject_of(state["about"], text, turn, catalogue)
    if name is None:
        return None
    remark(state, text, turn)
    if state["stage"] == "subject":
        return subject_answered(state, name, turn, catalogue)
    choose(state, name, catalogue)
    return state, [say("preinfo_words_kept"), *ask(state, catalogue, turn)]


def _other_matter(state: State, turn: Turn, catalogue: Catalogue) -> Result | None:
    """Another matter answered or noted, then the same question again where it fits; None when there is none."""
    other = digress(state, turn, catalogue)
    if other is None:
        return None
    state, replies, again = other
    return state, replies + (ask(state, catalogue, turn) if again else [])


def _alarmed(state: State, turn: Turn, catalogue: Catalogue, read: Reader) -> Result:
    """112 first. What was written is still kept where it answers the question."""
    item = states.item(state, catalogue) if state["stage"] == "items" else None
    if item is not None and turn.text and not state["paused"] and not state["pending"]:
        words = read_words(state, item, turn.text, turn, catalogue, read)
        if words.kind == "value":
            accept(state, item, words.value, turn, "typed")
            advance(state, catalogue)
        else:
            remark(state, turn.text, turn)
    elif turn.text:
        remark(state, turn.text, turn)
    state["instructions_shown"].append({"id": "I-112", "link_id": None, "at": iso(turn.now)})
    state["paused"] = True
    return state, [emergency(), say("preinfo_after_emergency", choices=card_choices())]


def _missed(state: State, item: Item | None, text: str, turn: Turn, catalogue: Catalogue) -> Result:
    """Asked again in other words, then with buttons, then the question is left for the nurse with the words given."""
    state["misses"] += 1
    state["pending"] = None
    if item is None and (state["misses"] > MISSES_BEFORE_SKIP or not is_brief(text)):
        remark(state, text, turn)
    if state["misses"] <= MISSES_BEFORE_SKIP:
        return state, [_hint(state, item), *ask(state, catalogue, turn)]
    if item is None:
        return skip(state, turn, catalogue)
    return questions.left(state, item, text, turn, catalogue, [say("preinfo_left_for_nurse")])


def _hint(state: State, item: Item | None) -> Reply:
    """Other words each time; the third comes with the nurse, and names buttons only where the question has some."""
    misses, kind = state["misses"], item.type if item is not None else "choice"
    if misses == 1:
        return say(f"preinfo_hint_{kind}")
    bare = item is not None and not answers(state, item)
    name = f"preinfo_hint_{misses}_bare" if bare else f"preinfo_hint_{misses}"
    return say(name, choices=[nurse_choice()] if misses == MISSES_BEFORE_SKIP else None)


def _questioned(state: State, item: Item, words: Words, turn: Turn, catalogue: Catalogue) -> Result:
    """A value that cannot be meant (390 °C, week 50) is said back and asked about; it never traps either."""
    state["misses"] += 1
    state["pending"] = None
    if state["misses"] > MISSES_BEFORE_SKIP:
        return questions.left(state, item, turn.text or "", turn, catalogue, [say("preinfo_left_for_nurse")])
    params = {"value": words.shown, "low": words.low, "high": words.high} if words.kind == "range" else {
        "value": words.shown}
    name = "preinfo_out_of_range" if words.kind == "range" else "preinfo_future"
    return state, [say(name, params), *ask(state, catalogue, turn)]


def _may_mean_danger(words: Words, item: Item | None, text: str) -> bool:
    """Where understanding only suspects danger, plain answers and bare words are taken as what they are.

    The danger lexicon itself (`turn.alarm`) knows no exceptions.
    """
    if len(text.split()) < 3:
        return False
    return words.kind == "unread" or (item is not None and item.type in ("text", "yesno"))


def _is_question(turn: Turn) -> bool:
    """A clear other matter that ends as a question interrupts also where the words could be read as an answer."""
    return turn.intent is not None and (turn.text or "").rstrip().endswith("?")


def _says_more(text: str, turn: Turn, read: Reader) -> bool:
    """Whether a skip was said by not knowing, not by the word alone ("ohita")."""
    return not isinstance(read({"type": "text"}, text, turn.language, turn.now), Enum)


def _language(turn: Turn) -> str:
    return turn.spoken if turn.spoken in LANGUAGES else turn.language
