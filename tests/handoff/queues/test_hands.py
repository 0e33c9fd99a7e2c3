"""Changing hands: presence, number of chats, a nurse who vanishes, transfers, routing."""
from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa

from connectors.console import lists
from content.files import ContentError
from content.queues import read_queues
from handoff import retention
from handoff.attachments import Store
from handoff.errors import Refused
from handoff.models import Conversation, Nurse
from handoff.queues import waits
from handoff.retention import Times
from tests.handoff.queues.conftest import Room


async def test_a_nurse_takes_no_more_live_chats_than_she_has_set(room: Room) -> None:
    nurse = await room.nurse(max_chats=2)
    chats = [await room.waiting() for _ in range(4)]
    message = await room.waiting(channel="message")
    results = await asyncio.gather(*(room.work.claim(chat, nurse) for chat in chats), return_exceptions=True)
    assert sorted(getattr(result, "code", "taken") for result in results) == ["chats_full"] * 2 + ["taken"] * 2
    await room.work.claim(message, nurse)               # nobody waits at the other end of a message
    taken = [chat for chat in chats if (await room.of(chat)).state == "with_nurse"]
    await room.work.close(taken[0], nurse, "advice_given")
    await room.work.claim(next(chat for chat in chats if chat not in taken), nurse)


async def test_next_gives_the_one_who_has_waited_longest_in_her_queues_and_languages(room: Room) -> None:
    nurse = await room.nurse(languages=["sv"], queues=["chat-sv", "chat-fi"])
    await room.waiting("fi")
    await room.waiting("en")
    first = await room.waiting("sv")
    await room.waiting("sv")
    assert await room.work.next_waiting(nurse) == first
    assert await room.work.next_waiting(nurse, "chat-en") is None


async def test_a_chat_whose_nurse_has_vanished_returns_to_the_front_with_its_history(room: Room) -> None:
    nurse, other = await room.nurse(), await room.nurse("Toinen")
    family = await room.family("sv")
    older = await room.waiting("sv")
    room.clock.later(minutes=1)
    await room.say(family, "vi kom senare")
    await room.ask(family)
    await room.work.claim(family, nurse)                # out of turn; the older one still waits
    await room.answer(family, nurse, "hej")
    await room.seen(nurse)
    room.clock.later(seconds=179)
    await room.seen(other)
    assert await room.keeper.look() == 0
    room.clock.later(seconds=1)
    with room.hub.listen(older) as signal:
        assert await room.keeper.look() == 1
        assert signal.is_set()
    assert await room.keeper.look() == 0
    now = await room.of(family)
    assert (now.state, now.nurse_id, now.queue) == ("queued", None, "chat-sv")
    assert "anslutning bröts" in (await room.last(family)).text
    assert (await room.standing(family))["position"] == 1 and (await room.standing(older))["position"] == 2
    assert await room.work.next_waiting(other) == family
    await room.work.claim(family, other)
    assert (await room.of(family)).returned_at is None
    assert {"vi kom senare", "hej"} <= {event.text for event in await room.log(family)}
    assert "nurse_vanished" in await room.deeds(family)
    with pytest.raises(Refused, match="not_yours"):
        await room.answer(family, nurse, "är du kvar?")     # the one who comes back cannot write into it


async def test_a_message_of_a_vanished_nurse_returns_with_its_date_and_an_answered_one_waits_for_the_family(
        room: Room) -> None:
    nurse = await room.nurse()
    unanswered, answered = await room.waiting(channel="message"), await room.waiting(channel="message")
    for family in (unanswered, answered):
        await room.work.claim(family, nurse)
    await room.answer(answered, nurse)
    before = (await room.of(unanswered)).answer_by
    words = len(await room.log(answered))
    room.clock.later(minutes=10)
    assert await room.keeper.look() == 2
    assert (await room.of(unanswered)).answer_by == before and "26.11" in (await room.last(unanswered)).text
    assert (await room.of(answered)).answered_at is not None and len(await room.log(answered)) == words


async def test_a_busy_or_away_nurse_keeps_her_chats_while_her_browser_lives(room: Room) -> None:
    nurse = await room.nurse(presence="away")
    family = await room.waiting()
    await room.work.claim(family, nurse)
    room.clock.later(minutes=30)
    await room.seen(nurse)
    assert await room.keeper.look() == 0


