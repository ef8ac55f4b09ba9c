"""`/export`: by words at once, or by buttons: kind of file, for whom, chosen by what."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from bot.cases.export import ExportFormat, Profile
from bot.core.words import Lane
from handlers import dialogues
from handlers.events import Said, Tapped
from handlers.export_choice import DAYS, Choice, choice_of, day_of, typed_day
from handlers.turns import Turn
from storage import forms, people, stations

DIALOGUE = "export_since"


def command(turn: Turn, argument: str) -> None:
    """`/export [csv|json|zip|…] [public] [today|10.01.2021]`; alone it shows the buttons."""
    words = argument.lower().split()
    if not words:
        turn.send("export_menu", Choice().data.removeprefix("x:"))
        return
    formats = [word for word in words if word in tuple(ExportFormat)]
    profiles = [word for word in words if word in tuple(Profile)]
    days = [day for word in words if (day := typed_day(word, _here(turn)))]
    found = (formats, profiles, days)
    if any(len(one) > 1 for one in found) or sum(map(len, found)) != len(words):
        turn.line("export_unreadable")
        return
    wanted = Choice((formats or [ExportFormat.CSV])[0], (profiles or [Profile.DESK])[0], (days or ["all"])[0])
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
    if choice.screen == "since":
        dialogues.begin(turn, DIALOGUE, choice=rest)
    elif dialogues.in_hand(turn, DIALOGUE):
        dialogues.end(turn)
    if choice.screen != "go":
        turn.send("export_menu", rest, key="export_menu", edit=turn.event.message_id)
        return
    turn.pop_up("export_started")
    _order(turn, choice, turn.event.message_id)


@dialogues.answers(DIALOGUE)
def _since_typed(turn: Turn, known: dialogues.Known) -> bool:
    """The day in words: the choice goes on in a new message, below them. What is no day is asked for again."""
    choice = choice_of(known["choice"])
    if choice is None or not isinstance(turn.event, Said) or not turn.member.is_desk:
        return False
    day = typed_day(turn.event.text, _here(turn))
    if day is not None:
        dialogues.end(turn)
        choice = choice.but(when=day, screen="filter")
    turn.send("export_menu", choice.data.removeprefix("x:"))
    return True


def _here(turn: Turn) -> datetime:
    return turn.now.astimezone(turn.house.time_zone)


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
    """The first moment of that day by the mission's clock."""
    today = _here(turn).date()
    day = today - timedelta(days=DAYS[when]) if when in DAYS else day_of(when)
    return datetime.combine(day, time(), turn.house.time_zone).isoformat() if day else None
