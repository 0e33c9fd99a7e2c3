"""Every kind of an editor's mistake is answered by one line that names file, line and cure."""
from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from cli import check as check_command
from content.check import answers, examples, languages, questionnaires, service, stories
from content.check.findings import ERROR, Finding
from content.check.words import count_words, lix
from content.files import ROOT

TODAY = date(2026, 11, 22)
INTENTS = {path.stem for path in (ROOT / "data" / "nlu" / "fi").glob("*.yml")}
CHECKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "answers": lambda: answers.check(INTENTS, TODAY), "service": service.check, "stories": lambda: stories.check(INTENTS),
    "questionnaires": questionnaires.check, "languages": languages.check,
}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data") / "data"
    for part in ("answers", "stories", "service", "questionnaires", "pages"):
        shutil.copytree(ROOT / "data" / part, folder / part)
    return folder


@pytest.fixture
def data(original: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of data/ that is as it was again after each test."""
    monkeypatch.setenv("NEUVO_DATA", str(original))
    yield original


class Edited:
    """A file with a mistake in it, for the time of one test."""

    def __init__(self, path: Path) -> None:
        self.path, self.before = path, path.read_text(encoding="utf-8") if path.exists() else None

    def __enter__(self) -> Edited:
        return self

    def write(self, old: str, new: str) -> int:
        """Replace the first `old`; the number of the line it stood on. With an empty `old`: append."""
        text = self.before or ""
        if old:
            assert old in text, f"{self.path.name} does not hold {old!r}"
        at = text.index(old) if old else len(text)
        self.path.write_text(text[:at] + new + text[at + len(old):], encoding="utf-8")
        return text[:at].count("\n") + 1

    def __exit__(self, *_: object) -> None:
        if self.before is None:
            self.path.unlink()
        else:
            self.path.write_text(self.before, encoding="utf-8")


MISTAKES = [
    # check, file, what stands there, what is written instead, what is said; the line is the edited one (+ lines further)
    ("answers", "answers/sleep.yml", "title: {fi: Lapsen uni", "title: {fi: Lapsen: uni: yö", "not valid YAML", 0),
    ("answers", "answers/sleep.yml", "  sv: |", "  se: |", '"sv" is missing for answer; add the Swedish text', None),
    ("answers", "answers/sleep.yml", "title: {fi: Lapsen uni", "title: {fi: Lapsen uni, yö", '"yö" is none of fi, sv and en', None),
    ("answers", "answers/sleep.yml", "status: draft", "status: draft\nstatus: draft", '"status" stands twice', 1),
    ("answers", "answers/sleep.yml", "status: draft", "status: valmis", "status is 'valmis'; write draft or approved", 0),
    ("answers", "answers/sleep.yml", "status: draft", "status: approved", "approved without the names of two persons", 0),
    ("answers", "answers/sleep.yml", "status: draft", 'status: approved\napproved_by: ["Anna Aalto", " anna aalto "]',
     "approved without the names of two persons", 0),
    ("answers", "answers/sleep.yml", "review_by: 2027-05-31", "review_by: 31.5.2027", 'review_by is "31.5.2027"; write a date', 0),
    ("answers", "answers/sleep.yml", "review_by: 2027-05-31", "review_by: 2026-05-31",
     "the review date 2026-05-31 has passed; have Johtava", 0),
    ("answers", "answers/sleep.yml", "owner:", "omistaja:", '"owner" is missing; add it', None),
    ("answers", "answers/sleep.yml", "topic: sleep", "topic: uni", 'topic "uni" is not the file name; write `topic: sleep`', 0),
    ("answers", "answers/sleep.yml", "klo {closes} asti", "klo asti", '"fi" lacks the placeholder {closes}', 0),
    ("answers", "answers/sleep.yml", " Kiireellinen apu: 116117, hätä: 112.", "", '"fi" does not say when the chat opens, or where help is', 0),
    ("answers", "answers/sleep.yml", "    Öiset heräämiset", "    {nimi} öiset", "{nimi} is not known here", None),
    ("answers", "answers/sleep.yml", "    Öiset heräämiset", "    Tämä on oirearvio. Öiset", '"oirearvio" must not be used', None),
    ("answers", "answers/sleep.yml", "    Öiset heräämiset", "    " + "sana " * 70 + "\n    Öiset", "keep at most 60", None),
    ("answers", "answers/sleep.yml", "    Öiset heräämiset", "    Varhaiskasvatussuunnitelmakeskustelukäytäntökokonaisuus " * 30 + "\n    Öiset",
     "is hard to read", None),
    ("answers", "answers/sleep.yml", "url: {fi: https://", "url: {fi: http://", "is not an https address", None),
    ("answers", "answers/sleep.yml", "next: [", "next: [nursee, ", 'the button "nursee" leads nowhere', 0),
    ("answers", "answers/sleep.yml", "next: [", "next: [book, move, cancel, ", "buttons under one answer; keep at most 4", 0),
    ("answers", "answers/choices.yml", 'payload: "/contact_hours"', 'payload: "/contact_hour"', 'which is not an intent', 0),
    ("answers", "answers/choices.yml", 'payload: "/contact_hours"', 'payload: "contact_hours"', "has no payload", None),
    ("answers", "answers/choices.yml", """'/book_appointment{"visit": "first"}'""", """'/book_appointment{visit: first}'""",
     "cannot be read", 0),
    ("answers", "answers/choices.yml", "fi: Jätä viesti", "fi: Jätä hoitajalle kiireetön viesti milloin tahansa", "characters; keep it under 40", None),
    ("answers", "answers/phrases/booking.yml", "{where} voit tehdä tämän itse", "Voit tehdä tämän itse", 'lacks the placeholder {where}', None),
    ("answers", "answers/vitamin_d.yml", "depends_on: formula", "depends_on: korvike", 'depends_on is "korvike"; write one of', 0),
    ("answers", "answers/vitamin_d.yml", "- from: {ml: 500}", "- from: {ml: 600}", "does not begin where the row above ends", 0),
    ("answers", "answers/vitamin_d.yml", "to: {ml: 500}", "to: {dl: 5}", 'write a number and its unit: {ml: 3}', 0),
    ("answers", "answers/vitamin_d.yml", "        - {fi: 6 µg, sv: 6 µg, en: 6 µg}\n", "", "does not have 2 cells like the head", None),
    ("stories", "stories/dialogue.yml", "intent: no_more", "intent: no_moore", 'the intent "no_moore" does not exist, so this is never reached', 0),
    ("stories", "stories/dialogue.yml", "action: action_no_more", "action: action_no_moore", 'the action "action_no_moore" does not exist', 0),
    ("stories", "stories/dialogue.yml", "action: utter_thanks_bye", "action: utter_thanks", "says an answer that does not exist; write data/answers/thanks.yml", 0),
    ("stories", "stories/dialogue.yml", "rule: another language", "role: another language", "a rule has no name", None),
    ("stories", "stories/booking.yml", "intent: cancel_later", "intent: cancel_same_day", "the same rule stands in", None),
    ("stories", "stories/booking.yml", "", "  - rule: two\n    steps:\n      - intent: cancel_later\n      - action: action_no_more\n",
     'answer "cancel_later" differently; keep one of them', 0),
    ("stories", "stories/booking.yml", "", "stories:\n  - story: long\n    steps:\n      - intent: cancel_later\n      - action: action_no_more\n",
     'this story answers "cancel_later" otherwise than the rule "cancelling a later visit"', 3),
    ("stories", "stories/booking.yml", "", "stories:\n  - story: lost\n    steps:\n      - action: action_no_more\n", "is never reached", 1),
    ("stories", "answers/sleep.yml", "next:", "depends_on: child_age\nnext:", "nobody is asked for it: no rule leads to the table", 0),
    ("service", "service/hours.yml", '"08:00-16:00"', '"08:00-25:00"', "is not a period", 0),
    ("service", "service/hours.yml", "mon:", "mo:", '"mo" is not a weekday', 0),
    ("service", "service/hours.yml", '"24.12."', '"24.13."', "is not a day", 0),
    ("service", "service/contacts.yml", 'number: "116117"', 'number: "116 117"', "is not a phone number", 0),
    ("service", "service/amounts.yml", "  value: 18\n", "", '"value" is missing for maternity_grant_check_by_week', None),
    ("service", "service/municipalities.yml", "can: {book: null", "can: {book: ehkä", '"ehkä" is not known; write yes, no or null', 0),
    ("service", "service/queues.yml", "channel: message", "channel: mesage", 'channel "mesage" is not known; use chat or message', None),
    ("questionnaires", "questionnaires/C1.yml", "status: draft", "status: approved", "approved without the names of two persons", 0),
    ("questionnaires", "questionnaires/common.yml", "status: draft", "status: approved", "approved without the names of two persons", 0),
]


@pytest.mark.parametrize("check, file, old, new, said, further", MISTAKES, ids=lambda value: str(value)[:40])
def test_a_mistake_is_answered_with_file_line_and_cure(data: Path, check: str, file: str, old: str, new: str, said: str,
                                                       further: int | None) -> None:
    with Edited(data / file) as edited:
        line = edited.write(old, new)
        found = [each for each in CHECKS[check]() if said in each.sentence()]
    assert found, f"nothing says {said!r}"
    here = [each for each in found if each.file.endswith(file)]
    assert here and all(each.cure for each in found), [each.sentence() for each in found]
    if further is not None:
        assert line + further in {each.line for each in here}, [each.sentence() for each in here]
    assert all(re.match(r"\S+\.yml(:\d+)?: \S", each.sentence()) for each in found)


def test_the_files_as_they_are_have_nothing_to_mend(data: Path) -> None:
    wrong = [each.sentence() for check in CHECKS.values() for each in check() if each.severity == ERROR]
    assert wrong == []


def test_a_subject_without_an_answer_is_named(data: Path) -> None:
    found = [each.sentence() for each in answers.check({*INTENTS, "no_such_subject"}, TODAY)]
    assert any('no_such_subject.yml: the intent "no_such_subject" has no answer; write it, or remove the intent' in each for each in found)


def example(tmp_path: Path, language: str, intent: str, *lines: str) -> None:
    path = tmp_path / "nlu" / language / f"{intent}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"    {line}\n" for line in lines)
    path.write_text(f'version: "3.1"\nnlu:\n- intent: {intent}\n  examples: |\n{text}', encoding="utf-8")


@pytest.mark.parametrize("lines, said, line", [
    (["- vauva ei nuku", "unikoulu"], 'an example does not begin with "- "; begin the line with "- "', 6),
    (["- /nurse"], "an example begins with /; remove the /", 5),
    (["- [vauva](child) ei nuku"], "an example has Rasa markup; write plain words", 5),
    (["- vauva ei nuku"], '"sleep" has 1 examples in "fi"; write at least 15', 1),
    (["- taapero raivoaa kaupassa"], 'stands also under "sleep" (fi/sleep.yml:5); keep it where it belongs', None),
    (["- miten saan uhmaikäisen rauhoittumaan iltaisin"], 'is almost "', None),
    (["- ei nuku", "- Ei nuku!"], 'stands twice (fi/sleep.yml:5); remove one', 6),
])
def test_a_mistake_in_examples_is_answered_with_file_line_and_cure(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: list[str], said: str, line: int | None) -> None:
    monkeypatch.setenv("NEUVO_DATA", str(tmp_path))
    example(tmp_path, "fi", "sleep", *lines)
    example(tmp_path, "fi", "tantrums", "- taapero raivoaa kaupassa", "- miten saan uhmaikäisen rauhoittumaan iltasin")
    known, broken = examples.read_all()
    found = [*broken, *examples.check(known)]
    here = [each for each in found if said in each.sentence()]
    assert here, [each.sentence() for each in found][:10]
    assert line is None or line in {each.line for each in here}
    assert all(each.cure for each in here)


def test_an_uncertain_number_cannot_be_said(data: Path) -> None:
    with Edited(data / "answers" / "kela_benefits.yml") as edited:
        edited.write("Ehtona on", "Saat {maternity_grant} euroa. Ehtona on")
        found = [each.sentence() for each in answers.check(INTENTS, TODAY)]
    assert any("{maternity_grant} is not known here" in each for each in found)


def test_words_are_counted_as_they_are_read() -> None:
    assert count_words("Soita 09 2525 0111 – don't wait: 10+0–13+6!") == 5
    assert lix("Vauva herää. Se on tavallista.") < lix("Varhaisraskauden yleisultraäänitutkimusajankohta määritellään.")


def test_json_and_open_are_for_programs_and_for_the_county(data: Path, monkeypatch: pytest.MonkeyPatch,
                                                           capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(check_command, "check_all", lambda today: [*service.check(), *answers.check(INTENTS, today)])
    monkeypatch.setattr("sys.argv", ["check", "--format", "json", "--open"])
    assert check_command.main() == 0
    found = json.loads(capsys.readouterr().out)
    assert {"severity", "file", "line", "problem", "cure", "rule"} == set(found[0])
    assert {each["rule"] for each in found} == {"open"}
    places = {each["problem"].split()[0] for each in found if each["file"].endswith("municipalities.yml")}
    assert {"espoo", "hanko", "inkoo", "karkkila", "kauniainen", "kirkkonummi", "lohja", "raasepori", "siuntio",
            "vihti"} <= {place.rstrip(":") for place in places}
    assert any(each["file"].endswith("contacts.yml") for each in found)


def test_the_exit_code_is_for_the_pipeline(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_command, "check_all", lambda today: [*answers.check({*INTENTS, "no_such_subject"}, today)])
    monkeypatch.setattr("sys.argv", ["check"])
    assert check_command.main() == 1
