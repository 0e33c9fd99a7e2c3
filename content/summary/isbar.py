"""ISBAR text for the nurse, in her own language, from stored answers and the question set they belong to.

Order and headings never change. A question without an answer is listed; the customer's words are quoted
untouched and marked with their language; the professional's line is left empty.
"""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from content.questionnaires import Common, Item, Questionnaire
from content.summary.rows import Row, rows
from content.summary.values import NOT_ANSWERED, answer_text, quoted
from content.texts import date_text, time_text

WORDS: Mapping[str, Mapping[str, str]] = {
    "fi": {
        "heading": "ESITIETOYHTEENVETO (asiakkaan omat vastaukset, ei hoidon tarpeen arvio)",
        "heading_short": "YHTEENVETO (asiakkaan omat sanat, ei hoidon tarpeen arvio)",
        "contact": "Asioija", "not_identified": "ei tunnistautunut", "about": "Koskee", "language": "Kieli",
        "phone": "Puh.", "queue": "Jono", "sent": "Lähetetty", "form": "Lomake", "at": "klo",
        "unfinished": "kesken, asiakas siirtyi hoitajalle ennen loppua",
        "topic": "Aihe", "no_words": "asiakas ei kirjoittanut aihetta omin sanoin",
        "observations": "Asiakkaan havainnot", "safety": "Turvakysymykset",
        "skipped": "Ei vastattu", "nothing": "ei mitään",
        "photos": "Kuvia", "assessment": "Ammattilaisen arvio: ______________________",
        "wish": "Asiakkaan toive", "shown": "Yleinen turvaohje näytetty",
        "not_shown": "Yleistä turvaohjetta ei näytetty",
        "instruction": "Kiinteä ohje", "instruction_shown": "näytetty", "because": "kun vastaus oli",
        "none_shown": "Muita kiinteitä ohjeita ei näytetty", "called": "asiakas kertoi soittaneensa",
        "also": "Mainitsi myös", "message": "Viesti", "tried": "Kokeiltu", "words": "Muut sanat",
        "booking": "Ajanvaraus",
        "applies": "Asiakas vastasi turvaohjeeseen: jokin näistä pätee", "interpreter": "tulkki",
        "changed": "muutettu", "changed_answer": "Muutettu lähettämisen jälkeen", "was": "aiemmin",
        "not_asked": "ei kysytty",
    },
    "sv": {
        "heading": "SAMMANDRAG AV FÖRHANDSUPPGIFTER (klientens egna svar, inte en bedömning av vårdbehovet)",
        "heading_short": "SAMMANDRAG (klientens egna ord, inte en bedömning av vårdbehovet)",
        "contact": "Kontakt", "not_identified": "inte identifierad", "about": "Gäller", "language": "Språk",
        "phone": "Tfn", "queue": "Kö", "sent": "Skickat", "form": "Formulär", "at": "kl.",
        "unfinished": "ofullständigt, klienten gick över till hälsovårdaren före slutet",
        "topic": "Ämne", "no_words": "klienten beskrev inte ärendet med egna ord",
        "observations": "Klientens iakttagelser", "safety": "Säkerhetsfrågor",
        "skipped": "Inte besvarat", "nothing": "inga",
        "photos": "Bilder", "assessment": "Yrkespersonens bedömning: ______________________",
        "wish": "Klientens önskemål", "shown": "Allmän säkerhetsanvisning visad",
        "not_shown": "Allmän säkerhetsanvisning visades inte",
        "instruction": "Fast anvisning", "instruction_shown": "visad", "because": "då svaret var",
        "none_shown": "Inga andra fasta anvisningar visades", "called": "klienten berättade att hen har ringt",
        "also": "Nämnde också", "message": "Meddelande", "tried": "Försökt", "words": "Övriga ord",
        "booking": "Tidsbokning",
        "applies": "Klienten svarade på säkerhetslistan: något av detta stämmer", "interpreter": "tolk",
        "changed": "ändrat", "changed_answer": "Ändrat efter att det skickats", "was": "tidigare",
        "not_asked": "frågades inte",
    },
    "en": {
        "heading": "PRE-INFORMATION SUMMARY (the customer's own answers, not an assessment of the need for care)",
        "heading_short": "SUMMARY (the customer's own words, not an assessment of the need for care)",
        "contact": "Contact", "not_identified": "not identified", "about": "Concerns", "language": "Language",
        "phone": "Phone", "queue": "Queue", "sent": "Sent", "form": "Form", "at": "at",
        "unfinished": "unfinished, the customer went on to the nurse before the end",
        "topic": "Topic", "no_words": "the customer did not describe the matter in own words",
        "observations": "Customer's observations", "safety": "Safety questions",
        "skipped": "Not answered", "nothing": "none",
        "photos": "Photos", "assessment": "Professional's assessment: ______________________",
        "wish": "Customer's hope", "shown": "General safety advice shown",
        "not_shown": "General safety advice was not shown",
        "instruction": "Fixed instruction", "instruction_shown": "shown", "because": "when the answer was",
        "none_shown": "No other fixed instructions were shown", "called": "the customer said they had called",
        "also": "Also mentioned", "message": "Message", "tried": "Tried", "words": "Other words", "booking": "Booking",
        "applies": "The customer answered to the safety list: one of these applies", "interpreter": "interpreter",
        "changed": "changed", "changed_answer": "Changed after sending", "was": "before", "not_asked": "not asked",
    },
}
LANGUAGE_NAMES = {
    "fi": {"fi": "suomi", "sv": "ruotsi", "en": "englanti"},
    "sv": {"fi": "finska", "sv": "svenska", "en": "engelska"},
    "en": {"fi": "Finnish", "sv": "Swedish", "en": "English"},
}
BACKGROUND_PREFIX = "K"           # common opening items; K1 stands in the I part
WISH, PHONE, PHOTO, INTERPRETER, INTERPRETER_LANGUAGE = "Z3", "Z4", "Z2", "Z5", "Z5a"
CONCERNS = ("K1", "K1a", "K1b", "K4", "K8", "K12")      # who, which child or what relation, age, weeks, day of birth
_IN_I = (*CONCERNS, PHONE, INTERPRETER, INTERPRETER_LANGUAGE)


