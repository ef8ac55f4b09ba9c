"""What several tests of conversations begin with, and how they look into what is stored."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Any

from tests.stage import Actor, Stage, photo_bytes


def on_stage(test: Callable[[Stage], Awaitable[None]]) -> Callable[[Stage], None]:
    """Played on both databases: the fixture `stage` gives the one or the other."""

    @functools.wraps(test)
    def run(stage: Stage) -> None:
        async def play() -> None:
            async with stage:
                await test(stage)

        asyncio.run(asyncio.wait_for(play(), 60))

    return run


async def files_a_pack_of_ballots(observer: Actor) -> str:
    """Returns the code of the report."""
    await observer.sends_photo(photo_bytes())
    for words in ("Voting", "Pack of ballots", "Nobody", "Done", "Now", "⏭", "saw it", "📋", "Submit"):
        await observer.taps(words)
    return code_in(observer.sees)


def code_in(text: str) -> str:
    return text.partition("Code: ")[2].partition("\n")[0]


def stored(stage: Stage, *columns: Any) -> list[Any]:
    """All rows of some columns."""
    from sqlalchemy import select

    with stage.mission.database.reading() as tx:
        return [tuple(row) for row in tx.execute(select(*columns)).all()]


def heard(actor: Actor, words: str) -> list[str]:
    """The bot's messages to somebody with these words in them."""
    return [message.text for message in actor.messages if message.from_bot and words in message.text]
