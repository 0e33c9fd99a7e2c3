"""Booking guidance as a pure function: (state, turn, county, phrases) → (state, replies).

Self-booking first; where it is not possible, or the visit is today, the nurse gets the matter already written.
"""
from __future__ import annotations

from typing import Any

from actions.human.replies import hand_over, today_closed
from actions.language import wanted_language
from actions.preinfo.answering import Reader, is_brief
from actions.replies import Choice, Reply, choice, emergency, nurse_choice, payload, say
from actions.turn import Turn
from content import LANGUAGES
from content.answers import Library
from content.service import County
from content.texts import Localised

State = dict[str, Any]
Result = tuple[State, list[Reply]]
KINDS = {"book_appointment": "book", "reschedule_appointment": "move", "cancel_same_day": "cancel",
         "cancel_later": "cancel"}
VISITS = {"book": ("yearly", "baby", "pregnancy", "first", "after_birth", "other"),
          "move": ("yearly", "baby", "pregnancy", "after_birth", "other"),
          "cancel": ("yearly", "baby", "pregnancy", "after_birth", "other")}
WHEN, BY, ELSEWHERE = ("today", "later"), ("self", "clinic", "interpreter"), "other"
SELF_BOOKED = ("yearly", "pregnancy", "after_birth", "other")
MISSES_BEFORE_NURSE = 2


def begin(intent: str, turn: Turn, county: County, shelf: Library, first_words: str | None = None) -> Result:
    """Open the guidance for an intent. What the message already told is not asked again, except by showing it."""
    kind = KINDS[intent]
    place = turn.municipality or turn.particulars.get("municipality")
    state: State = {"intent": intent, "kind": kind, "visit": None, "by": None, "misses": 0, "tried": False,
                    "second": turn.second, "first_words": first_words or turn.text,
                    "when": {"cancel_same_day": "today", "cancel_later": "later"}.get(intent),
                    "where": place if county.get(place) else None, "at": None, "matter": None}
    if state["when"] == "today":
        return _today(state, turn, county, shelf, [])
    return _onward(state, turn, county, shelf, [say(f"booking_start_{kind}")])


def active(state: State | None) -> bool:
    return bool(state) and state["at"] is not None


def step(state: State, turn: Turn, county: County, shelf: Library, read: Reader) -> Result | None:
    """One turn; None when the words are another matter, for which the guidance makes way."""
    state = dict(state)
    if turn.alarm or (turn.suspected and len((turn.text or "").split()) > 2):
        return state, [emergency(), say("after_emergency", choices=[nurse_choice()])]
    if turn.intent == "human_please":
        return _nurse(state, turn, county, shelf, [])
    if turn.intent == "language_switch" and (wanted := wanted_language(turn)):
        return state, [{"language": wanted}, question(state, county)]
    if turn.choice is not None and turn.intent in ("no_more", "language_stay"):
        return state, [question(state, county)]
    value = (turn.choice or {}).get("v") if turn.choice is not None else _typed(state, turn, county, shelf, read)
    if turn.choice is not None and turn.intent != "booking":
        return None
    if turn.choice is not None and turn.choice.get("q") != state["at"]:
        return state, [question(state, county)]
    if value in _values(state, county):
        return _answered(state, value, turn, county, shelf)
    if turn.choice is None and turn.intent is not None and turn.intent not in KINDS:
        return None
    return _missed(state, turn, county, shelf)


def question(state: State, county: County) -> Reply:
    """The present question with its buttons."""
    at = state["at"]
    return say(f"booking_{at}", choices=[*(_button(at, value, county) for value in _values(state, county)),
                                         nurse_choice()])


def _answered(state: State, value: str, turn: Turn, county: County, shelf: Library) -> Result:
    if state["at"] == "worked":
        if value == "yes":
            state["at"] = None
            return state, [say("booking_good")]
        state["tried"] = True
        return _nurse(state, turn, county, shelf, [say("booking_not_worked")])
    state[state["at"]] = value
    state["misses"] = 0
    return _onward(state, turn, county, shelf, [])


def _onward(state: State, turn: Turn, county: County, shelf: Library, replies: list[Reply]) -> Result:
    """The next thing that is not known yet, or what is possible."""
    state["matter"] = matter(state, county, shelf)
    if state["when"] == "today":
        return _today(state, turn, county, shelf, replies)
    state["at"] = next((name for name in _asked(state["kind"]) if state[name] is None), None)
    if state["at"] is not None and not _settled(state):
        return state, [*replies, question(state, county)]
    return _possible(state, turn, county, shelf, replies)


def _asked(kind: str) -> tuple[str, ...]:
    return ("visit", "where") if kind == "book" else ("when", "visit", "by", "where")


def _settled(state: State) -> bool:
    """Nothing more to ask: this goes to a nurse wherever it is."""
    return state["by"] in ("clinic", "interpreter") or (
        state["kind"] == "book" and state["visit"] in ("baby", "first"))