def render_text(handoff: Mapping[str, Any], questionnaire: Questionnaire | None, common: Common,
                lang: str, now: datetime) -> str:
    """The summary in `lang` ("fi", "sv" or "en").

    `handoff` is the hand-off as the engine sent it, with what the service knows beside it, all optional:
    `meta: {contact, identified, identity, queue, sent_at (ISO), photos, topic_title, municipality}`.
    `now` stands in for `sent_at` when the summary has not been sent yet. `questionnaire` is the version that
    was answered, None when there is no pre-information.
    """
    words = WORDS[lang]
    preinfo = handoff.get("preinfo") or {}
    meta = handoff.get("meta") or {}
    filled = rows(questionnaire, common, preinfo.get("answers") or {}) if questionnaire and preinfo else ()
    lines = [words["heading"] if preinfo else words["heading_short"]]
    lines += _block("I", _identify(handoff, preinfo, questionnaire, filled, meta, lang, now)
                    + _changed(preinfo, questionnaire, common, lang))
    lines += _block("S", _situation(handoff, preinfo, questionnaire, meta, lang))
    background = [row for row in filled if _is_background(row)]
    lines += _block("B", _facts(background, lang, preinfo) or [NOT_ANSWERED[lang].capitalize() + "."])
    lines += _block("A", _observed(filled, preinfo, meta, lang) + [words["assessment"]])
    lines += _block("R", _wishes(filled, preinfo, common, lang))
    return "\n".join(lines) + "\n"


def _block(letter: str, texts: list[str]) -> list[str]:
    return [f"{letter if index == 0 else ' '}  {text}" for index, text in enumerate(texts)]


