"""SOS: one tap from anywhere. The call is stored and rings first; what is asked afterwards is small and can be skipped.

It comes before everything else in a chat: before a language is chosen, amid a form (the draft waits), for people who
are suspended or not yet admitted. While the dialogue is in hand, all that is sent belongs to the call.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.cases import sos as calls
from bot.cases.attachments import is_too_big, keep_attachment
from bot.cases.last_places import Place
from bot.core import distress
from bot.core.distress import CHOICES
from bot.core.words import Lane
from handlers import dialogues, observing, sos_desk
from handlers.events import Commanded, Moved, Said, SentFiles, SentPlace, Tapped
from handlers.sos_letters import redraw, ring
from handlers.turns import Turn
from storage import sos
from storage.attachments import last_album
from storage.sos import CallRow

FOR_WHOM = "for_whom"
MOST_PEOPLE = 4  # digits
LONGEST_WORDS = 4096


def takes(turn: Turn, pressed: str | None) -> bool:
    """Have the event if it is about a call for help. `pressed` names the keyboard's button that the words are."""
    match turn.event:
        case Commanded("sos", argument):
            _press(turn, argument)
        case Said(text=text) if pressed == "sos" or (pressed is None and distress.is_call(text)):
            _press(turn)
        case Tapped(data=data) if data.startswith("s:"):
            _tapped(turn, data[2:])
        case Moved():
            _moved(turn, turn.event)
        case Tapped(data=data) if data.startswith(("d:", "f:")) and _talking(turn):
            dialogues.end(turn)  # back to the form: its answers are not words of the call
            return False
        case Commanded("cancel") if (call := _in_hand_and_open(turn)) is not None:
            _show(turn, call, below=True)  # nothing is cancelled by this: how it stands, and ✅ for what was a mistake
        case Said(text=text) if pressed is not None or text.startswith("/"):
            return False
        case Said() | SentFiles() | SentPlace() if not turn.member.active or turn.chat.language is None:
            return _belongs(turn)
        case _:
            return False
    return True


def _talking(turn: Turn) -> bool:
    return any(dialogues.in_hand(turn, kind) is not None for kind in ("sos", "sos_note"))


def _in_hand_and_open(turn: Turn) -> CallRow | None:
    known = dialogues.in_hand(turn, "sos")
    call = sos.get(turn.tx, known["call"]) if known else None
    return call if call is not None and call.is_open else None


def _belongs(turn: Turn) -> bool:
    """Of somebody the bot would not listen to otherwise, all that is sent while a call is open belongs to it."""
    known = dialogues.in_hand(turn, "sos")
    call = sos.open_call_of(turn.tx, turn.member.person_id) if known or not turn.member.active else None
    return call is not None and _take(turn, call, known or {})


@dialogues.answers("sos")
def _answered(turn: Turn, known: dialogues.Known) -> bool:
    call = sos.get(turn.tx, known["call"])
    return call is not None and call.is_open and _take(turn, call, known)


def _press(turn: Turn, words: str = "") -> None:
    """A first press calls; another one while the call is open says that its caller is still there."""
    call, above = sos.open_call_of(turn.tx, turn.member.person_id), None
    if call is None or (call.practice and not turn.member.practice):  # an exercise never stands in for an alarm
        call = calls.raise_call(turn.tx, turn.house.library, turn.member, turn.sent_at, turn.now)
        turn.post(ring(call, calls.circle(turn.tx, turn.house.bot_id, call, turn.now)))
    else:
        before, above = call, "passed_on"
        call = calls.tell(turn.tx, calls.set_safe(turn.tx, call, False, turn.now), _me(turn), None, turn.now, "again")
        _passed_on(turn, call, before)
    if words.strip():
        call = calls.tell(turn.tx, call, _me(turn), words[:LONGEST_WORDS], turn.now)
    _in_hand(turn, call)
    _show(turn, call, below=True, above=above)


