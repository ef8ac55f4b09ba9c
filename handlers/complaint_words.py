"""What complaints are called: the shipped samples, states, outcomes, authorities."""

from __future__ import annotations

from bot.cases.complaints.following import Outcome, State
from bot.text import Words, later

SAMPLES = {
    "general": later("Complaint: general"),
    "not_admitted": later("Observer not admitted or removed"),
    "photo_forbidden": later("Photos forbidden"),
    "protocol_copy_refused": later("Copy of the protocol refused"),
}
STATES = {
    State.DRAFTED: later("✏ Drafted"),
    State.HANDED_IN: later("📨 Handed in"),
    State.ACCEPTED: later("✅ Accepted for consideration"),
    State.NOT_ACCEPTED: later("🚫 They did not accept it"),
    State.CLOSED: later("🏁 Answered"),
}
OUTCOMES = {
    Outcome.GRANTED: later("👍 Granted"),
    Outcome.PARTLY: later("➗ Granted in part"),
    Outcome.DENIED: later("👎 Denied"),
    Outcome.FORWARDED: later("↪ Forwarded elsewhere"),
    Outcome.NO_ANSWER: later("🔇 No answer"),
}
AUTHORITIES = (
    later("Territorial election commission"),
    later("Precinct election commission"),
    later("Prosecutor's office"),
    later("Court"),
)


def name_of(template: str, words: Words) -> str:
    """A template of the organisation's own is called as its file is."""
    return words.named(SAMPLES[template]) if template in SAMPLES else template.replace("_", " ")