def _identify(handoff: Mapping[str, Any], preinfo: Mapping[str, Any], questionnaire: Questionnaire | None,
              filled: tuple[Row, ...], meta: Mapping[str, Any], lang: str, now: datetime) -> list[str]:
    words = WORDS[lang]
    by_id = {row.item.link_id: row for row in filled}
    contact = meta.get("contact")
    identified = meta.get("identified") or words["not_identified"]
    first = f"{words['contact']}: " + (f"{contact}, {identified}." if contact else f"{identified}.")
    about = [_on_one_line(by_id[name], lang) for name in CONCERNS if name in by_id]
    if meta.get("identity"):
        about.append(str(meta["identity"]))
    if about:
        first += f" {words['about']}: {', '.join(about)}."
    spoken = preinfo.get("language") or handoff.get("language") or meta.get("language")
    second = f"{words['language']}: {LANGUAGE_NAMES[lang].get(spoken, NOT_ANSWERED[lang])}"
    if INTERPRETER in by_id:
        second += f", {words['interpreter']}: {_lower(by_id[INTERPRETER].value[lang])}"
        if INTERPRETER_LANGUAGE in by_id:
            second += f" ({_on_one_line(by_id[INTERPRETER_LANGUAGE], lang)})"
    second += "."
    if PHONE in by_id:
        second += f" {words['phone']} {_on_one_line(by_id[PHONE], lang)}."
    if meta.get("queue"):
        second += f" {words['queue']}: {_in(meta['queue'], lang)}."
    sent = datetime.fromisoformat(meta["sent_at"]) if meta.get("sent_at") else now
    first_sent = datetime.fromisoformat(preinfo["first_sent_at"]) if preinfo.get("first_sent_at") else sent
    third = f"{words['sent']} {date_text(first_sent, lang)} {_clock(first_sent, lang)}"
    third += f", {words['changed']} {_clock(sent, lang)}." if preinfo.get("amended") else "."
    if questionnaire:
        third += f" {words['form']}: {questionnaire.id} {questionnaire.title[lang]}, v{preinfo.get('version')}."
        if preinfo.get("complete") is False:
            third += f" ({words['unfinished'].capitalize()}.)"
    return [first, second, third]


def _on_one_line(row: Row, lang: str) -> str:
    """A value of the first block. What was typed into it cannot begin a line and look like another block."""
    return " ".join(row.value[lang].split())


def _changed(preinfo: Mapping[str, Any], questionnaire: Questionnaire | None, common: Common,
             lang: str) -> list[str]:
    """What the customer changed after sending: the answer now, the one before, and when."""
    words = WORDS[lang]
    items = {item.link_id: item for item in questionnaire.sequence(common)} if questionnaire else {}
    lines = []
    for each in preinfo.get("amended") or ():
        item = items.get(each["link_id"])
        now, before = (_told(item, each.get(name), words, lang) for name in ("after", "before"))
        label = item.label[lang] if item else each["link_id"]
        at = _clock(datetime.fromisoformat(each["at"]), lang)
        lines.append(f"{words['changed_answer']} {at}: {label}: {now} ({words['was']}: {before}).")
    return lines


def _told(item: Item | None, answer: Mapping[str, Any] | None, words: Mapping[str, str], lang: str) -> str:
    if answer is None:
        return words["not_asked"]
    try:
        text = answer_text(item, answer)[lang] if item else str(answer.get("value"))
    except (KeyError, ValueError, TypeError):       # the question has been changed since
        text = str(answer.get("value"))
    return quoted(text) if item and item.type == "text" and "value" in answer else text


def _situation(handoff: Mapping[str, Any], preinfo: Mapping[str, Any], questionnaire: Questionnaire | None,
               meta: Mapping[str, Any], lang: str) -> list[str]:
    words = WORDS[lang]
    spoken = handoff.get("language") or preinfo.get("language")
    first = handoff.get("first_words") or preinfo.get("first_words")
    said = _quote(first, preinfo.get("first_words_language") or spoken, lang) if first else words["no_words"].capitalize() + "."
    topic = questionnaire.title if questionnaire else meta.get("topic_title") or handoff.get("topic")
    lines = [f"{words['topic']}: {_in(topic, lang)}. {said}" if topic else said]
    if handoff.get("message"):
        lines.append(f"{words['message']}: {_quote(handoff['message'], spoken, lang)}")
    booking = handoff.get("booking")
    if booking:
        lines.append(f"{words['booking']}: {_in(booking['summary'], lang)}")
        if booking.get("tried"):
            lines.append(f"{words['tried']}: {_in(booking['tried'], lang)}")
    if preinfo.get("also"):
        lines.append(f"{words['also']}: {', '.join(_in(title, lang) for title in preinfo['also'])}.")
    return lines


