"""Prometheus metrics: numbers only, nothing about a person."""
from prometheus_client import Counter, Gauge, Histogram

TURNS = Counter("neuvo_turns_total", "Turns of the engine", ["outcome"])
TURN_SECONDS = Histogram("neuvo_turn_seconds", "From asking the engine to its replies in the log, seconds",
                         buckets=(.01, .025, .05, .1, .2, .4, .8, 1.6, 3.2, 10, 30))
REQUESTS = Counter("neuvo_http_requests_total", "Requests by route and status", ["route", "status"])
STREAMS = Gauge("neuvo_streams", "Listeners to wake-ups in this process")
WAITING = Gauge("neuvo_waiting", "Conversations that wait for a nurse", ["queue"])
STUMBLED = Counter("neuvo_stumbled_total", "Looks of a background task that failed", ["task"])
DELETED = Counter("neuvo_deleted_conversations_total", "Conversations deleted by retention")
LETTERS = Counter("neuvo_letters_total", "Letters to other chat systems", ["connector", "outcome"])
DEAD_LETTERS = Gauge("neuvo_dead_letters", "Conversations whose letter to another chat system is dead", ["connector"])
OVERDUE = Gauge("neuvo_overdue", "Messages whose promised day has passed", ["queue"])
NURSES_THERE = Gauge("neuvo_nurses_there", "Nurses whose browser has given a sign of life and who are not away")
