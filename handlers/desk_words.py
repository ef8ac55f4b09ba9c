"""The words for what the desk does with a report, by name."""

from __future__ import annotations

from bot.core.words import FollowUp, Verification
from handlers.vocabulary import later

OUTCOMES = {
    "dealt_with": later("✅ Dealt with"),
    "lawyer": later("⚖ Handed to a lawyer"),
    "handed_on": later("📤 Handed to others"),
    "nothing": later("➖ Nothing to do"),
}

RUNGS = {
    1: later("the region's desk"),
    2: later("all coordinators"),
    3: later("the mission's lead"),
}

LADDERS = {
    "critical": later("🔴 Critical"),
    "high": later("🟠 High"),
    "other": later("⚪ Others"),
}

WHY_UP = {
    "decision": later("A decision is needed"),
    "grave": later("It is graver than it looks"),
    "nobody_free": later("Nobody here is free"),
    "beyond_us": later("Beyond our means"),
}

VERDICTS = {
    Verification.CONFIRMED: later("✔ Confirmed"),
    Verification.REJECTED: later("❌ Rejected"),
    Verification.UNVERIFIED: later("❔ Not verified"),
}

FOLLOW_UPS = {
    FollowUp.NEEDS_FOLLOW_UP: later("📌 Needs follow-up"),
    FollowUp.RESOLVED: later("☑ Resolved"),
    FollowUp.NOT_APPLICABLE: later("➖ Not applicable"),
}

REASONS = {
    "second_observer": later("A second observer"),
    "media": later("A photo or video"),
    "document": later("A document"),
    "official": later("An official answer"),
    "asked_again": later("The observer was asked again"),
    "mistake": later("Sent by mistake"),
    "not_so": later("It was not so"),
    "duplicate": later("Reported twice"),
    "cannot_check": later("Cannot be checked"),
    "new_facts": later("New facts"),
    "lawyer": later("For a lawyer"),
    "evidence": later("More evidence is needed"),
    "authority": later("An authority must answer"),
    "visit": later("Somebody must go there"),
    "on_the_spot": later("Put right on the spot"),
    "by_authority": later("An authority acted"),
    "complaint": later("A complaint was answered"),
    "information": later("For information only"),
    "elsewhere": later("Others deal with it"),
}

NOT_ASKED = {
    "no_chat": later("This person has no chat: call them."),
    "suspended": later("This person cannot use the bot at the moment: the question was not sent."),
    "own": later("This report is yours."),
}
