"""Understanding runs beside the event loop: what is slow there stops nothing else, and turns keep their order."""
from __future__ import annotations

import asyncio
import threading

from bot import turns
from bot.channel import take


def asked(number: int, text: str, conversation: str = "c") -> turns.Request:
    return turns.read({"conversation_id": conversation, "turn": number, "language": "fi", "text": text,
                       "context": {"open": True, "now": "2026-11-23T07:42:00+00:00"}})


class Held:
    """Keeps every parse waiting until `let_go`, and notes the texts in the order they were begun."""

    def __init__(self, agent, monkeypatch) -> None:
        self.begun, self.texts, self.threads, self._go = threading.Event(), [], set(), threading.Event()
        real = agent.processor._parse_message_with_graph

        def slow(message, *rest):
            self.texts.append(message.text)
            self.threads.add(threading.current_thread())
            self.begun.set()
            assert self._go.wait(30)
            return real(message, *rest)

        monkeypatch.setattr(agent.processor, "_parse_message_with_graph", slow)

    async def has_begun(self) -> bool:
        return await asyncio.get_running_loop().run_in_executor(None, self.begun.wait, 30)

    def let_go(self) -> None:
        self._go.set()


def test_the_loop_is_free_while_a_message_is_understood(agent, monkeypatch):
    held = Held(agent, monkeypatch)

    async def main():
        turn = asyncio.create_task(take(agent, asked(1, "paljonko d-vitamiinia")))
        assert await held.has_begun()       # would never be told if the parse stood on the loop
        assert not turn.done()
        held.let_go()
        return await turn

    assert asyncio.run(main()).replies[0] == {"say": "vitamin_d"}
    assert threading.main_thread() not in held.threads


def test_two_turns_of_one_conversation_keep_their_order(agent, monkeypatch):
    held = Held(agent, monkeypatch)

    async def main():
        first = asyncio.create_task(take(agent, asked(1, "moi")))
        assert await held.has_begun()
        second = asyncio.create_task(take(agent, asked(2, "paljonko d-vitamiinia")))
        await asyncio.sleep(0.3)
        assert held.texts == ["moi"]        # the second waits for the first
        held.let_go()
        return await first, await second

    first, second = asyncio.run(main())
    assert (first.turn, second.turn) == (1, 2)
    assert held.texts == ["moi", "paljonko d-vitamiinia"]


def test_a_turn_tells_how_it_was_understood_and_the_same_when_asked_again(agent):
    first = asyncio.run(take(agent, asked(1, "qwertyuiop")))
    assert first.understood["asked"] is True
    assert asyncio.run(take(agent, asked(1, "qwertyuiop"))) == first
    assert asyncio.run(take(agent, asked(2, "paljonko d-vitamiinia"))).understood["asked"] is False


def test_words_that_a_form_reads_are_not_called_misunderstood():
    parsed = {"asked": True, "offered": ["solids"], "language": {"language": "sv", "clear": True}}
    assert turns.understood(parsed, [{"kind": "form"}]) == {"asked": False, "offered": ["solids"], "language": "sv"}
    assert turns.understood(parsed, [{"say": "doubt_which"}])["asked"] is True
