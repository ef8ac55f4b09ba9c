"""`digest`: for cron, beside or instead of the bot's own clock."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from bot.commands.opening import Commands, mission, settings_from_environment


def add(commands: Commands[Any]) -> None:
    about = "send the digests that are due now; the running bot delivers them"
    commands.add_parser("digest", help=about, description=about).set_defaults(command=_digest)


def _digest(_wanted: argparse.Namespace) -> None:
    from bot.cases.subscriptions import LETTERS, due_digests
    from storage import outbox

    settings_from_environment(token=True)
    opened, now = mission(), datetime.now(UTC)
    bot_id = opened.settings.bot_id
    with opened.database.transaction() as tx:
        due = due_digests(tx, bot_id, now)
        for intent in due:
            outbox.enqueue(tx, bot_id, intent, now)
    print(f"Digests put in the outbox: {len(due) // len(LETTERS)}.")
