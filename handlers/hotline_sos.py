"""Somebody calls for help by telephone: it is their call and rings like any other; a coordinator adds the words."""

from __future__ import annotations

from bot.cases import hotline as hotline_cases
from bot.cases import sos as calls
from handlers import dialogues
from handlers.events import Said
from handlers.sos_letters import redraw, ring
from handlers.turns import Turn
from storage import sos
from storage.accounts import Member

KIND = "enter_sos"
LONGEST_WORDS = 4096


def ring_for(turn: Turn, reporter: Member) -> None:
    """An open call of theirs goes on; else a new one rings."""
    call = sos.open_call_of(turn.tx, reporter.person_id)
    if call is None or (call.practice and not turn.member.practice):
        house = turn.house
        call = hotline_cases.raise_for(turn.tx, house.library, turn.member, reporter, turn.sent_at, turn.now)
        turn.post(ring(call, calls.circle(turn.tx, house.bot_id, call, turn.now)))
    dialogues.begin(turn, KIND, call=call.seq)
    turn.send("enter_sos", str(call.seq), edit=turn.tapped_message)


@dialogues.answers(KIND)
def _told(turn: Turn, known: dialogues.Known) -> bool:
    """What the caller says goes on the card."""
    call = sos.get(turn.tx, known["call"])
    if call is None or not call.is_open or not isinstance(turn.event, Said) or not turn.member.is_desk:
        return False
    text = turn.event.text[:LONGEST_WORDS]
    told = calls.tell(turn.tx, call, turn.member.person_id, text, turn.now)
    dialogues.begin(turn, KIND, call=call.seq)
    turn.post(redraw(turn.tx, turn.house.bot_id, told))
    turn.send("enter_sos", str(call.seq), told=True)
    return True
