"""SOS at the desk: take it, look at everything, close it with what became of the person."""

from __future__ import annotations

from bot.cases import sos as calls
from bot.cases.alerts import AlreadyTaken, NotYours
from bot.cases.sos import Taken
from bot.core.distress import CallState, Outcome
from handlers import dialogues, question_letters
from handlers.events import Said
from handlers.messages import albums
from handlers.sos_letters import redraw, ring, tell_caller
from handlers.turns import Turn
from storage import accounts, attachments, sos
from storage.sos import CallRow

MOST_OPEN = 20
LONGEST_NOTE = 4096


def who_has(turn: Turn, call: CallRow) -> list[int]:
    """Who is to hear a new word: the one who took the call; all who are rung for it if nobody did, or that one left."""
    desk = sos.desk(turn.tx, turn.house.bot_id)
    theirs = [seat.account_id for seat in desk if seat.person_id == call.claimed_by]
    return theirs or calls.circle(turn.tx, turn.house.bot_id, call, turn.now)


def show_waiting(turn: Turn, region_id: int | None) -> None:
    """Somebody who joins the desk finds the calls that nobody has taken."""
    member = accounts.get_chat(turn.tx, turn.chat.account_id).member
    for call in sos.unclosed(turn.tx, region_id, MOST_OPEN, member is not None and member.practice):
        if call.state == CallState.OPEN:
            turn.post(ring(call, [turn.chat.account_id]))


def tapped(turn: Turn, call: CallRow | None, what: str) -> None:
    """`s:<call>:<what>`. A button outlives a role, so the role is asked again here."""
    if not turn.member.active:
        turn.pop_up("suspended")
    elif not turn.member.is_desk:
        turn.pop_up("for_coordinators")
    elif call is None or not may_see(turn, call):
        turn.pop_up("closed")
    else:
        _do(turn, call, what)


def _do(turn: Turn, call: CallRow, what: str) -> None:
    match what.partition(":"):
        case "claim", _, _:
            _claim(turn, call)
        case "close", _, _ if call.state == CallState.CLAIMED:
            turn.send("sos_outcomes", str(call.seq))
        case "end", _, outcome if outcome in tuple(Outcome):
            _close(turn, call, Outcome(outcome))
        case "ended", _, _:
            dialogues.end(turn)
            turn.send("sos_ended", str(call.seq), edit=turn.tapped_message, noted=True)
        case (("map" | "log"), _, _):
            turn.send(f"sos_{what}", str(call.seq))
        case "photos", _, _:
            files = attachments.telegram_files(turn.tx, turn.house.bot_id, call.id)
            for together in albums(files) or [[]]:
                turn.send("sos_album", str(call.seq), files=together)
        case "show", _, _:
            show(turn, call)
        case _:
            turn.pop_up("closed")
            _redraw_here(turn, call)


def show(turn: Turn, call: CallRow) -> None:
    """Its card, below all else."""
    turn.post(ring(call, [turn.chat.account_id]))


def may_see(turn: Turn, call: CallRow) -> bool:
    """A regional desk sees its region, and whatever it was shown."""
    own = turn.member.region_id is None or call.region_id in (None, turn.member.region_id)
    return own or accounts.message_of(turn.tx, turn.chat.account_id, calls.card_key(call.seq)) is not None


def _claim(turn: Turn, call: CallRow) -> None:
    match calls.claim_call(turn.tx, call.seq, turn.member, turn.now):
        case Taken(call=claimed):
            turn.pop_up("claimed")
            turn.post(redraw(turn.tx, turn.house.bot_id, claimed))
            turn.post(tell_caller(turn.tx, turn.house.bot_id, claimed))
        case AlreadyTaken(by=name):
            turn.pop_up("already_claimed", name=name)
            _redraw_here(turn, call)
        case NotYours():
            _redraw_here(turn, call)


def _close(turn: Turn, call: CallRow, outcome: Outcome) -> None:
    match calls.close_call(turn.tx, call.seq, turn.member, outcome, turn.now):
        case Taken(call=closed):
            turn.post(redraw(turn.tx, turn.house.bot_id, closed))
            turn.post(tell_caller(turn.tx, turn.house.bot_id, closed))
            turn.post(question_letters.let_go(turn.tx, turn.house.bot_id, closed.raised_by))
            dialogues.begin(turn, "sos_note", call=call.seq)
            turn.send("sos_ended", str(call.seq), edit=turn.tapped_message)
        case AlreadyTaken(by=name):
            turn.pop_up("already_resolved", name=name)
            turn.send("sos_ended", str(call.seq), edit=turn.tapped_message, noted=True)
        case NotYours():
            turn.pop_up("claim_first" if call.state == CallState.OPEN else "closed")
            _redraw_here(turn, call)


@dialogues.answers("sos_note")
def _noted(turn: Turn, known: dialogues.Known) -> bool:
    """What became of the person, in words; anything but words goes where it usually goes."""
    call = sos.get(turn.tx, known["call"])
    if call is None or not isinstance(turn.event, Said) or not turn.member.is_desk:
        return False
    noted = calls.note_outcome(turn.tx, call, turn.member, turn.event.text[:LONGEST_NOTE], turn.now)
    dialogues.end(turn)
    turn.post(redraw(turn.tx, turn.house.bot_id, noted))
    turn.send("sos_ended", str(call.seq), noted=True)
    return True


def _redraw_here(turn: Turn, call: CallRow) -> None:
    turn.post([one for one in redraw(turn.tx, turn.house.bot_id, call) if one.account_id == turn.chat.account_id])