async def test_a_transfer_to_a_site_is_a_message_with_a_date_and_the_family_is_told(room: Room) -> None:
    nurse = await room.nurse()
    family = await room.waiting()
    await room.work.claim(family, nurse)
    await room.work.transfer(family, nurse, "site-07", None, "oma hoitaja jatkaa")
    now = await room.of(family)
    assert (now.state, now.channel, now.queue, now.nurse_id) == ("message", "message", "site-07", None)
    assert now.answer_by.date().isoformat() == "2026-11-26"
    note, told = (await room.log(family))[-2:]
    assert (note.kind, note.text) == ("note", "oma hoitaja jatkaa")
    assert "neuvolaan" in told.text and "torstaina 26.11" in told.text


@pytest.mark.parametrize(("queue", "state"), [("transfer-health-station-chat", "queued"), ("chat-sv", "queued"),
                                              ("transfer-health-station-message", "message")])
async def test_a_transfer_between_services_keeps_the_time_of_coming(room: Room, queue: str, state: str) -> None:
    nurse = await room.nurse()
    family = await room.waiting()
    came = (await room.of(family)).queued_at
    room.clock.later(minutes=5)
    await room.seen(nurse)
    await room.work.claim(family, nurse)
    await room.work.transfer(family, nurse, queue, None, None)
    now = await room.of(family)
    assert (now.state, now.queue) == (state, queue)
    assert now.queued_at == (came if state == "queued" else room.clock.now())


async def test_a_chat_is_not_handed_to_a_nurse_who_is_not_there(room: Room) -> None:
    nurse, away, gone = await room.nurse(), await room.nurse("Away", presence="away"), await room.nurse("Gone", there=False)
    editor = await room.nurse("Editor", role="editor")
    family = await room.waiting()
    await room.work.claim(family, nurse)
    for receiver, code in ((away, "nurse_away"), (gone, "nurse_away"), (editor, "unknown_nurse")):
        with pytest.raises(Refused, match=code):
            await room.work.transfer(family, nurse, None, receiver.id, "huomaa")
    assert (await room.of(family)).nurse_id == nurse.id
    assert "note" not in [event.kind for event in await room.log(family)]       # all or nothing


async def test_back_to_the_bot_ends_the_wait_and_asking_again_begins_a_new_one(room: Room) -> None:
    nurse = await room.nurse()
    family = await room.waiting()
    await room.work.claim(family, nurse)
    await room.work.to_bot(family, nurse)
    assert [choice["id"] for choice in (await room.last(family)).body["choices"]] == ["book", "nurse"]
    room.clock.later(minutes=1)
    await room.ask(family)
    assert [w.ended_as for w in await room.waits(family)] == ["bot", None]


@pytest.mark.parametrize(("language", "municipality", "topic", "channel", "queue"), [
    ("fi", None, "human_please", "chat", "chat-fi"),
    ("sv", "lohja", "human_please", "message", "message-sv"),
    ("sv", "Esbo", "human_please", "chat", "chat-sv-pegasos"),         # an area that a test has filled
    ("en", "Tampere", "human_please", "chat", "chat-out-of-area"),
    ("fi", None, "out_of_area", "message", "message-out-of-area"),
])
async def test_routing_is_by_language_area_municipality_and_channel(
        room: Room, service_data: Path, language: str, municipality: str | None, topic: str, channel: str, queue: str) -> None:
    file = service_data / "queues.yml"
    file.write_text(file.read_text().replace("pegasos: []", "pegasos: [espoo]"))
    family = await room.family(language, municipality)
    await room.ask(family, channel, topic=topic)
    assert (await room.of(family)).queue == queue


async def test_what_fits_nowhere_goes_to_the_default_and_a_removed_queue_empties_into_it(
        room: Room, service_data: Path) -> None:
    waiting = await room.waiting("sv")
    file = service_data / "queues.yml"
    text = file.read_text()
    start = text.index("  - id: chat-sv\n")
    file.write_text(text[:start] + text[text.index("  - id: chat-en\n"):])
    newcomer = await room.waiting("sv")
    assert (await room.of(newcomer)).queue == "chat-fi"
    assert await room.keeper.look() == 1
    assert (await room.of(waiting)).queue == "chat-fi" and "queue_gone" in await room.deeds(waiting)
    assert (await room.standing(waiting))["position"] == 1      # its time of coming goes along


