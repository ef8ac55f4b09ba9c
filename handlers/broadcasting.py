"""`/broadcast`: whom it is for, the words, a preview, a second coordinator where many are meant, how far it is.

`b:<what>[:<argument>…]` before there is a draft, `b:<number>:<what>` from then on. What else is said is no text for
many: only the words that were asked for are taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.cases import broadcasts as cases
from bot.cases.alerts import NotYours
from bot.cases.broadcasts import Going, NobodyThere, WantsSecond
from bot.core.broadcasts import ELSE, LONGEST, Audience, BroadcastState, Whom
from bot.core.words import Lane, Language
from handlers import dialogues
from handlers.callbacks import number_of
from handlers.events import Said
from handlers.house import House
from handlers.messages import units
from handlers.turns import Turn
from storage import accounts, broadcasts, forms
from storage.broadcasts import BroadcastRow
from storage.database import Tx
from storage.outbox import Intent

DIALOGUE = "broadcast"


def key_of(broadcast_id: int) -> str:
    """The subject that the card shows; the key of its letters."""
    return f"bcast:{broadcast_id}"


def show(turn: Turn) -> None:
    turn.send("broadcast_audience")


def tapped(turn: Turn, rest: str) -> None:
    """A button outlives a role, so the role is asked again here."""
    first, _, argument = rest.partition(":")
    number = number_of(first)
    row = broadcasts.get(turn.tx, number) if number is not None else None
    if not turn.member.is_desk:
        turn.pop_up("for_coordinators")
    elif row is not None and _concerns(turn, row):
        _do(turn, row, argument)
    elif first == "regions" and turn.member.region_id is None:
        turn.send("broadcast_audience", "regions", edit=turn.tapped_message)
    elif first == "region" and turn.member.region_id is None:
        turn.send("broadcast_audience", argument, edit=turn.tapped_message)
    elif first == "for" and (audience := _audience(turn, argument)) is not None:
        _begin(turn, audience)
    else:
        turn.pop_up("closed")


def _concerns(turn: Turn, row: BroadcastRow) -> bool:
    return row.made_by == turn.member.person_id or cases.may_confirm(turn.member, row)


def _audience(turn: Turn, argument: str) -> Audience | None:
    """`<whom>:<region or 0>[:<number of the form>]`."""
    whom, _, rest = argument.partition(":")
    region, _, form = rest.partition(":")
    region_id, form_number = number_of(region), number_of(form)
    if whom not in tuple(Whom) or region_id is None:
        return None
    form_id = next((form_id for number, form_id, _ in forms.current(turn.tx) if number == form_number), None)
    if (whom == Whom.WITHOUT) != (form_id is not None):
        return None
    return Audience(Whom(whom), region_id or None, form_id)


def _begin(turn: Turn, audience: Audience) -> None:
    broadcast_id = cases.begin(turn.tx, turn.member, audience, turn.now)
    _ask_words(turn, broadcast_id, ELSE)


def _ask_words(turn: Turn, broadcast_id: int, language: str) -> None:
    dialogues.begin(turn, DIALOGUE, id=broadcast_id, language=language)
    turn.send("broadcast_words", str(broadcast_id), edit=turn.tapped_message, language_of=language)


@dialogues.answers(DIALOGUE)
def _worded(turn: Turn, known: dialogues.Known) -> bool:
    if not isinstance(turn.event, Said) or not turn.member.is_desk:
        return False
    row = broadcasts.get(turn.tx, known["id"])
    if row is None or row.made_by != turn.member.person_id:
        dialogues.end(turn)
        return False
    if units(turn.event.text) > LONGEST:
        turn.send("broadcast_words", str(row.id), language_of=known["language"], too_long=True)
        return True
    dialogues.end(turn)
    cases.set_text(turn.tx, row, known["language"], turn.event.text)
    _show_card(turn, row.id, below=True)
    return True


def _do(turn: Turn, row: BroadcastRow, what: str) -> None:
    own = row.made_by == turn.member.person_id
    match what.partition(":"):
        case "send", _, _ if row.state is BroadcastState.DRAFT:
            _release(turn, row)
        case "words", _, language if own and row.state is BroadcastState.DRAFT and language in (ELSE, *Language):
            _ask_words(turn, row.id, language)
        case "yes", _, _ if row.state is BroadcastState.WAITING:
            _confirm(turn, row)
        case (("drop" | "no" | "stop"), _, _):
            _stop(turn, row)
        case _:
            turn.pop_up("closed")
            _show_card(turn, row.id)


def _release(turn: Turn, row: BroadcastRow) -> None:
    house = turn.house
    match cases.release(turn.tx, house.bot_id, row, turn.member, house.time_zone, turn.now):
        case NobodyThere():
            turn.pop_up("nobody_there")
        case NotYours():
            turn.pop_up("closed")
        case WantsSecond(asked=asked):
            for account_id in asked:
                turn.send("broadcast_card", str(row.id), to=account_id, key=key_of(row.id))
        case Going():
            pass
    _show_card(turn, row.id)


def _confirm(turn: Turn, row: BroadcastRow) -> None:
    house = turn.house
    match cases.confirm(turn.tx, house.bot_id, row, turn.member, house.time_zone, turn.now):
        case NobodyThere():
            turn.pop_up("nobody_there")
        case NotYours():
            turn.pop_up("second_needed" if row.made_by == turn.member.person_id else "closed")
        case Going():
            pass
    _redraw(turn, row.id)


def _stop(turn: Turn, row: BroadcastRow) -> None:
    if (turn.chat.dialogue or {}).get("kind") == DIALOGUE:
        dialogues.end(turn)
    if not cases.stop(turn.tx, row, turn.member, turn.now):
        turn.pop_up("closed")
    _redraw(turn, row.id)


def _redraw(turn: Turn, broadcast_id: int) -> None:
    _show_card(turn, broadcast_id)
    others = [one for one in redrawn(turn.tx, turn.house.bot_id, broadcast_id) if one.account_id != _here(turn)]
    turn.post(others)


def _show_card(turn: Turn, broadcast_id: int, below: bool = False) -> None:
    message = turn.tapped_message
    if message is not None:  # whichever of the cards is tapped is the one that moves
        accounts.set_message(turn.tx, _here(turn), turn.house.bot_id, key_of(broadcast_id), message)
    turn.send("broadcast_card", str(broadcast_id), key=key_of(broadcast_id), below=below)


def redrawn(tx: Tx, bot_id: int, broadcast_id: int) -> list[Intent]:
    """Every card of it that is shown says how far it is."""
    key = key_of(broadcast_id)
    shown = sorted(accounts.accounts_showing(tx, bot_id, key))
    return [Intent(one, "broadcast_card", str(broadcast_id), lane=Lane.REPLY, key=key) for one in shown]


def due(tx: Tx, house: House, now: datetime) -> Iterable[Intent]:
    """For the timetable: the next letters of what is under way, and the cards that count them."""
    for row in broadcasts.sending(tx):
        if cases.go_on(tx, house.bot_id, row, house.time_zone, now):
            yield from redrawn(tx, house.bot_id, row.id)


def _here(turn: Turn) -> int:
    return turn.chat.account_id
