"""Stores feedback. The free word is a customer's text: it is deleted with the conversation."""
from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from handoff.conversations import log
from handoff.conversations.log import NewEvent
from handoff.conversations.services import Conversations, locked
from handoff.errors import Refused
from handoff.models import Feedback


async def give(conversations: Conversations, conversation_id: str, score: int, text: str | None) -> None:
    """Keep a score 0–10 and a word. Raises Refused 409 the second time, 422 for a score out of range."""
    if isinstance(score, bool) or not isinstance(score, int) or not 0 <= score <= 10:
        raise Refused(422, "bad_score", "score must be a whole number from 0 to 10.", "score")
    now = conversations.clock.now()
    speaker = conversations.speaker(now)
    try:
        async with conversations.database.write() as session:
            conversation = await locked(session, conversation_id)
            session.add(Feedback(conversation_id=conversation_id, at=now, score=score,
                                 text=(text or "").strip()[:2000] or None, language=conversation.language))
            await session.flush()
            words = speaker.phrase("feedback_thanks")
            await log.append(session, conversation_id, now, NewEvent(
                "bot", "message", words[conversation.language], conversation.language, words,
                data={"feedback": "given"}))
            await conversations.hub.announce(session, conversation_id)
    except IntegrityError:
        raise Refused(409, "already_given", "Feedback has already been given for this conversation.") from None
