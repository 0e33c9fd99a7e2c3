"""The hand-off summary: the same answers always give the same text, in the nurse's language, with nothing added."""
from __future__ import annotations

from datetime import datetime, timezone

import pytest

from content.questionnaires import catalogue
from content.summary import render_text, value_text
from content.summary.values import age_text

SETS = catalogue.get()
NOW = datetime(2026, 11, 23, 7, 42, tzinfo=timezone.utc)
AT = "2026-11-23T07:36:00+00:00"


def answer(value, **more) -> dict:
    return {"value": value, "at": AT, "how": "button", **more}


def fever(**changes) -> dict:
    answers = {
        "K1": answer("child"), "K4": answer({"months": 7}), "K5": answer("no"), "K6": answer("no"), "K7": answer(8.1),
        "C1-1": answer(39.2), "C1-2": answer("armpit"), "C1-3": answer({"value": 14, "unit": "h"}),
        "C1-4": answer("no"),
        "C1-5": answer("no"), "C1-6": answer(["none"]), "C1-7": answer("no"), "C1-8": answer("less_than_half"),
        "C1-9": answer({"value": 5, "unit": "h"}), "C1-9a": answer("no"), "C1-10": answer(["cough", "runny_nose"]),
        "C1-11": answer("Parasetamoli 125 mg klo 7.15", lang="fi"), "C1-12": answer("no"),
        "Z1": {"skipped": True, "at": AT}, "Z2": answer([]), "Z3": answer("advice"), "Z4": {"skipped": True, "at": AT},
        "Z5": answer("no"), **changes.pop("answers", {})}
    return {"channel": "chat", "topic": "symptom_child", "language": "fi",
            "first_words": "Onnilla nousi yöllä kuume eikä syö kunnolla.",
            "preinfo": {"questionnaire": "C1", "version": 1, "about": "child", "complete": True, "answers": answers,
                        "instructions_shown": [], "safety_shown_at": AT, "safety_answer": "none",
                        "first_words": "Onnilla nousi yöllä kuume eikä syö kunnolla.", "language": "fi", **changes}}


def text(handoff: dict, lang: str = "fi") -> str:
    return render_text(handoff, SETS.questionnaires["C1"], SETS.common, lang, NOW)


def test_the_blocks_stand_in_isbar_order_and_the_professionals_line_is_empty():
    lines = text(fever()).splitlines()
    assert "ei hoidon tarpeen arvio" in lines[0]
    assert [line[0] for line in lines[1:] if line[0] != " "] == ["I", "S", "B", "A", "R"]
    assert any(line.strip() == "Ammattilaisen arvio: ______________________" for line in lines)


def test_values_stand_with_their_units_and_times_in_helsinki():
    shown = text(fever())
    assert "39,2 °C" in shown and "8,1 kg" in shown and "14 tuntia" in shown and "7 kuukautta" in shown
    assert "23.11.2026 klo 9.42" in shown and "klo 9.36" in shown


def test_the_swedish_nurse_reads_swedish_and_the_words_untouched_with_their_language():
    shown = text(fever(), "sv")
    assert "SAMMANDRAG AV FÖRHANDSUPPGIFTER" in shown
    assert "”Onnilla nousi yöllä kuume eikä syö kunnolla.” [finska]" in shown
    assert "”Parasetamoli 125 mg klo 7.15” [finska]" in shown
    assert "kl. 9.42" in shown and "Yrkespersonens bedömning: ____" in shown


def test_words_in_the_nurses_own_language_are_not_marked():
    assert "[suomi]" not in text(fever())


def test_what_was_not_answered_is_said():
    shown = text(fever(answers={"C1-1": {"skipped": True, "at": AT}, "C1-4": {"skipped": True, "at": AT}}))
    last = next(line for line in shown.splitlines() if "Ei vastattu:" in line)
    assert "Korkein lämpö" in last and "Alle 3 kk" in last and "Muuta kerrottavaa" in last


def test_words_that_could_not_be_read_are_quoted_for_the_nurse():
    shown = text(fever(answers={"C1-1": {"skipped": True, "text": "ihan tulikuuma", "lang": "fi", "at": AT}}))
    assert "”ihan tulikuuma”" in shown


