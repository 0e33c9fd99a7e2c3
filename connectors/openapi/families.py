"""What a family's browser calls."""
from __future__ import annotations

from connectors.openapi.words import CLIENT_ID, LANGUAGE, LOG, MESSAGE, NUMBER, TEXT, Paths, body, call, file

ONE = "/conversations/{conversation_id}"


def paths() -> Paths:
    return {
        "/service": {"get": call("Hours, phones and names", "200", secured=None)},
        "/conversations": {"post": call("Begin a conversation", "201", body(
            ["language"], language=LANGUAGE, page=TEXT, municipality=TEXT), None)},
        f"{ONE}/messages": {"post": call("Say something, or press a button that was offered", "202", body(
            ["client_id"], client_id=CLIENT_ID, text=MESSAGE, choice=TEXT))},
        f"{ONE}/events": {"get": call("The log after a number; a stream with Accept: text/event-stream", "200",
                                      schema=LOG, after=NUMBER, wait=NUMBER)},
        f"{ONE}/language": {"put": call("Change the language", "200", body(["language"], language=LANGUAGE))},
        f"{ONE}/attachments": {"post": call("Send a picture", "202", file())},
        f"{ONE}/attachments/{{attachment_id}}": {"get": call("A picture of this conversation", "200")},
        f"{ONE}/attachments/{{attachment_id}}/pages/{{page}}": {"get": call("A page of a PDF as a picture", "200")},
        f"{ONE}/queue/leave": {"post": call("Leave the queue", "200")},
        f"{ONE}/queue/message": {"post": call("Turn the wait into a message; nothing is written again", "200")},
        f"{ONE}/typing": {"post": call("The customer is typing", "204")},
        f"{ONE}/read": {"post": call("The customer has read up to a number, or it has arrived", "204", body(
            [], seq=NUMBER, got=NUMBER))},
        f"{ONE}/feedback": {"post": call("Feedback, once", "201", body(
            ["score"], score={"type": "integer", "minimum": 0, "maximum": 10}, text=TEXT))},
        f"{ONE}/meetings/{{meeting_id}}/ics": {"get": call("A scheduled meeting as a calendar file", "200", lang=LANGUAGE)},
        f"{ONE}/transcript": {"get": call("The conversation as a text file", "200", lang=LANGUAGE)},
        f"{ONE}/token": {"delete": call("Revoke the token", "204")},
    }