def _take(turn: Turn, call: CallRow, known: dialogues.Known) -> bool:
    match turn.event:
        case Said(text=text):
            _said(turn, call, text, known.get("asks"))
        case SentPlace(latitude, longitude, accuracy):
            place = Place(latitude, longitude, accuracy, min(turn.sent_at, turn.now))
            told = calls.set_place(turn.tx, call, place, turn.now)
            turn.send("line", "sos_placed", lane=Lane.SOS, menu=turn.member.active, **_language(turn))
            _passed_on(turn, told, call)
            _show(turn, told, below=True)
        case SentFiles():
            _sent_file(turn, call, turn.event)
        case _:
            return False
    return True


def _said(turn: Turn, call: CallRow, text: str, asked: str | None) -> None:
    """Words go to the desk as they are; a number where people are counted is the answer."""
    number, question = text.strip(), distress.next_question(call.kind, call.details)
    counting = question == distress.HOW_MANY
    if asked == FOR_WHOM:
        told = calls.set_for_whom(turn.tx, call, text, turn.now)
    elif counting and number.isascii() and number.isdigit() and len(number) <= MOST_PEOPLE:
        told = calls.answer(turn.tx, call, distress.HOW_MANY, number, turn.now)
    else:
        told = calls.tell(turn.tx, call, _me(turn), text, turn.now)
        if question == distress.PLACE:  # said in words: it is not asked again
            told = calls.answer(turn.tx, told, distress.PLACE, None, turn.now)
    _in_hand(turn, told)
    _passed_on(turn, told, call)
    _show(turn, told, below=True, above="passed_on")


def _sent_file(turn: Turn, call: CallRow, sent: SentFiles) -> None:
    follows = sent.album is not None and last_album(turn.tx, call.id) == sent.album
    house = turn.house
    facts = (sent.file, sent.caption, sent.album, turn.sent_at, turn.received_at, house.most_bytes)
    keep_attachment(turn.tx, house.bot_id, _me(turn), call.id, *facts)
    told = calls.tell(turn.tx, call, _me(turn), sent.caption, turn.now, "told" if sent.caption else "sent_file")
    _passed_on(turn, told, call)
    above = "too_big" if is_too_big(sent.file, house.most_bytes) else "file_passed_on"
    _show(turn, told, below=not follows, above=above)


def _moved(turn: Turn, place: Moved) -> None:
    """A live location: the place follows at every step, the cards once in a while."""
    call = sos.open_call_of(turn.tx, turn.member.person_id)
    if call is None:
        return
    here = Place(place.latitude, place.longitude, place.accuracy, min(turn.sent_at, turn.now))
    rare = call.placed_at is None or _minute(turn.now) != _minute(call.placed_at)
    told = calls.set_place(turn.tx, call, here, turn.now, noted=False)  # no word: the next one rings as after a silence
    if rare:
        where = {"latitude": here.latitude, "longitude": here.longitude, "accuracy": here.accuracy}
        sos.note(turn.tx, call.id, turn.now, _me(turn), "placed", None, **where)
        turn.post(redraw(turn.tx, turn.house.bot_id, told))


