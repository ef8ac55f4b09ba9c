"""Events at the desk: proposals decided, an event looked at, its figures chosen, reports taken out, events merged.

`e:<what>:<number>…`. A button outlives a role and what it was drawn from: both are asked again at every tap.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from bot.cases import event_view, events
from bot.cases.event_parts import Done, NotPossible, TwoEvents, source_named
from bot.cases.seeing import may_see
from bot.core.event_figures import Figure
from handlers import dialogues, event_words, records_desk, sos_desk
from handlers.callbacks import number_of
from handlers.event_answers import ask
from handlers.event_seeing import KIND, event_seen, redraw, refuse, report_seen
from handlers.messages import albums
from handlers.turns import Turn
from storage import attachments, proposals, reports, sos
from storage.events import EventRow


def tapped(turn: Turn, rest: str) -> None:
    if not turn.member.is_desk:
        turn.pop_up("for_coordinators")
        return
    if dialogues.in_hand(turn, KIND) is not None:
        dialogues.end(turn)  # what was asked for is not wanted any more
    what, _, more = rest.partition(":")
    match what:
        case "p":
            _decide(turn, more)
        case "l":
            turn.send("events", skip=number_of(more) or 0, edit=turn.tapped_message)
        case "k":
            records_desk.tapped(turn, more)
        case "r" | "j":
            _from_report(turn, what, more)
        case _ if what in _ON_AN_EVENT:
            _on_an_event(turn, what, more)
        case _:
            turn.pop_up("closed")


def _from_report(turn: Turn, what: str, more: str) -> None:
    report = report_seen(turn, number_of(more))
    if report is None:
        turn.pop_up("closed")
    elif what == "r":
        turn.send("report_page", str(report.id))
    else:
        dialogues.begin(turn, KIND, asks="join", report=str(report.id))
        turn.send("event_asks", "join", back=f"e:r:{report.seq}")


def _decide(turn: Turn, more: str) -> None:
    """`<proposal>:<y|n>:<where>`: a card moves by itself, the page of a report is drawn anew where it was tapped."""
    number, answer, where = (*more.split(":"), "", "")[:3]
    found = number_of(number)
    row = proposals.get(turn.tx, found) if found is not None else None
    if (
        row is None
        or answer not in ("y", "n")
        or not all(_may_see_source(turn, one) for one in (row.earlier, row.later))
    ):
        turn.pop_up("closed")
        return
    decide = events.accept if answer == "y" else events.refuse
    done = decide(turn.tx, row.id, turn.member, turn.now)
    match done:
        case NotPossible(why=why):
            refuse(turn, why)
        case TwoEvents(one=one, other=other):
            turn.send("event_merging", f"{other.id}:{one.id}")
        case Done(event=event):
            turn.toast = turn.words.named(event_words.SAID["together"], code=event.code)
        case _:
            turn.toast = turn.words.named(event_words.SAID["apart"])
    for source_id in (row.earlier, row.later):
        redraw(turn, source_id)
    report = report_seen(turn, number_of(where))
    if report is not None:
        turn.send("report_page", str(report.id), edit=turn.tapped_message)


def _may_see_source(turn: Turn, source_id: UUID) -> bool:
    report, call = reports.find(turn.tx, source_id), sos.find(turn.tx, source_id)
    if report is not None:
        return may_see(turn.tx, turn.chat, turn.member, report)
    return call is not None and sos_desk.may_see(turn, call)


def _on_an_event(turn: Turn, what: str, more: str) -> None:
    number, _, rest = more.partition(":")
    event = event_seen(turn, number)
    if event is None:
        turn.pop_up("closed")
    elif event.merged_into is not None and what != "v":
        refuse(turn, "stale")
        turn.send("event", str(event.id), edit=turn.tapped_message)
    else:
        _ON_AN_EVENT[what](turn, event, rest)


def _look(turn: Turn, event: EventRow, _rest: str) -> None:
    turn.send("event", str(event.id), edit=turn.tapped_message)


def _figures(turn: Turn, event: EventRow, rest: str) -> None:
    """`<figure>:<code of who says so | type | open>`"""
    name, _, chosen = rest.partition(":")
    if name and name not in tuple(Figure):
        turn.pop_up("closed")
    elif not chosen:
        turn.send("event_figures", f"{event.id}:{name}" if name else str(event.id), edit=turn.tapped_message)
    elif chosen == "type":
        ask(turn, event, name, figure=name)
    else:
        _choose(turn, event, Figure(name), chosen)


def _choose(turn: Turn, event: EventRow, figure: Figure, chosen: str) -> None:
    shown = event_view.view(turn.tx, event.id)
    assert shown is not None
    told = next((one for one in shown.figures[figure].told if chosen in one.codes), None)
    if chosen != "open" and told is None:
        refuse(turn, "stale")
    else:
        value, source = (told.value, told.source) if told else (None, None)
        event_view.choose(turn.tx, event.id, figure, value, source, turn.member, turn.now)
    turn.send("event", str(event.id), edit=turn.tapped_message)


def _split(turn: Turn, event: EventRow, code: str) -> None:
    if not code:
        turn.send("event_taking_out", str(event.id), edit=turn.tapped_message)
        return
    source = source_named(turn.tx, code)
    done = events.split(turn.tx, event.id, source.id, turn.member, turn.now) if source else NotPossible("stale")
    if isinstance(done, NotPossible):
        refuse(turn, done.why)
    if source is not None:
        redraw(turn, source.id)
    turn.send("event", str(event.id), edit=turn.tapped_message)


def _add(turn: Turn, event: EventRow, _rest: str) -> None:
    ask(turn, event, "add")


def _note(turn: Turn, event: EventRow, _rest: str) -> None:
    ask(turn, event, "note")


def _merge(turn: Turn, event: EventRow, rest: str) -> None:
    """`<other>:<y>`: the event goes into the other."""
    another, _, yes = rest.partition(":")
    if another == "type":
        ask(turn, event, "merge")
        return
    other = event_seen(turn, another) if another else None
    if another and other is None:
        turn.pop_up("closed")
    elif other is None or yes != "y":
        turn.send("event_merging", f"{event.id}:{other.id}" if other else str(event.id), edit=turn.tapped_message)
    else:
        done = events.merge(turn.tx, event.id, other.id, turn.member, turn.now)
        if isinstance(done, NotPossible):
            refuse(turn, done.why)
        turn.send("event", str(other.id), edit=turn.tapped_message)


def _photos(turn: Turn, event: EventRow, _rest: str) -> None:
    """All that was sent, report by report."""
    for source in events.sources_of(turn.tx, event.id):
        files = attachments.telegram_files(turn.tx, turn.house.bot_id, source.id)
        kind, subject = ("sos_album", str(source.number)) if source.is_call else ("album", str(source.id))
        for together in albums(files):
            turn.send(kind, subject, files=together)


_ON_AN_EVENT: dict[str, Callable[[Turn, EventRow, str], None]] = {
    "v": _look,
    "f": _figures,
    "x": _split,
    "a": _add,
    "n": _note,
    "m": _merge,
    "g": _photos,
}
