"""One line about a draft that was left for a while: whose question it was, and how far we were."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.cases.filing import Filling
from bot.core.forms import Screen
from bot.text import Words
from handlers.render_checklists import title

SILENCE = timedelta(hours=6)


def is_left(since: datetime, now: datetime) -> bool:
    """After so long nobody remembers which question stood last in the chat."""
    return now - since >= SILENCE


def draft_line(filling: Filling, shown: Screen, now: datetime, words: Words) -> str:
    """`Your draft of yesterday 14:05, Incident: question 5 of 12.`"""
    begun = filling.draft.begun_at.astimezone(now.tzinfo)
    form = title(filling.form, words)
    line = words.say(
        "Your draft of {day} {time}, “{form}”", day=_day(begun, now, words), time=f"{begun:%H:%M}", form=form
    )
    if not shown.position:
        return line
    return line + words.say(": question {number} of {total}.", number=shown.position, total=shown.total)


def _day(begun: datetime, now: datetime, words: Words) -> str:
    match (now.date() - begun.date()).days:
        case 0:
            return words.say("today")
        case 1:
            return words.say("yesterday")
    return f"{begun:%d.%m}"
