"""Many reports at once: what was understood is shown, then filed. Buttons are `n:b:<batch>:<act>:<row>`."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from bot.cases import batches as cases
from bot.cases import sms_batch
from bot.cases import sos as calls
from bot.cases.batch_rows import Desk
from bot.core import sms
from bot.core.faults import where
from handlers import dialogues
from handlers.callbacks import number_of
from handlers.entered import written_down
from handlers.events import Said
from handlers.house import House
from handlers.observing import show_open_draft
from handlers.sos_letters import ring
from handlers.turns import Turn
from storage import accounts, batches
from storage.accounts import Member
from storage.batches import BatchRow
from storage.database import Tx
from storage.outbox import Intent

log = logging.getLogger(__name__)

FIXING = "enter_fix"


def pasted(turn: Turn, text: str) -> None:
    """Lines of SMS, whatever a coordinator was about to do; a single one may be the correction that was asked for."""
    if dialogues.in_hand(turn, FIXING) and sms.how_many(text) == 1 and dialogues.taken(turn):
        return
    rows = sms_batch.read_paste(turn.tx, desk_of(turn), text)
    show(turn, cases.keep(turn.tx, sms_batch.KIND, turn.member, rows, turn.now))


def desk_of(turn: Turn) -> Desk:
    return Desk(turn.house.library, turn.member, turn.now, turn.house.time_zone)


def show(turn: Turn, batch_id: int, below: bool = False) -> None:
    tapped_at = turn.tapped_message
    turn.send("batch", str(batch_id), key=f"batch:{batch_id}", edit=tapped_at, below=below)


def tapped(turn: Turn, rest: str) -> bool:
    """False for a button that fits nothing any more."""
    number, _, act = rest.partition(":")
    batch_id = number_of(number)
    batch = cases.own(turn.tx, batch_id, turn.member) if batch_id is not None else None
    if batch is None:
        return False
    if batch.state not in (cases.OPEN, cases.FILING):
        turn.pop_up("closed")
        show(turn, batch.id)
        return True
    _do(turn, batch, *act.partition(":")[::2])
    return True


def _do(turn: Turn, batch: BatchRow, act: str, argument: str) -> None:
    row = next((one for one in cases.rows_of(batch) if str(one.at) == argument), None)
    match act:
        case "file" | "sos":
            _file(turn, batch, calls_first=act == "sos")
        case "drop":
            cases.drop(turn.tx, batch)
            show(turn, batch.id)
        case "again" if row is not None and row.again:
            cases.file_again(turn.tx, batch, row.at)
            show(turn, batch.id)
        case "fix" if row is not None and not row.filed:
            dialogues.begin(turn, FIXING, batch=batch.id, line=row.at)
            turn.send("batch_fix", str(batch.id), at=row.at)
        case _:
            show(turn, batch.id)


def _file(turn: Turn, batch: BatchRow, calls_first: bool) -> None:
    done = cases.file_some(turn.tx, desk_of(turn), batch, calls_first)
    show(turn, batch.id)
    turn.post(told(turn.tx, turn.house.bot_id, done, turn.now))


def told(tx: Tx, bot_id: int, done: cases.Round, now: datetime) -> Iterable[Intent]:
    for call in done.calls:
        yield from ring(call, calls.circle(tx, bot_id, call, now))
    for filed in done.reports:
        yield from written_down(tx, bot_id, filed)


@dialogues.answers(FIXING)
def _fixed(turn: Turn, known: dialogues.Known) -> bool:
    """A line sent again takes the place of the one that could not be read."""
    batch = cases.own(turn.tx, known["batch"], turn.member)
    if batch is None or batch.state != cases.OPEN or not isinstance(turn.event, Said) or not turn.member.is_desk:
        return False
    row = next(one for one in cases.rows_of(batch) if one.at == known["line"])
    cases.correct(turn.tx, batch, sms_batch.read_again(turn.tx, desk_of(turn), row, turn.event.text))
    dialogues.end(turn)
    show(turn, batch.id, below=True)
    show_open_draft(turn, notice="resumed")
    return True


def due(tx: Tx, house: House, now: datetime) -> Iterable[Intent]:
    """For the timetable: a long batch goes on, some reports at a time; the last word is the batch as it stands."""
    for batch_id in batches.in_state(tx, cases.FILING):
        batch = batches.get(tx, batch_id)
        member = maker(tx, house.bot_id, batch) if batch is not None else None
        if batch is None:
            continue
        if member is None or not member.is_desk:  # suspended meanwhile: what is filed stays, the rest does not follow
            batches.save(tx, batch.id, batch.rows, cases.OPEN)
            continue
        try:
            with tx.begin_nested():
                done = cases.file_some(tx, Desk(house.library, member, now, house.time_zone), batch)
        except Exception as error:  # one batch that defeats us must not keep calls for help from ringing
            log.error("a batch is not filed: %s", where(error))
            batches.save(tx, batch.id, batch.rows, cases.OPEN)
            continue
        yield from told(tx, house.bot_id, done, now)
        if not done.left:
            yield from shown(tx, house.bot_id, batch)


def shown(tx: Tx, bot_id: int, batch: BatchRow) -> Iterable[Intent]:
    for one in accounts.accounts_of(tx, bot_id, batch.made_by):
        yield Intent(one, "batch", str(batch.id), key=f"batch:{batch.id}")


def maker(tx: Tx, bot_id: int, batch: BatchRow) -> Member | None:
    mine = accounts.accounts_of(tx, bot_id, batch.made_by)
    return accounts.get_chat(tx, mine[0]).member if mine else None