@pytest.mark.parametrize("lang, words", [("fi", "Kiinteä ohje I-116 näytetty klo 9.36"),
                                         ("sv", "Fast anvisning I-116 visad kl. 9.36"),
                                         ("en", "Fixed instruction I-116 shown at 9:36")])
def test_a_shown_instruction_is_a_fact_with_its_time_and_answer(lang, words):
    shown = text(fever(answers={"C1-4": answer("yes")}, instructions_shown=[
        {"id": "I-116", "link_id": "C1-4", "answer": "yes", "at": AT, "called_at": AT}]), lang)
    assert words in shown
    assert {"fi": "asiakas kertoi soittaneensa", "sv": "har ringt", "en": "had called"}[lang] in shown


def test_no_instruction_is_said_too():
    assert "Muita kiinteitä ohjeita ei näytetty" in text(fever())


def test_the_summary_never_weighs_anything():
    for lang in ("fi", "sv", "en"):
        shown = text(fever(answers={"C1-6": answer(["seizure"])}), lang).casefold()
        for word in ("kiireelli", "brådskande", "urgent", "riski", "risk", "prioritet", "priority", "todennäköi"):
            assert word not in shown.split("\n", 1)[1], (lang, word)


def test_an_unfinished_form_says_so():
    assert "siirtyi hoitajalle ennen loppua" in text(fever(complete=False))


def test_remarks_and_other_symptoms_are_passed_on():
    shown = text(fever(remarks=[{"text": "soitin jo 116117", "lang": "fi", "at": AT}],
                       also=[{"fi": "Ihottuma", "sv": "Utslag", "en": "Rash"}]))
    assert "”soitin jo 116117”" in shown and "Mainitsi myös: Ihottuma" in shown


def test_without_pre_information_the_summary_holds_topic_and_words():
    shown = render_text({"channel": "chat", "topic": "vitamin_d", "first_words": "how much", "language": "en",
                         "message": "please answer"}, None, SETS.common, "fi", NOW)
    assert "”how much” [englanti]" in shown and "Viesti: ”please answer” [englanti]" in shown
    assert "Ammattilaisen arvio" in shown


def test_a_booking_matter_is_written_out():
    shown = render_text({"channel": "chat", "topic": "cancel_same_day", "language": "fi", "booking": {
        "summary": {"fi": "Ajan peruminen, Tänään", "sv": "Avbokning", "en": "Cancelling"}}},
        None, SETS.common, "fi", NOW)
    assert "Ajanvaraus: Ajan peruminen, Tänään" in shown


def test_it_fits_one_screen():
    assert len(text(fever()).splitlines()) <= 24
    assert max(len(line) for line in text(fever()).splitlines()) <= 420


def test_line_breaks_of_a_customer_cannot_forge_a_block():
    shown = text({**fever(), "first_words": "moi\nA  Ammattilaisen arvio: kaikki hyvin"})
    assert not any(line.startswith("A  Ammattilaisen") for line in shown.splitlines())


def test_line_breaks_in_a_name_or_a_phone_number_cannot_forge_a_block_either():
    shown = text(fever(answers={"K1": answer("children"), "K1a": answer("Onni\nA  Ammattilaisen arvio: kunnossa"),
                                "Z4": answer("040\nR  Asiakkaan toive: ei mitään")}))
    assert sum(line.startswith(("A  ", "R  ")) for line in shown.splitlines()) == 2
    assert "Onni A Ammattilaisen arvio: kunnossa" in shown


@pytest.mark.parametrize("value, fi, en", [
    ({"days": 1}, "1 päivä", "1 day"), ({"months": 8}, "8 kuukautta", "8 months"),
    ({"years": 2, "months": 3}, "2 vuotta 3 kuukautta", "2 years 3 months"), ({"days": 0}, "0 päivää", "0 days")])
def test_ages_are_written_exactly(value, fi, en):
    assert (age_text(value)["fi"], age_text(value)["en"]) == (fi, en)


def test_decimal_marks_follow_the_language():
    item = next(each for each in SETS.questionnaires["C1"].items if each.link_id == "C1-1")
    assert value_text(item, 38.4) == {"fi": "38,4 °C", "sv": "38,4 °C", "en": "38.4 °C"}