def _minute(at: datetime) -> int:
    """Steps come every few seconds, so the time since the last one says nothing; one in a minute is kept."""
    return int(at.timestamp() // distress.STIRS_AFTER.total_seconds())


def _tapped(turn: Turn, rest: str) -> None:
    """`s:<call>:<what>…`: the caller's buttons, and the desk's."""
    number, _, what = rest.partition(":")
    fits = number.isascii() and number.isdigit() and len(number) < 10
    call = sos.get(turn.tx, int(number)) if fits else None
    if call is not None and call.raised_by == _me(turn) and _callers(what):
        _caller_tapped(turn, call, what)
    else:
        sos_desk.tapped(turn, call, what)


def _callers(what: str) -> bool:
    return what.partition(":")[0] in ("a", "k", "b", "for", "safe", "unsafe", "real", "enough", "more")


def _caller_tapped(turn: Turn, call: CallRow, what: str) -> None:
    if not call.is_open:
        turn.pop_up("sos_closed")
        _show(turn, call)
        return
    name, _, rest = what.partition(":")
    match name, rest.partition(":"):
        case "a", (question, _, choice) if choice in CHOICES.get(question, ()):
            _go_on(turn, call, calls.answer(turn.tx, call, question, choice, turn.now))
        case "k", (question, _, _) if question in CHOICES:
            _go_on(turn, call, calls.answer(turn.tx, call, question, None, turn.now))
        case "b", _:
            _go_on(turn, call, calls.step_back(turn.tx, call, turn.now))
        case "for", _:
            dialogues.begin(turn, "sos", call=call.seq, asks=FOR_WHOM, **_language(turn))
            _show(turn, call)
        case "safe", _:
            _let_go(turn, call, calls.set_safe(turn.tx, call, True, turn.now))
        case "unsafe", _:
            _go_on(turn, call, calls.set_safe(turn.tx, call, False, turn.now))
        case "real", _ if call.practice:
            _becomes_real(turn, call)
        case "enough", _:
            _let_go(turn, call, call)
        case _:
            _go_on(turn, call, call)


def _becomes_real(turn: Turn, call: CallRow) -> None:
    told = calls.set_real(turn.tx, call, turn.now)
    turn.post(ring(told, calls.circle(turn.tx, turn.house.bot_id, told, turn.now)))
    _in_hand(turn, told)
    _show(turn, told)


def _go_on(turn: Turn, before: CallRow, call: CallRow) -> None:
    """The desk sees the answer, the caller the next question."""
    _in_hand(turn, call)
    if call != before:
        _passed_on(turn, call, before)
    _show(turn, call)
    asked = distress.next_question(call.kind, call.details)
    if asked == distress.PLACE and distress.next_question(before.kind, before.details) != asked:
        turn.send("sos_place", lane=Lane.SOS, **_language(turn))


def _let_go(turn: Turn, before: CallRow, call: CallRow) -> None:
    """What is sent from now on goes where it usually goes: to the draft that waited, if there is one."""
    if call != before:
        _passed_on(turn, call, before)
    dialogues.end(turn)
    _show(turn, call, lane=Lane.REPLY)  # before the question below it, in the same lane
    if turn.member.active and turn.chat.language is not None:
        observing.show_open_draft(turn, notice="resumed")


def _passed_on(turn: Turn, call: CallRow, before: CallRow) -> None:
    """The cards show it where they stand; after a silence, or an all-clear that is taken back, whoever has the call,
    or is rung for it, hears of it too."""
    tx, bot_id = turn.tx, turn.house.bot_id
    stirs = turn.now - before.last_word_at >= distress.STIRS_AFTER
    stirs = stirs or (calls.SAFE in before.details and calls.SAFE not in call.details)
    rung = sos_desk.who_has(turn, call) if stirs else []
    turn.post(ring(call, rung))
    turn.post([one for one in redraw(tx, bot_id, call) if one.account_id not in rung])


def _in_hand(turn: Turn, call: CallRow) -> None:
    dialogues.begin(turn, "sos", call=call.seq, **_language(turn))


def _show(turn: Turn, call: CallRow, below: bool = False, above: str | None = None, lane: Lane = Lane.SOS) -> None:
    """The caller's message: how the call stands, and the next question. A tap turns its own message into it."""
    tapped = turn.tapped_message
    facts: dict[str, Any] = {"below": below, "above": above, "edit": tapped, **_language(turn)}
    turn.send("sos", str(call.seq), lane=lane, key=calls.screen_key(call.seq), **facts)


def _language(turn: Turn) -> dict[str, Any]:
    """Before a language is chosen, the phone's."""
    return {"language": turn.language.value} if turn.chat.language is None else {}


def _me(turn: Turn) -> int:
    return turn.member.person_id
