"""What goes wrong between the bot and Telegram, drawn anew for each round by a seed."""

from __future__ import annotations

from random import Random

from bot.sandbox.faults import DROP_AFTER, DROP_BEFORE, Faults, refusal, retry_after

SAYING = ("sendMessage", "editMessageText", "answerCallbackQuery", "getFile")


def blow(faults: Faults, rng: Random) -> None:
    """A few calls of this round are refused, cut off, or done without the bot's knowing; updates come twice, mixed."""
    faults.shuffled = rng
    faults.planned.clear()  # of the round before: a single letter must not meet the faults of many rounds
    for method in SAYING:
        if rng.random() < 0.3:
            fault = rng.choice((retry_after(rng.randint(1, 20)), refusal(502), DROP_BEFORE, DROP_AFTER))
            faults.next(method, fault, rng.randint(1, 3))
    if rng.random() < 0.05:
        faults.next("getUpdates", rng.choice((refusal(502), DROP_BEFORE, DROP_AFTER)))
    if rng.random() < 0.3:
        faults.duplicate_updates = rng.randint(1, 10)
