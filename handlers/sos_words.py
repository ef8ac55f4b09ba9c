"""What is asked and said about a call for help, by name: short enough for cold fingers."""

from __future__ import annotations

from bot.core.distress import Distress, Outcome
from bot.core.words import PersonState
from handlers.vocabulary import LINES, later

KINDS = {
    Distress.DETAINED: later("Detained"),
    Distress.EXPELLED: later("Made to leave"),
    Distress.KETTLED: later("Surrounded"),
    Distress.HURT: later("Hurt"),
    Distress.THREATENED: later("Threatened"),
    Distress.OTHER: later("Something else"),
}

QUESTIONS = {
    "kind": later("What is happening? One tap is enough."),
    "place": later("📍 Where are you? Press the button below, or write it in words."),
    "how_many": later("How many people are there? One tap, or write a number."),
    "condition": later("How is the person who is worst off?"),
    "cold": later("Is it cold there?"),
    "medical_need": later("Is a doctor needed? We do not call an ambulance: it is 103."),
    "lawyer": later("Is a lawyer needed?"),
    "for_whom": later("Who needs help, and where? Write it in words, without names."),
}

IN_SHORT = {
    "how_many": later("People"),
    "condition": later("State"),
    "cold": later("How cold"),
    "medical_need": later("Doctor"),
    "lawyer": later("Lawyer"),
}

CHOICES: dict[str, dict[str, str]] = {
    "kind": {kind.value: said for kind, said in KINDS.items()},
    "how_many": {"one": "1", "2-5": "2–5", "6-20": "6–20", "21-50": "21–50", "over_50": "50+"},
    "condition": {
        "unharmed": later("Unharmed"),
        "weak": later("Weak"),
        "injured": later("Injured"),
        "unconscious": later("Unconscious"),
    },
    "cold": {"warm": later("Not cold"), "cold": later("Cold"), "numb": later("Hands or feet numb")},
    "medical_need": {"yes": later("Needed now"), "no": later("Not needed"), "not_known": later("Not known")},
    "lawyer": {
        "needed": later("Needed"),
        "here": later("Already here"),
        "not_let_in": later("Came, not let in"),
        "not_needed": later("Not needed"),
    },
}

OUTCOMES = {
    Outcome.RELEASED: later("Released"),
    Outcome.SAFE: later("Safe"),
    Outcome.IN_HOSPITAL: later("In hospital"),
    Outcome.STILL_HELD: later("Still held"),
    Outcome.WITH_LAWYER: later("Handed over to a lawyer"),
    Outcome.POLICE_OR_COURT: later("Taken to police or court"),
    Outcome.FALSE_ALARM: later("False alarm"),
    Outcome.NOT_KNOWN: later("Not known"),
}

STANDING = {
    PersonState.PENDING: later("not yet admitted"),
    PersonState.SUSPENDED: later("suspended"),
}

NOTICES = {
    "passed_on": later("✅ Passed on to the coordinators."),
    "file_passed_on": later("📎 Passed on to the coordinators."),
    "too_big": LINES["too_big"],
}

ENTRIES = {
    "raised": later("called for help"),
    "again": later("SOS pressed again"),
    "by_telephone": later("☎ wrote the call down"),
    "told": later("said"),
    "sent_file": later("sent a file"),
    "placed": later("sent the place"),
    "answered": later("answered"),
    "for_whom": later("for somebody else"),
    "safe": later("says: safe / a mistake"),
    "not_safe": later("says: not safe after all"),
    "claimed": later("claimed the call"),
    "rung": later("rang again"),
    "real": later("this is not practice"),
    "released": later("free again: whoever had it is suspended"),
    "closed": later("closed the call"),
    "noted": later("noted"),
    "joined_event": later("put into an event"),
    "left_event": later("taken out of an event"),
    "apart": later("not the same as"),
}
