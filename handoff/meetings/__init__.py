"""Video meetings: an unguessable room at the county's provider, now in the chat or at a set time with a calendar file."""
from handoff.meetings.services import Wish, calendar, invite, one

__all__ = ["Wish", "calendar", "invite", "one"]
