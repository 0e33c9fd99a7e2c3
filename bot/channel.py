"""The turn channel (docs/architecture.md): one JSON in, one JSON out, each turn exactly once. Loopback only.

Holds no dialogue of its own; it never logs what was said.
"""
from __future__ import annotations

import asyncio
import hmac
import logging
import os
from dataclasses import replace
from typing import Any, Optional

import aiohttp
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore
from rasa.shared.core.events import BotUttered, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.request import Request as HttpRequest
from sanic.response import HTTPResponse

from bot import logs, remote, turns
from bot.nlu import offloop
from bot.turns import Answered, BadTurn, Request
from safety import danger

log = logging.getLogger("bot.channel")
CONFUSED = {"say": "engine_confused", "choices": [{"id": "nurse", "say": "choice_nurse", "payload": "/human_please"}]}
AWAY = {"error": {"code": "away", "message": "the action server does not answer; ask this turn again"}}
WARM_UP = (("fi", "vauvalla on kuumetta"), ("sv", "hur bokar jag tid"), ("en", "what are your opening hours"))
PATIENCE_FOR_ACTIONS = 60           # seconds to wait for the action server before answering without it


class Away(Exception):
    """The action server does not answer; the same turn may be asked again."""


class NeuvoChannel(InputChannel):
    """Rasa input channel `neuvo`: `/webhooks/neuvo/turn`, `/forget` and `/` (readiness)."""

    @classmethod
    def name(cls) -> str:
        return turns.CHANNEL

    @classmethod
    def from_credentials(cls, credentials: Optional[dict[str, Any]]) -> NeuvoChannel:
        return cls((credentials or {}).get("key") or os.environ.get("NEUVO_ENGINE_KEY", ""))

    def __init__(self, key: str) -> None:
        if not key:
            raise ValueError("the turn channel needs a key: set NEUVO_ENGINE_KEY")
        self._key = key
        self._warm = False
        logs.keep_words_out()
        remote.install()

    def blueprint(self, on_new_message: Any) -> Blueprint:
        blueprint = Blueprint("neuvo_channel")

        @blueprint.listener("after_server_start")
        async def start(app: Any, loop: Any) -> None:
            logs.keep_words_out()
            app.add_task(self._warm_up(app))

        @blueprint.route("/", methods=["GET"])
        async def ready(request: HttpRequest) -> HTTPResponse:
            return response.json({"status": "ok" if self._warm else "starting"}, status=200 if self._warm else 503)

        @blueprint.route("/turn", methods=["POST"])
        async def turn(request: HttpRequest) -> HTTPResponse:
            try:
                asked = turns.read(self._body(request))
                answered = await take(self._agent(request), asked)
            except BadTurn as error:
                return response.json(error.as_json(), status=error.status)
            except Away:
                return response.json(AWAY, status=503)
            return response.json({"turn": asked.turn, "language": asked.language, "replies": answered.replies,
                                  "form": answered.form, "understood": answered.understood})

        @blueprint.route("/forget", methods=["POST"])
        async def forget(request: HttpRequest) -> HTTPResponse:
            try:
                data = self._body(request)
                names = data.get("conversation_ids") if isinstance(data, dict) else None
                if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                    raise BadTurn("conversation_ids must be a list of texts", field="conversation_ids")
                return response.json({"forgotten": delete(self._agent(request), names)})
            except BadTurn as error:
                return response.json(error.as_json(), status=error.status)

        return blueprint

    def _body(self, request: HttpRequest) -> Any:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self._key}".encode()):
            raise BadTurn("the bearer key is wrong or missing", code="unauthorized", status=401)
        try:
            return request.json
        except Exception:                        # sanic's own error would quote the body
            raise BadTurn("the body is not JSON", status=400) from None

    @staticmethod
    def _agent(request: HttpRequest) -> Agent:
        agent = getattr(request.app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            raise BadTurn("the model is not loaded yet", code="starting", status=503)
        return agent

    async def _warm_up(self, app: Any) -> None:
        """Understand once in each language and call the action server once, so that no customer waits for it."""
        await asyncio.get_running_loop().run_in_executor(None, danger.lexicon)
        agent: Agent = app.ctx.agent
        if agent.is_ready():
            await _wait_for(agent.action_endpoint)
            for number, (language, text) in enumerate(WARM_UP):
                tracker = await agent.processor.fetch_tracker_and_update_session("warm-up", CollectingOutputChannel())
                with remote.counted_failures():
                    await _run(agent, tracker, Request("warm-up", number, language, text, None, {}))
                    await _run(agent, tracker, Request("warm-up", number, language, None, ("no_more", {}), {}))
        self._warm = True
        log.info("the engine is warm")


async def take(agent: Agent, asked: Request) -> Answered:
    """The replies of a turn, how it was understood and the form that is open after it, if any.

    A turn seen before is answered from the tracker; a lower number raises BadTurn (409).

    Everything the turn changed is saved at once at its end. Raises Away when nothing was saved.
    """
    processor = agent.processor
    async with agent.lock_store.lock(asked.conversation_id):
        tracker = await processor.fetch_tracker_and_update_session(asked.conversation_id, CollectingOutputChannel())
        before = turns.last_turn(tracker.events)
        if before is not None:
            number = before.turn
            if asked.turn == number:
                return replace(before, form=tracker.active_loop_name)
            if asked.turn < number:
                raise BadTurn(f"turn {asked.turn} is older than turn {number}", "old_turn", "turn", 409)
        with remote.counted_failures() as failures:
            await _run(agent, tracker, asked)
        if remote.AWAY in failures:
            raise Away
        found = turns.last_turn(tracker.events)
        if remote.BROKEN in failures or found is None or not found.replies:
            log.error("a turn gave no reply; the customer is told and offered a nurse")
            tracker.update(BotUttered(data={"custom": CONFUSED}), agent.domain)
        await processor.save_tracker(tracker)
        return replace(turns.last_turn(tracker.events), form=tracker.active_loop_name)


async def _run(agent: Agent, tracker: DialogueStateTracker, asked: Request) -> None:
    """What MessageProcessor.handle_message does, on a tracker that is already here and is saved by the caller."""
    processor, channel = agent.processor, CollectingOutputChannel()
    parse_data = None
    if asked.choice:
        parse_data = {"text": f"/{asked.choice[0]}", "intent": {"name": asked.choice[0], "confidence": 1.0},
                      "entities": [], "intent_ranking": []}
    message = UserMessage(asked.text or f"/{asked.choice[0]}", channel, asked.conversation_id, parse_data=parse_data,
                          input_channel=turns.CHANNEL, metadata=asked.metadata())
    if parse_data is None:       # on a thread: another customer and /health need not wait for it
        message.parse_data = await offloop.parse(processor, message, tracker)
    await processor._handle_message_with_tracker(message, tracker)
    if tracker.get_slot("language") != asked.language:
        tracker.update(SlotSet("language", asked.language), agent.domain)
    await processor.run_action_extract_slots(channel, tracker)
    await processor._run_prediction_loop(channel, tracker)


def delete(agent: Agent, names: list[str]) -> int:
    """Delete trackers for good; how many events (SQL) or conversations (memory) went."""
    store: Any = agent.tracker_store
    while not isinstance(store, (SQLTrackerStore, InMemoryTrackerStore)):
        store = store._tracker_store
    if isinstance(store, InMemoryTrackerStore):
        return sum(store.store.pop(name, None) is not None for name in names)
    with store.session_scope() as session:
        events = store.SQLEvent
        gone = session.query(events).filter(events.sender_id.in_(names)).delete(synchronize_session=False)
        session.commit()
    return gone


async def _wait_for(endpoint: Any) -> None:
    if endpoint is None:
        return
    url = endpoint.url.rsplit("/", 1)[0] + "/health"
    async with aiohttp.ClientSession() as session:
        for _ in range(PATIENCE_FOR_ACTIONS * 4):
            try:
                async with session.get(url) as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.25)
