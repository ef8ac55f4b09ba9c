"""What a coordinator types for an event: a code, a figure, a note."""

from __future__ import annotations

from uuid import UUID

from bot.cases import event_view, events
from bot.cases.event_parts import Done, NotPossible, TwoEvents, source_named
from bot.core.event_figures import Figure, typed
from handlers import dialogues
from handlers.event_seeing import KIND, event_seen, redraw
from handlers.events import Said
from handlers.render_event import zone_of
from handlers.turns import Turn
from storage import events as stored
from storage.events import EventRow

LONGEST_CODE = 20


def ask(turn: Turn, event: EventRow, asks: str, **known: str) -> None:
    """Have the coordinator send what is asked; the message that was tapped turns into the question."""
    dialogues.begin(turn, KIND, asks=asks, event=event.id, **known)
    turn.send("event_asks", asks, back=f"e:v:{event.id}", edit=turn.tapped_message)


@dialogues.answers(KIND)
def answered(turn: Turn, known: dialogues.Known) -> bool:
    """Anything but words goes where it usually goes."""
    if not isinstance(turn.event, Said) or not turn.member.is_desk:
        return False
    text, asks = turn.event.text.strip(), known["asks"]
    if asks == "join":
        _join(turn, UUID(known["report"]), text)
        return True
    event = event_seen(turn, str(known["event"]))
    if event is None or event.merged_into is not None:
        dialogues.end(turn)
        _say(turn, "stale")
        return True
    {"add": _add, "note": _note, "merge": _merge}.get(asks, _figure)(turn, event, text)
    return True


def _add(turn: Turn, event: EventRow, code: str) -> None:
    new = source_named(turn.tx, code[:LONGEST_CODE])
    if new is None:
        _say(turn, "unknown")
        return
    _came_of(turn, events.add_source(turn.tx, event.id, new, turn.member, turn.now))
    redraw(turn, new.id)


def _join(turn: Turn, report_id: UUID, code: str) -> None:
    """The report and what the code names, a report, a call or an event, are one event."""
    code = code[:LONGEST_CODE].upper()
    event, other = stored.by_code(turn.tx, code), source_named(turn.tx, code)
    if event is not None and events.may_see(event, turn.member):
        inside = stored.members(turn.tx, event.merged_into or event.id)
        other_id = inside[0] if inside else None
    else:
        other_id = other.id if other is not None else None
    if other_id is None:
        _say(turn, "unknown")
        return
    _came_of(turn, events.put_together(turn.tx, other_id, report_id, turn.member, turn.now))
    for one in (other_id, report_id):
        redraw(turn, one)


def _note(turn: Turn, event: EventRow, text: str) -> None:
    _came_of(turn, events.add_note(turn.tx, event.id, text[: events.LONGEST_NOTE], turn.member, turn.now))


def _merge(turn: Turn, event: EventRow, code: str) -> None:
    other = stored.by_code(turn.tx, code[:LONGEST_CODE].upper())
    if other is None or not events.may_see(other, turn.member) or other.practice != event.practice:
        _say(turn, "unknown")
    elif other.id == event.id or other.merged_into is not None:
        _say(turn, "itself" if other.id == event.id else "stale")
    else:
        dialogues.end(turn)
        turn.send("event_merging", f"{event.id}:{other.id}")


def _figure(turn: Turn, event: EventRow, text: str) -> None:
    known = dialogues.in_hand(turn, KIND)
    assert known is not None
    shown = event_view.view(turn.tx, event.id)
    assert shown is not None
    figure = Figure(known["figure"])
    value = typed(figure, text, turn.now.astimezone(zone_of(shown, turn.house)))
    if value is None:
        _say(turn, "unreadable")
        turn.send("event_asks", figure.value, back=f"e:v:{event.id}")
        return
    event_view.choose(turn.tx, event.id, figure, value, None, turn.member, turn.now)
    _show(turn, event.id)


def _came_of(turn: Turn, done: Done | TwoEvents | NotPossible) -> None:
    match done:
        case Done(event=event):
            _show(turn, event.id)
        case TwoEvents(one=one, other=other):
            dialogues.end(turn)
            turn.send("event_merging", f"{other.id}:{one.id}")
        case NotPossible(why=why):
            dialogues.end(turn)
            _say(turn, why)


def _show(turn: Turn, event_id: int) -> None:
    dialogues.end(turn)
    turn.send("event", str(event_id))


def _say(turn: Turn, what: str) -> None:
    turn.send("event_says", what)
