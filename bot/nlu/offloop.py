"""Parses a message on a worker thread, so that Rasa's event loop goes on while numbers are worked out.

One worker: understanding is bound to one core, and messages keep their order. Keeps no text.
"""
from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Dict

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.trackers import DialogueStateTracker

_worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="understanding")


async def parse(processor: MessageProcessor, message: UserMessage, tracker: DialogueStateTracker) -> Dict[str, Any]:
    """The same parse data as `processor.parse_message`; put it into `message.parse_data` before handling."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_worker, processor._parse_message_with_graph, message, tracker)