@pytest.mark.parametrize(("before", "after", "words"), [
    ("kind: site", "kind: clinic", 'kind "clinic" is not known'),
    ("system_area: pegasos", "system_area: lifecare", 'system area "lifecare" is not known'),
    ("pegasos: []", "pegasos: [helsinki]", '"helsinki" is not a municipality'),
    ("languages: [sv]", "languages: [se]", 'language "se" is not known'),
    ("id: chat-sv\n", "id: chat-fi\n", "stands twice"),
    ("default: {chat: chat-fi", "default: {chat: message-fi", "no default queue for chat"),
])
def test_mistakes_in_the_table_are_told_with_their_cure(service_data: Path, before: str, after: str, words: str) -> None:
    file = service_data / "queues.yml"
    assert before in file.read_text()
    file.write_text(file.read_text().replace(before, after, 1))
    with pytest.raises(ContentError, match=words):
        read_queues()


async def test_what_nobody_answers_is_kept_a_year_and_its_end_is_named_in_the_audit_log(room: Room, tmp_path: Path) -> None:
    family, chat = await room.waiting(channel="message"), await room.waiting()
    store = Store(tmp_path)
    room.clock.later(days=364)
    assert (await retention.sweep(room.database, store, room.clock.now(), Times())).conversations == ()
    room.clock.later(days=2)
    swept = await retention.sweep(room.database, store, room.clock.now(), Times())
    assert set(swept.conversations) == {family, chat}
    assert (await room.deeds(family))[-1] == "retention_unanswered"
    assert await room.waits(family) == []       # the wait stays as a number, without its conversation


async def test_next_never_gives_from_a_queue_that_is_not_hers(room: Room) -> None:
    nurse = await room.nurse(queues=["chat-sv"])
    await room.waiting("fi")
    assert await room.work.next_waiting(nurse, "chat-fi") is None


async def test_words_that_nobody_has_read_do_not_go_to_the_bot(room: Room) -> None:
    nurse, family = await room.nurse(), await room.waiting()
    await room.work.claim(family, nurse)
    room.clock.later(seconds=5)
    await room.say(family, "nyt hengitys vinkuu")
    with pytest.raises(Refused) as refused:
        await room.work.to_bot(family, nurse)
    assert refused.value.code == "new_words" and (await room.of(family)).state == "with_nurse"
    await room.work.read_up_to(family, nurse, (await room.last(family)).seq)
    await room.work.to_bot(family, nurse)
    assert (await room.of(family)).state == "bot"


async def test_a_message_is_not_handed_to_a_nurse_who_has_gone_home(room: Room) -> None:
    """It would come back to its queue at once, and the family would be told twice. One who is only away gets it."""
    nurse, gone, away = await room.nurse(), await room.nurse("Maria", there=False), await room.nurse("Pia", presence="away")
    family = await room.waiting(channel="message")
    await room.work.claim(family, nurse)
    with pytest.raises(Refused) as refused:
        await room.work.transfer(family, nurse, None, gone.id, None)
    assert refused.value.code == "nurse_away"
    await room.work.transfer(family, nurse, None, away.id, None)
    assert (await room.of(family)).nurse_id == away.id


async def test_chats_of_one_who_serves_no_more_return_to_their_queue(room: Room) -> None:
    """Now she keeps the texts; her browser still calls."""
    nurse, family = await room.nurse(), await room.waiting()
    await room.work.claim(family, nurse)
    async with room.database.write() as session:
        (await session.get_one(Nurse, nurse.id)).role = "editor"
    assert await room.keeper.look() == 1
    assert (await room.of(family)).state == "queued"


async def test_a_deleted_message_is_not_overdue_for_ever(room: Room, tmp_path: Path) -> None:
    await room.waiting(channel="message")
    room.clock.later(days=366)
    async with room.database.read() as session:
        before = await waits.levels(session, room.conversations.speaker().hours, room.clock.now())
    await retention.sweep(room.database, Store(tmp_path), room.clock.now(), Times())
    async with room.database.read() as session:
        after = await waits.levels(session, room.conversations.speaker().hours, room.clock.now())
    assert (before["message"]["overdue"], after["message"]["overdue"], after["message"]["waiting"]) == (1, 0, 0)


async def test_many_old_messages_push_no_chat_off_the_list(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_SHOWN", 3)
    messages = [await room.waiting(channel="message") for _ in range(5)]
    chat, returned = await room.waiting(), await room.waiting()
    async with room.database.write() as session:
        (await session.get_one(Conversation, returned)).returned_at = room.clock.now()
    async with room.database.read() as session:
        shown = [row.id for row in await lists.waiting(session, sa.true())]
        table = {row["id"]: row["waiting"] for row in await lists.table(session, sa.true(), room.clock.now()) if row["waiting"]}
    assert shown == [returned, *messages[:3], chat]
    assert sorted(table.values()) == [2, 5]