def _observed(filled: tuple[Row, ...], preinfo: Mapping[str, Any], meta: Mapping[str, Any], lang: str) -> list[str]:
    words = WORDS[lang]
    own = [row for row in filled if not _is_background(row) and row.item.link_id not in (*_IN_I, WISH, PHOTO)]
    lines = []
    plain = _facts([row for row in own if not row.flagged and row.answered], lang, preinfo)
    if plain:
        lines += [f"{words['observations']}: {plain[0]}", *plain[1:]]
    flagged = [row for row in own if row.flagged and row.answered]
    if flagged:
        lines.append(f"{words['safety']}: " + " ".join(_flag(row, lang) for row in flagged))
    remarks = preinfo.get("remarks") or ()
    if remarks:
        lines.append(f"{words['words']}: " + " ".join(_quote(each["text"], each.get("lang"), lang) for each in remarks))
    photos = next((len(row.answer["value"]) for row in filled if row.item.type == "photo" and row.answered), 0)
    skipped = [row.item.label[lang] + _words(row, preinfo, lang) for row in own if not row.answered]
    last = f"{words['photos']}: {meta.get('photos', photos)}."
    if skipped:
        last += f" {words['skipped']}: {'; '.join(skipped)}."
    elif filled:
        last += f" {words['skipped']}: {words['nothing']}."
    return [*lines, last]


def _wishes(filled: tuple[Row, ...], preinfo: Mapping[str, Any], common: Common, lang: str) -> list[str]:
    words = WORDS[lang]
    wish = next((row for row in filled if row.item.link_id == WISH), None)
    line = f"{words['wish']}: {wish.value[lang] if wish else NOT_ANSWERED[lang]}."
    shown_at = preinfo.get("safety_shown_at")
    line += f" {words['shown']} {_clock(datetime.fromisoformat(shown_at), lang)}." if shown_at else (
        f" {words['not_shown']}.")
    lines = [line]
    if preinfo.get("safety_answer") == "applies":
        lines.append(words["applies"] + ".")
    for shown in preinfo.get("instructions_shown") or ():
        lines.append(_shown(shown, filled, common, lang))
    if not preinfo.get("instructions_shown"):
        lines.append(words["none_shown"] + ".")
    return lines


def _shown(shown: Mapping[str, Any], filled: tuple[Row, ...], common: Common, lang: str) -> str:
    words = WORDS[lang]
    at = _clock(datetime.fromisoformat(shown["at"]), lang)
    text = f"{words['instruction']} {shown['id']} {words['instruction_shown']} {at}"
    row = next((row for row in filled if row.item.link_id == shown.get("link_id")), None)
    if row is not None:
        answer = shown.get("answer")
        option = row.item.option(answer) if answer else None
        said = option.title[lang] if option else row.value[lang]
        text += f", {words['because']} {row.item.label[lang]}: {said.upper() if option is None else said}"
    if shown.get("called_at"):
        text += f"; {words['called']} {_clock(datetime.fromisoformat(shown['called_at']), lang)}"
    return text + "."


def _facts(found: list[Row], lang: str, preinfo: Mapping[str, Any]) -> list[str]:
    """Label and value of each row, a few to a line; the customer's free text in quotation marks."""
    texts = []
    for row in found:
        if row.item.type == "text" and row.answered:
            value = _quote(row.answer["value"], row.answer.get("lang") or preinfo.get("language"), lang)
            texts.append(f"{row.item.label[lang]}: {value}")
        else:
            texts.append(f"{row.item.label[lang]}: {row.value[lang]}.")
    lines, current = [], ""
    for text in texts:
        if current and len(current) + len(text) > 96:
            lines.append(current)
            current = text
        else:
            current = f"{current} {text}".strip()
    return [*lines, current] if current else lines


def _flag(row: Row, lang: str) -> str:
    return f"{row.item.label[lang]}: {row.value[lang].upper()}."


def _words(row: Row, preinfo: Mapping[str, Any], lang: str) -> str:
    said = (row.answer or {}).get("text")
    return f" ({_quote(said, (row.answer or {}).get('lang') or preinfo.get('language'), lang)})" if said else ""


def _is_background(row: Row) -> bool:
    return row.item.link_id.startswith(BACKGROUND_PREFIX) and row.item.link_id not in _IN_I


def _quote(text: str, spoken: str | None, lang: str) -> str:
    """Verbatim words; where they are in another language than the summary, it is said."""
    mark = f" [{LANGUAGE_NAMES[lang][spoken]}]" if spoken in LANGUAGE_NAMES and spoken != lang else ""
    return quoted(text) + mark


def _clock(moment: datetime, lang: str) -> str:
    text = time_text(moment, lang)
    return text if lang == "sv" else f"{WORDS[lang]['at']} {text}"


def _in(value: Any, lang: str) -> str:
    return value[lang] if isinstance(value, Mapping) else str(value)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
