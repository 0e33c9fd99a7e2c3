"""Reading the catalogue over HTTP, and what its documents are made into. Documents: documents/README.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connectors.ptv import schema
from connectors.ptv.client import CatalogueError
from content.files import load
from tests.connectors.ptv.conftest import TODAY, StandIn

FIRST, SECOND, PHONE = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 4))


def channels(ptv: StandIn) -> dict[str, Any]:
    update = ptv.read()
    found: dict[str, Any] = {}
    for key, value in update.merge.record["written"]:
        if key[0] == "channels":
            holder = found.setdefault(key[1], {})
            for name in key[2:-1]:
                holder = holder.setdefault(name, {})
            holder[key[-1]] = value
    return found


def test_every_page_is_read_and_the_county_is_asked_by_its_business_id(ptv: StandIn, ptv_file: Path) -> None:
    assert set(channels(ptv)) == {FIRST, SECOND, PHONE}
    assert [url for url in ptv.asked if "ServiceChannel" in url] == [
        "/api/v11/ServiceChannel/list/organization?page=1&code=3221347-3",
        "/api/v11/ServiceChannel/list/organization?page=2&code=3221347-3",
    ]


def test_without_a_business_id_each_municipality_is_asked_and_a_place_counts_once(ptv: StandIn, ptv_file: Path) -> None:
    ptv_file.write_text(ptv_file.read_text().replace('"3221347-3" ', "null "))
    assert set(channels(ptv)) == {FIRST, SECOND, PHONE}
    assert "/api/v11/ServiceChannel/list/area/Municipality/code/049?page=1" in ptv.asked
    assert "/api/v11/Service/list/area/Municipality/code/927?page=1" in ptv.asked


def test_clinics_and_the_channels_of_clinic_services_are_taken_and_nothing_else(ptv: StandIn, ptv_file: Path) -> None:
    found = channels(ptv)
    assert found[PHONE]["name"]["en"] == "Booking by phone"  # not named a clinic, but linked from the service
    names = [facts["name"]["fi"] for facts in found.values()]
    assert "Esimerkkilän perheneuvola" not in names and "Hammashoitola" not in names
    assert "Vanhan neuvola" not in names  # deleted in the catalogue


def test_a_place_is_told_in_our_words(ptv: StandIn, ptv_file: Path) -> None:
    facts = channels(ptv)[FIRST]
    assert facts["name"] == {
        "fi": "Esimerkkilän neuvola",
        "sv": "Exempelby rådgivning",
        "en": "Esimerkkilä maternity clinic",
    }
    assert facts["municipalities"] == ["espoo"]
    assert facts["address"] == {
        "street": {"fi": "Esimerkkikatu 4", "sv": "Exempelgatan 4"},
        "postal_code": "02770",
        "post_office": {"fi": "ESPOO", "sv": "ESBO"},
    }
    assert facts["phones"]["fi"] == [
        {"number": "+35895550101", "shown": "09 555 0101", "note": "Ajanvaraus", "charge": "pvm/mpm"}
    ]  # and no fax
    assert facts["web"] == {"fi": "https://example.fi/neuvola"}  # http is not passed on
    assert facts["source"].endswith(f"/ServiceChannel/{FIRST}")
    assert "example.fi" not in str(facts.get("email", ""))


def test_opening_hours_are_by_weekday_with_coming_days_and_without_past_ones(ptv: StandIn, ptv_file: Path) -> None:
    hours = channels(ptv)[FIRST]["hours"]
    assert hours["mon"] == ["08:00-16:00"] and hours["fri"] == ["08:00-14:00"] and "sat" not in hours
    assert hours["special"] == [{"from": "2026-12-24", "to": "2026-12-25", "open": []}]
    assert hours["note"]["sv"] == "Enligt tidsbokning"
    assert channels(ptv)[SECOND]["hours"] == {day: ["09:00-15:00"] for day in ("mon", "tue", "wed", "thu", "fri")} | {
        "by_appointment": True
    }


def test_hours_that_begin_later_and_hours_over_midnight_stand_apart() -> None:
    entries = [
        {
            "serviceHourType": "DaysOfTheWeek",
            "validFrom": "2027-05-31T21:00:00",
            "validTo": "2027-08-30T21:00:00",
            "openingHour": [{"dayFrom": "Monday", "from": "10:00", "to": "12:00"}],
        },
        {
            "serviceHourType": "OverMidnight",
            "openingHour": [{"dayFrom": "Friday", "dayTo": "Monday", "from": "16:00", "to": "08:00"}],
        },
    ]
    assert schema.opening_hours(entries, TODAY)[0] == {
        "coming": [{"from": "2027-06-01", "to": "2027-08-31", "hours": {"mon": ["10:00-12:00"]}}],
        "over_midnight": ["fri 16:00 - mon 08:00"],
    }


def test_a_kind_of_hours_we_do_not_know_is_told_and_not_guessed(ptv: StandIn, ptv_file: Path) -> None:
    assert ptv.read().remarks == (
        f"{PHONE}: opening hours of the kind 'SomethingNew' are not understood and were left out",
    )


def test_unknown_fields_are_passed_over(ptv: StandIn, ptv_file: Path) -> None:
    assert "aFieldOfTheFuture" in ptv.channel(2)
    assert "aFieldOfTheFuture" not in str(channels(ptv)[SECOND])


def test_a_name_that_is_missing_in_a_language_is_written_as_a_gap_and_told(ptv: StandIn, ptv_file: Path) -> None:
    update = ptv.read()
    assert f"channels.{SECOND}: no name in en" in update.gaps
    ptv_file.write_text(update.merge.text)
    assert load(ptv_file).data["channels"][SECOND]["name"]["en"] is None


def test_an_error_500_is_tried_again_with_a_growing_pause(ptv: StandIn, ptv_file: Path) -> None:
    ptv.faults = [(500, {}, b""), (503, {}, b"")]
    assert ptv.read().channels == 3
    assert ptv.pauses == [1, 2]


def test_a_429_waits_as_long_as_it_says(ptv: StandIn, ptv_file: Path) -> None:
    ptv.faults = [(429, {"Retry-After": "17"}, b"")]
    assert ptv.read().channels == 3
    assert ptv.pauses == [17]


def test_a_429_that_asks_for_hours_is_left_in_peace(ptv: StandIn, ptv_file: Path) -> None:
    ptv.faults = [(429, {"Retry-After": "7200"}, b"")]
    with pytest.raises(CatalogueError, match="asks us to wait 7200 s"):
        ptv.read()
    assert ptv.pauses == [] and len(ptv.asked) == 1


def test_silence_ends_in_a_time_out_and_another_try(ptv: StandIn, ptv_file: Path) -> None:
    ptv.faults = [1.0]
    assert ptv.read().channels == 3
    assert ptv.asked[0] == ptv.asked[1]


def test_silence_that_goes_on_is_told_in_one_sentence(ptv: StandIn, ptv_file: Path) -> None:
    ptv.faults = [0.6, 0.6, 0.6]
    with pytest.raises(
        CatalogueError, match=r"Service/list/organization: no answer in time, after 3 tries; try again later\."
    ):
        ptv.read()


def test_json_that_was_cut_off_is_asked_for_again(ptv: StandIn, ptv_file: Path) -> None:
    ptv.faults = [(200, {}, b'{"pageNumber": 1, "itemLi')]
    assert ptv.read().channels == 3


def test_json_that_stays_broken_is_told(ptv: StandIn, ptv_file: Path) -> None:
    ptv.faults = [(200, {}, b"<html>maintenance</html>")] * 3
    with pytest.raises(CatalogueError, match="not whole JSON"):
        ptv.read()


def test_a_list_without_items_is_told(ptv: StandIn, ptv_file: Path) -> None:
    ptv.faults = [(200, {}, b'{"error": "moved"}')]
    with pytest.raises(CatalogueError, match="no itemList"):
        ptv.read()


def test_a_refusal_is_told_in_the_catalogues_words_and_not_repeated(ptv: StandIn, ptv_file: Path) -> None:
    ptv.faults = [(400, {}, b'{"code": ["The code is invalid."]}')]
    with pytest.raises(CatalogueError, match=r"refused \(400 code: The code is invalid\.\)"):
        ptv.read()
    assert len(ptv.asked) == 1


def test_a_place_of_another_form_is_told_with_its_id(ptv: StandIn, ptv_file: Path) -> None:
    ptv.channel(1)["serviceHours"][0]["openingHour"][0]["from"] = "eight"
    with pytest.raises(CatalogueError, match=f"ServiceChannel {FIRST} has another form"):
        ptv.read()
