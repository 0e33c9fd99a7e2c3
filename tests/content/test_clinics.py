"""Clinics of the Service Catalogue in contact answers and booking: what was read is used, an editor's own comes first."""
from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from content import clinics, service
from content.answers import library
from content.files import ROOT, ContentError
from content.hours import hours
from handoff.conversations.speech import Speaker

CATALOGUE = """\
services:
channels:
  one:
    type: ServiceLocation
    name: {fi: Esimerkkilän neuvola, sv: Exempelby rådgivning}
    municipalities: [lohja]
    phones: {fi: [{number: "+35895550102", shown: "09 555 0102"}], sv: [{number: "+35895550103", shown: "09 555 0103"}]}
    address: {street: {fi: Esimerkkikatu 1, sv: Exempelgatan 1}, postal_code: "08100", post_office: {fi: LOHJA, sv: LOJO}}
    hours: {mon: ["08:00-16:00"], tue: ["08:00-16:00"], wed: ["08:00-16:00"], thu: ["08:00-15:30"], fri: ["08:00-12:00", "13:00-14:00"]}
  two:
    type: EChannel
    name: {fi: Neuvolan ajanvaraus, sv: Rådgivningens tidsbokning, en: Clinic booking}
    municipalities: [lohja, hanko]
    web: {fi: "https://varaa.example/fi", sv: "https://varaa.example/sv"}
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "data" / "service", tmp_path / "service")
    shutil.copytree(ROOT / "data" / "answers", tmp_path / "answers")
    (tmp_path / "service" / "ptv.yml").write_text(CATALOGUE, encoding="utf-8")
    monkeypatch.setenv("NEUVO_DATA", str(tmp_path))
    return tmp_path


def lines(place: str, language: str) -> list[str]:
    return [line[language] for line in clinics.lines(service.county.get().get(place))]


def test_a_clinic_is_told_with_address_phone_and_hours_in_each_language(data: Path) -> None:
    assert lines("lohja", "fi")[0] == ("Esimerkkilän neuvola, Esimerkkikatu 1, LOHJA, puh. 09 555 0102, "
                                       "ma–ke 8–16, to 8–15.30, pe 8–12, 13–14")
    assert lines("lohja", "sv")[0] == ("Exempelby rådgivning, Exempelgatan 1, LOJO, tfn 09 555 0103, "
                                       "mån–ons 8–16, tors 8–15.30, fre 8–12, 13–14")
    assert lines("lohja", "en")[0].startswith("Esimerkkilän neuvola, Esimerkkikatu 1")      # no English name: the Finnish one
    assert lines("espoo", "fi") == []


def test_the_contact_answer_tells_the_clinics_of_the_place(data: Path) -> None:
    speaker = Speaker(library.get(), hours.get(), datetime.fromisoformat("2026-11-23T10:00:00+02:00"))
    row = speaker.reply({"say": "contact_hours", "for": "lohja"}, "sv", 1)
    assert "- Exempelby rådgivning, Exempelgatan 1" in row.text and "https://varaa.example/sv" in row.text
    table = speaker.reply({"say": "contact_hours", "table": True}, "fi", 1).data["table"]
    by_place = {cells[0]["fi"]: cells[1]["fi"] for cells in table["rows"]}
    assert len(by_place) == 10 and "09 555 0102" in by_place["Lohja"] and "hyvinvointialueen sivuilla" in by_place["Espoo"]
    assert library.get().answers["contact_hours"].table.is_drawn


def test_booking_leads_to_the_booking_page_of_the_catalogue(data: Path) -> None:
    assert clinics.booking_page(service.county.get().get("hanko")) == {
        "fi": "https://varaa.example/fi", "sv": "https://varaa.example/sv", "en": "https://varaa.example/fi"}
    assert clinics.booking_page(service.county.get().get("vihti")) is None


def test_an_editors_own_clinic_comes_in_place_of_the_catalogues(data: Path) -> None:
    path = data / "service" / "municipalities.yml"
    before, after = path.read_text(encoding="utf-8").split("  - id: lohja\n")
    own = '    clinics: [{name: {fi: Esimerkkilän neuvola, sv: Exempelby rådgivning, en: Example clinic}, phone: "019 555 000"}]\n'
    path.write_text(before + "  - id: lohja\n" + after.replace("    clinics: []\n", own, 1), encoding="utf-8")
    assert lines("lohja", "en") == ["Example clinic, tel. 019 555 000",
                                                       "Clinic booking, https://varaa.example/fi"]


def test_a_broken_catalogue_file_names_the_line(data: Path) -> None:
    (data / "service" / "ptv.yml").write_text("services:\nchannels:\n  one:\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r'ptv.yml:3: "one" holds nothing; take the line away'):
        clinics.read_channels()
