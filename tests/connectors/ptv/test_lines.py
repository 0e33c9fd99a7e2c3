"""The lines of ptv.yml: an editor's own is never overwritten, everything else follows the catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli import ptv as command
from connectors.ptv import file
from connectors.ptv.client import CatalogueError
from content.files import load
from tests.connectors.ptv.conftest import TODAY, StandIn

FIRST, SECOND, PHONE = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 4))


def write(ptv: StandIn, **more: bool) -> file.Merge:
    """A reading that is kept, as the command does it."""
    merged = ptv.read(**more).merge
    file.save(command.dated(merged, TODAY), file.path(), file.record_path())
    return merged


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    path.write_text(text.replace(old, new))


def test_the_second_reading_of_the_same_catalogue_changes_nothing(ptv: StandIn, ptv_file: Path) -> None:
    write(ptv)
    before = ptv_file.read_bytes()
    assert write(ptv).changes == ()
    assert ptv_file.read_bytes() == before


def test_the_file_is_yaml_with_its_head_comments_and_the_day_of_reading(ptv: StandIn, ptv_file: Path) -> None:
    head = ptv_file.read_text().split("checked:")[0]
    write(ptv)
    assert ptv_file.read_text().startswith(head)
    assert load(ptv_file).data["checked"] == TODAY
    assert set(load(ptv_file).data["channels"]) == {FIRST, SECOND, PHONE}


def test_a_changed_phone_changes_one_line_and_no_other_byte(ptv: StandIn, ptv_file: Path) -> None:
    write(ptv)
    before = ptv_file.read_text().splitlines()
    ptv.channel(1)["phoneNumbers"][1]["number"] = "9 555 0777"
    merged = write(ptv)
    after = ptv_file.read_text().splitlines()
    assert [line for line, old in zip(after, before, strict=True) if line != old] == [
        '      sv: [{"number": "+35895550777", "shown": "09 555 0777"}]'
    ]
    assert merged.written[0].sentence().startswith(f"~ channels.{FIRST}.phones.sv: ")


def test_a_value_that_an_editor_changed_stays_although_the_catalogue_changes(ptv: StandIn, ptv_file: Path) -> None:
    write(ptv)
    edit(ptv_file, '"Esimerkkilän neuvola"', "Esimerkkilän neuvola (käynti pihan puolelta)   # ovi B, Anna's note")
    line = next(line for line in ptv_file.read_text().splitlines() if "pihan" in line)
    ptv.channel(1)["serviceChannelNames"][0]["value"] = "Uusi neuvola"
    merged = write(ptv)
    assert line in ptv_file.read_text().splitlines()
    assert "Uusi neuvola" not in ptv_file.read_text()
    assert any(
        change.kind == "kept" and "yours, Esimerkkilän neuvola" in change.sentence() for change in merged.changes
    )


def test_an_editors_line_stays_even_after_the_catalogue_once_agreed_with_it(ptv: StandIn, ptv_file: Path) -> None:
    write(ptv)
    edit(ptv_file, '"Esimerkkilän neuvola"', '"Keskustan neuvola"')
    write(ptv)
    ptv.channel(1)["serviceChannelNames"][0]["value"] = "Keskustan neuvola"
    write(ptv)
    ptv.channel(1)["serviceChannelNames"][0]["value"] = "Jokin muu neuvola"
    write(ptv)
    assert load(ptv_file).data["channels"][FIRST]["name"]["fi"] == "Keskustan neuvola"


def test_a_line_marked_own_stays_although_it_was_never_changed(ptv: StandIn, ptv_file: Path) -> None:
    write(ptv)
    edit(ptv_file, 'mon: ["09:00-15:00"]', 'mon: ["09:00-15:00"]   # own: Maija checked by phone')
    ptv.channel(2)["serviceHours"][0]["openingHour"][0]["to"] = "17:00"
    write(ptv)
    hours = load(ptv_file).data["channels"][SECOND]["hours"]
    assert hours["mon"] == ["09:00-15:00"] and hours["tue"] == ["09:00-17:00"]


def test_own_on_a_place_keeps_everything_under_it(ptv: StandIn, ptv_file: Path) -> None:
    write(ptv)
    edit(ptv_file, f'  "{SECOND}":', f'  "{SECOND}":   # own')
    kept = ptv_file.read_text().split(f'  "{SECOND}":')[1].split(f'  "{PHONE}"')[0]
    ptv.channel(2)["serviceChannelNames"][0]["value"] = "Toinen neuvola"
    ptv.channel(2)["phoneNumbers"] = []
    write(ptv)
    assert kept in ptv_file.read_text()


def test_a_gap_that_an_editor_filled_stays_filled(ptv: StandIn, ptv_file: Path) -> None:
    write(ptv)
    edit(ptv_file, "en: null", "en: Siuntio clinic")
    ptv.channel(2)["serviceChannelNames"].append({"language": "en", "value": "Modelby clinic", "type": "Name"})
    write(ptv)
    assert load(ptv_file).data["channels"][SECOND]["name"]["en"] == "Siuntio clinic"


def test_a_line_that_an_editor_took_away_stays_away(ptv: StandIn, ptv_file: Path) -> None:
    write(ptv)
    edit(ptv_file, f'    source: "{ptv.address}ServiceChannel/{PHONE}"\n', "")
    merged = write(ptv)
    assert "source" not in load(ptv_file).data["channels"][PHONE]
    assert any("stays away" in change.sentence() for change in merged.changes)


def test_ptv_at_the_end_of_a_line_gives_it_back(ptv: StandIn, ptv_file: Path) -> None:
    write(ptv)
    edit(ptv_file, '"Esimerkkilän neuvola"', '"Keskustan neuvola"')
    write(ptv)
    edit(ptv_file, '"Keskustan neuvola"', '"Keskustan neuvola"   # ptv')
    write(ptv)
    assert load(ptv_file).data["channels"][FIRST]["name"]["fi"] == "Esimerkkilän neuvola"


def test_an_editors_own_keys_comments_and_order_stay(ptv: StandIn, ptv_file: Path) -> None:
    write(ptv)
    edit(ptv_file, f'  "{SECOND}":\n', f'  # Siuntio: the door code is at the desk\n  "{SECOND}":\n    floor: 2\n')
    ptv.channel(2)["serviceChannelNames"][0]["value"] = "Toinen neuvola"
    write(ptv)
    assert f'  # Siuntio: the door code is at the desk\n  "{SECOND}":\n    floor: 2\n' in ptv_file.read_text()
    assert load(ptv_file).data["channels"][SECOND]["name"]["fi"] == "Toinen neuvola"


def test_a_line_of_an_editors_form_is_left_and_told(ptv: StandIn, ptv_file: Path) -> None:
    write(ptv)
    old = '      fi: "Mallilan neuvola"\n      sv: "Modellby rådgivning"\n      en: null\n'
    edit(ptv_file, f"    name:\n{old}", "    name: {fi: Mallilan neuvola, sv: Modellby rådgivning, en: null}\n")
    ptv.channel(2)["serviceChannelNames"][0]["value"] = "Toinen neuvola"
    merged = write(ptv)
    assert "    name: {fi: Mallilan neuvola, sv: Modellby rådgivning, en: null}\n" in ptv_file.read_text()
    assert any(change.kind == "by hand" and "Toinen neuvola" in change.sentence() for change in merged.changes)


def test_a_place_that_the_catalogue_no_longer_has_goes_but_an_editors_lines_stay(ptv: StandIn, ptv_file: Path) -> None:
    write(ptv)
    edit(ptv_file, "en: null", "en: Siuntio clinic")
    ptv.documents["channels-2"]["itemList"].remove(ptv.channel(2))
    write(ptv)
    assert load(ptv_file).data["channels"][SECOND] == {"name": {"en": "Siuntio clinic"}}
    ptv.channel(1)["publishingStatus"] = "Deleted"
    write(ptv, accept_losses=True)
    assert set(load(ptv_file).data["channels"]) == {SECOND, PHONE}


def test_new_facts_of_a_known_place_stand_in_its_block(ptv: StandIn, ptv_file: Path) -> None:
    write(ptv)
    ptv.channel(4)["phoneNumbers"].append(
        {"number": "9 555 0111", "language": "sv", "prefixNumber": "+358", "type": "Phone"}
    )
    ptv.channel(4)["webPages"] = [{"url": "https://example.fi/aika", "language": "fi"}]
    write(ptv)
    facts = load(ptv_file).data["channels"][PHONE]
    assert facts["phones"]["sv"][0]["number"] == "+35895550111" and facts["web"] == {"fi": "https://example.fi/aika"}


def test_a_catalogue_that_suddenly_has_almost_nothing_changes_nothing(ptv: StandIn, ptv_file: Path) -> None:
    write(ptv)
    before = ptv_file.read_bytes()
    for page in ("channels-1", "channels-2", "services-1"):
        ptv.documents[page]["itemList"] = []
    with pytest.raises(CatalogueError, match="0 places where it had 3"):
        write(ptv)
    assert ptv_file.read_bytes() == before


def test_when_the_second_page_fails_nothing_is_written(
    ptv: StandIn, ptv_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.ptv.client.time.sleep", lambda _: None)
    before = ptv_file.read_bytes()
    del ptv.documents["channels-2"]
    assert command.main(["--address", ptv.address, "--quiet"]) == 1
    assert "the catalogue refused (404" in capsys.readouterr().err
    assert ptv_file.read_bytes() == before and not file.record_path().exists()


def test_a_dry_run_shows_every_difference_and_writes_nothing(
    ptv: StandIn, ptv_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ptv_file.read_bytes()
    assert command.main(["--dry-run", "--quiet", "--address", ptv.address]) == 0
    shown = capsys.readouterr().out
    assert f"+ channels.{FIRST}.name.sv: Exempelby rådgivning" in shown
    assert f"? channels.{SECOND}: no name in en: write it yourself, your line stays" in shown
    assert "Nothing was written" in shown
    assert ptv_file.read_bytes() == before and not file.record_path().exists()


def test_the_command_writes_what_the_dry_run_showed(
    ptv: StandIn, ptv_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command.main(["--dry-run", "--quiet", "--address", ptv.address])
    promised = [line for line in capsys.readouterr().out.splitlines() if line[:1] in "+-~="]
    assert command.main(["--quiet", "--address", ptv.address]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if line[:1] in "+-~="] == promised
    assert load(ptv_file).data["channels"][FIRST]["name"]["en"] == "Esimerkkilä maternity clinic"


def test_a_wrong_municipality_code_is_named_with_its_line(
    ptv: StandIn, ptv_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(ptv_file, 'espoo: "049"', "espoo: 49")
    assert command.main(["--quiet", "--address", ptv.address]) == 1
    assert 'ptv.yml:12: "49" is not a municipality code; write three digits' in capsys.readouterr().err
