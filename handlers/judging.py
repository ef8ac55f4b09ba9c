"""What the desk does with a report beyond its card: verify, follow up, note, ask. `w:<report's number>:<what>…`."""

from __future__ import annotations

from bot.cases import judging
from bot.cases.judging import FOLLOW_UPS, VERDICTS, Judged, OwnReport, SameAsBefore
from bot.cases.seeing import may_see
from bot.core.words import FollowUp, Verification
from handlers import answering, asking
from handlers.asking import redraw
from handlers.callbacks import number_of
from handlers.turns import Turn
from storage import report_notes, reports
from storage.reports import ReportRow


def tapped(turn: Turn, rest: str) -> None:
    """A button outlives a role and a region, so both are asked again here; `q:` is the observer's side."""
    number, _, what = rest.partition(":")
    if number == "q":
        answering.tapped(turn, what)
        return
    if not turn.member.is_desk:
        turn.pop_up("for_coordinators")
        return
    seq = number_of(number)
    report = reports.by_seq(turn.tx, seq) if seq is not None else None
    if report is None or not may_see(turn.tx, turn.chat, turn.member, report):
        turn.pop_up("closed")
        return
    _do(turn, report, *what.partition(":")[::2])


def _do(turn: Turn, report: ReportRow, name: str, more: str) -> None:
    match name:
        case "ask":
            asking.begin(turn, report, asking.ASK)
        case "note":
            asking.begin(turn, report, asking.NOTE, _line_of(turn, report, number_of(more)))
        case "stop":
            asking.stop(turn, report)
        case "files":
            asking.show_files(turn, report, number_of(more))
        case "more":
            asking.read(turn, report)
            turn.send("report_page", str(report.id))
        case "page":
            show_page(turn, report)
        case "ver" | "fol":
            _judge(turn, report, name, *more.partition(":")[::2])
        case _:
            turn.pop_up("closed")
            show_page(turn, report)


def _line_of(turn: Turn, report: ReportRow, number: int | None) -> int | None:
    """A line of this report's file, which a note may explain."""
    line = report_notes.get(turn.tx, number) if number is not None else None
    return line.id if line is not None and line.report_id == report.id else None


def show_page(turn: Turn, report: ReportRow) -> None:
    turn.send("report_page", str(report.id), edit=turn.tapped_message)


def _judge(turn: Turn, report: ReportRow, which: str, choice: str, reason: str) -> None:
    """First what, then why; each step turns the same message over."""
    if which == "ver" and judging.is_own(report, turn.member):
        turn.pop_up("not_your_own")
        show_page(turn, report)
        return
    done: Judged | OwnReport | SameAsBefore | None = None
    if which == "ver" and reason in VERDICTS.get(choice, ()):  # type: ignore[call-overload]
        done = judging.verify(turn.tx, report, Verification(choice), reason, turn.member, turn.now)
    elif which == "fol" and reason in FOLLOW_UPS.get(choice, ()):  # type: ignore[call-overload]
        done = judging.follow_up(turn.tx, report, FollowUp(choice), reason, turn.member, turn.now)
    if done is None:
        turn.send("judge", str(report.id), which=which, choice=choice, edit=turn.tapped_message)
        return
    if isinstance(done, Judged):
        redraw(turn, report)
        turn.send("judge", str(report.id), which=which, done=done.note, edit=turn.tapped_message)
    else:
        show_page(turn, report)