def _possible(state: State, turn: Turn, county: County, shelf: Library, replies: list[Reply]) -> Result:
    reason = {"clinic": "booking_clinic_booked", "interpreter": "booking_interpreter"}.get(state["by"])
    if state["kind"] == "book":
        reason = {"baby": "booking_baby_agreed", "first": "booking_first_visit"}.get(state["visit"], reason)
    if state["where"] == ELSEWHERE:
        reason = "booking_elsewhere"
    place = county.get(state["where"])
    if reason is None and place is not None and place.can[state["kind"]] is False:
        return _offer_nurse(state, [*replies, say("booking_not_self", {"where": _capital(place.within)})])
    if reason is not None or place is None:
        return _offer_nurse(state, [*replies, say(reason or "booking_elsewhere")])
    if place.can[state["kind"]] and place.link and place.system:
        guidance = say("booking_self", {"where": _capital(place.within), "system": place.system, "link": place.link})
    else:
        guidance = say("booking_maybe", {"where": place.within, "link": county.link})
    state["at"] = "worked"
    return state, [*replies, guidance, question(state, county)]


def _today(state: State, turn: Turn, county: County, shelf: Library, replies: list[Reply]) -> Result:
    """Today's visit is never put into a message that may be answered in three days."""
    state["at"], state["matter"] = None, matter(state, county, shelf)
    if turn.is_open:
        return state, [*replies, say("booking_today_open", choices=[nurse_choice()])]
    return state, [*replies, today_closed(turn)]


def _offer_nurse(state: State, replies: list[Reply]) -> Result:
    state["at"] = None
    return state, [*replies, say("booking_to_nurse", choices=[nurse_choice()])]


def _nurse(state: State, turn: Turn, county: County, shelf: Library, replies: list[Reply]) -> Result:
    state["at"], state["matter"] = None, matter(state, county, shelf)
    if state["when"] == "today" and not turn.is_open:
        return _today(state, turn, county, shelf, replies)
    return state, replies + hand_over(turn, state["intent"], state["first_words"], booking=state["matter"],
                                      offer_first=not turn.is_open)


def _missed(state: State, turn: Turn, county: County, shelf: Library) -> Result:
    state["misses"] += 1
    if state["misses"] > MISSES_BEFORE_NURSE:
        return _offer_nurse(state, [])
    return state, [say("booking_again"), question(state, county)]


def _typed(state: State, turn: Turn, county: County, shelf: Library, read: Reader) -> str | None:
    text = turn.text or ""
    if state["at"] == "where":
        found = county.get(turn.particulars.get("municipality")) or next(
            (place for word in text.replace(",", " ").split() if (place := county.by_name(word.strip(".!?")))), None)
        if found:
            return found.id
    if state["at"] == "worked":
        answer = read({"type": "yesno"}, text, turn.language, turn.now) if is_brief(text) else None
        return answer if answer in ("yes", "no") else None
    options = [{"id": value, "title": _title(state["at"], value, county, shelf)} for value in _values(state, county)]
    value = read({"type": "choice", "options": options}, text, turn.language, turn.now)
    return value if isinstance(value, str) and value in _values(state, county) else None


def _values(state: State, county: County) -> tuple[str, ...]:
    return {"visit": VISITS[state["kind"]], "when": WHEN, "by": BY, "worked": ("yes", "no"),
            "where": (*(place.id for place in county.municipalities), ELSEWHERE)}.get(state["at"], ())


def _button(at: str, value: str, county: County) -> Choice:
    place = county.get(value) if at == "where" else None
    name = f"booking:{at}:{value}"
    if place:
        return choice(name, payload("booking", q=at, v=value), titles=place.name)
    return choice(name, payload("booking", q=at, v=value), phrase=f"booking_{at}_{value}")


def _title(at: str, value: str, county: County, shelf: Library) -> Localised:
    place = county.get(value) if at == "where" else None
    return place.name if place else shelf.phrase(f"booking_{at}_{value}")


def matter(state: State, county: County, shelf: Library) -> dict[str, Any]:
    """What the nurse reads: kind, when, visit, who booked, where, and what was tried. Only what was said."""
    parts = [shelf.phrase(f"booking_kind_{state['kind']}")]
    parts += [_title(at, state[at], county, shelf) for at in ("when", "visit", "by", "where") if state[at]]
    made: dict[str, Any] = {"kind": state["kind"], "when": state["when"], "visit": state["visit"],
                            "municipality": state["where"] if state["where"] != ELSEWHERE else None,
                            "summary": {code: ", ".join(part[code] for part in parts) for code in LANGUAGES}}
    if state["tried"]:
        made["tried"] = dict(shelf.phrase("booking_tried_self"))
    return made


def _capital(words: Localised) -> Localised:
    return {code: text[:1].upper() + text[1:] for code, text in words.items()}
