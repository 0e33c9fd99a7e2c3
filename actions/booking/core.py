"""Booking guidance as a pure function: (state, turn, county, phrases) → (state, replies).

Self-booking first; where it is not possible, or the visit is today, the nurse gets the matter already written.
"""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from actions.human.replies import hand_over, today_closed
from actions.language import wanted_language
from actions.memory import place_of, told
from actions.replies import Choice, Reply, choice, emergency, nurse_choice, payload, say
from actions.turn import CRISIS_TOPICS, SYMPTOMS, Turn
from actions.typed import Reader, is_brief
from content import LANGUAGES, clinics
from content.answers import Library
from content.service import County
from content.summary.values import quoted
from content.tables import value_words
from content.texts import HELSINKI, Localised
from reading.ages import only_weeks

State = dict[str, Any]
Result = tuple[State, list[Reply]]
KINDS = {"book_appointment": "book", "reschedule_appointment": "move", "cancel_same_day": "cancel",
         "cancel_later": "cancel"}
VISITS = {"book": ("yearly", "baby", "pregnancy", "first", "after_birth", "other"),
          "move": ("yearly", "baby", "pregnancy", "after_birth", "other"),
          "cancel": ("yearly", "baby", "pregnancy", "after_birth", "other")}
WHEN, BY, ELSEWHERE = ("today", "later"), ("self", "clinic", "interpreter"), "other"
TO_TELL = {"week": "unknown", "background": "none"}     # of a first visit, told in own words or passed by
URGENT_TOPICS = {*SYMPTOMS, *CRISIS_TOPICS}             # these make way also where any words would do
MISSES_BEFORE_NURSE = 2


def begin(intent: str, turn: Turn, county: County, shelf: Library, first_words: str | None = None,
          known: Mapping[str, Any] | None = None) -> Result:
    """Open the guidance for an intent. What was already told (`known`: earlier in the conversation) is not asked
    again, only shown."""
    kind, known = KINDS[intent], known or {}
    place = place_of(turn, county) or known.get("municipality") or turn.municipality
    visit = (turn.choice or {}).get("visit")
    state: State = {"intent": intent, "kind": kind, "visit": visit if visit in VISITS[kind] else None, "by": None,
                    "misses": 0, "tried": False, "second": turn.second, "first_words": first_words or turn.text,
                    "when": "today" if kind != "book" and _is_today(turn) else
                    {"cancel_same_day": "today", "cancel_later": "later"}.get(intent),
                    "week": told("gestation", turn, county, read_nothing) or known.get("gestation"), "background": None,
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
    if turn.intent == "thanks_bye" and turn.choice is None and state["at"] not in ("worked", *TO_TELL):
        return None         # "kiitos, ei muuta" is a farewell and not the visit or place called "other"
    value = (turn.choice or {}).get("v") if turn.choice is not None else _typed(state, turn, county, shelf, read)
    if turn.choice is not None and turn.intent != "booking":
        return None
    if turn.choice is not None and turn.choice.get("q") != state["at"]:
        return state, [question(state, county)]
    if state["at"] in TO_TELL and value is not None or value in _values(state, county):
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
        if value == "needs_interpreter":
            state["by"] = value
            return _nurse(state, turn, county, shelf, [])
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
    state["at"] = next((name for name in _asked(state) if state[name] is None), None)
    if state["at"] is not None and not _settled(state):
        return state, [*replies, question(state, county)]
    return _possible(state, turn, county, shelf, replies)


def _asked(state: State) -> tuple[str, ...]:
    if state["visit"] == "first":
        return "visit", *TO_TELL
    return ("visit", "where") if state["kind"] == "book" else ("when", "visit", "by", "where")


def _settled(state: State) -> bool:
    """Nothing more to ask: this goes to a nurse wherever it is."""
    return state["by"] in ("clinic", "interpreter") or (
        state["kind"] == "book" and state["visit"] == "baby")


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
        link = place.link or clinics.booking_page(place) or county.link
        guidance = say("booking_maybe", {"where": place.within, "link": link})
    state["at"] = "worked"
    yearly = [say("booking_yearly")] if state["kind"] == "book" and state["visit"] == "yearly" else []
    return state, [*replies, *yearly, guidance, question(state, county)]


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


def _typed(state: State, turn: Turn, county: County, shelf: Library, read: Reader) -> Any:
    text = turn.text or ""
    if state["at"] in TO_TELL:
        return _told(state["at"], text, turn, read)
    if state["at"] == "where":
        found = place_of(turn, county)
        if found:
            return found
    if state["at"] == "worked":
        answer = read({"type": "yesno"}, text, turn.language, turn.now) if is_brief(text) else None
        return answer if answer in ("yes", "no") else None
    options = [{"id": value, "title": _title(state["at"], value, county, shelf)} for value in _values(state, county)]
    value = read({"type": "choice", "options": options}, text, turn.language, turn.now)
    return value if isinstance(value, str) and value in _values(state, county) else None


def _told(at: str, text: str, turn: Turn, read: Reader) -> Any:
    """Weeks, or the customer's own words for the nurse; a symptom or a question is another matter."""
    plain = at == "week" and only_weeks(text)       # an answer, whatever it may be taken for by itself
    if (turn.intent in URGENT_TOPICS and not plain) or (turn.intent is not None and text.rstrip().endswith("?")):
        return None
    found = read({"type": "gestation" if at == "week" else "text"}, text, turn.language, turn.now)
    if isinstance(found, Enum):
        return TO_TELL[at]
    if at == "background" and is_brief(text) and read({"type": "yesno"}, text, turn.language, turn.now) == "no":
        return TO_TELL[at]
    return found


def _is_today(turn: Turn) -> bool:
    """The message names today's date as the visit's: it goes to the nurse now. Any other date is asked about."""
    return turn.particulars.get("date") == turn.now.astimezone(HELSINKI).date().isoformat()


def read_nothing(asked: Mapping[str, Any], text: str, language: str, now: datetime) -> None:
    """Particulars are enough here; the words are not read again."""


def _values(state: State, county: County) -> tuple[str, ...]:
    return {"visit": VISITS[state["kind"]], "when": WHEN, "by": BY,
            "worked": ("yes", "no", "needs_interpreter") if state["kind"] == "book" else ("yes", "no"),
            **{at: (passed,) for at, passed in TO_TELL.items()},
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
    parts += _told_words(state, shelf)
    made: dict[str, Any] = {"kind": state["kind"], "when": state["when"], "visit": state["visit"],
                            "municipality": state["where"] if state["where"] != ELSEWHERE else None,
                            "summary": {code: ", ".join(part[code] for part in parts) for code in LANGUAGES}}
    if state["tried"]:
        made["tried"] = dict(shelf.phrase("booking_tried_self"))
    return made


def _told_words(state: State, shelf: Library) -> list[Localised]:
    """Weeks and background of a first visit; the customer's own words stay as they were written."""
    if state["visit"] != "first":
        return []
    found = []
    if isinstance(state["week"], dict):
        label, week = shelf.phrase("booking_matter_week"), value_words("gestation", state["week"])
        found.append({code: f"{label[code]} {week[code]}" for code in LANGUAGES})
    if state["background"] not in (None, *TO_TELL.values()):
        label = shelf.phrase("booking_matter_background")
        found.append({code: f"{label[code]} {quoted(state['background'])}" for code in LANGUAGES})
    return found


def _capital(words: Localised) -> Localised:
    return {code: text[:1].upper() + text[1:] for code, text in words.items()}
