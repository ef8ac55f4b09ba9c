"""`/export`: by words at once, or by buttons: kind of file, for whom, chosen by what."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from bot.cases.export import ExportFormat, Profile
from bot.core.words import Lane
from handlers.events import Tapped
from handlers.export_choice import DAYS, Choice, choice_of
from handlers.turns import Turn
from storage import forms, people, stations

TODAY = ("today", "сегодня", "бүгін")


def command(turn: Turn, argument: str) -> None:
    """`/export [csv|json|zip|…] [public] [today]`; alone it shows the buttons."""
    words = argument.lower().split()
    if not words:
        turn.send("export_menu", Choice().data.removeprefix("x:"))
        return
    formats = [word for word in words if word in tuple(ExportFormat)]
    profiles = [word for word in words if word in tuple(Profile)]
    days = [word for word in words if word in TODAY]
    if len(formats) > 1 or len(profiles) > 1 or len(formats) + len(profiles) + len(days) != len(words):
        turn.line("export_unreadable")
        return
    when = "today" if days else "all"
    wanted = Choice((formats or [ExportFormat.CSV])[0], (profiles or [Profile.DESK])[0], when)
    turn.line("export_started", remember="export")
    _order(turn, wanted)


def tapped(turn: Turn, rest: str) -> None:
    """`x:<format>:<profile>:<when>:<region>:<form>:<screen>`. A button outlives a role, so the role is asked again."""
    if not turn.member.is_desk:
        turn.pop_up("for_coordinators")
        return
    assert isinstance(turn.event, Tapped)
    choice = choice_of(rest)
    if choice is None:
        turn.pop_up("closed")
        return
    if choice.screen != "go":
        turn.send("export_menu", rest, key="export_menu", edit=turn.event.message_id)
        return
    turn.pop_up("export_started")
    _order(turn, choice, turn.event.message_id)


def _order(turn: Turn, choice: Choice, screen: int | None = None) -> None:
    """The file is made when its turn to be sent comes, and the order survives a restart."""
    region_id = turn.member.region_id or choice.region
    known = dict(stations.all_regions(turn.tx))
    form = next((form_id for number, form_id, _ in forms.current(turn.tx) if number == choice.form), None)
    said: dict[str, Any] = {
        "profile": choice.profile,
        "since": _since(turn, choice.when),
        "region": known.get(region_id),
        "form": form,
    }
    people.log(turn.tx, turn.now, turn.member.person_id, "exported", choice.format, **said)
    key = f"export:{screen}" if screen else None
    turn.send("export", choice.format, lane=Lane.BULK, key=key, screen=screen, **said)


def _since(turn: Turn, when: str) -> str | None:
    if when not in DAYS:
        return None
    local = turn.now.astimezone(turn.house.time_zone) - timedelta(days=DAYS[when])
    return datetime.combine(local.date(), time(), local.tzinfo).isoformat()
