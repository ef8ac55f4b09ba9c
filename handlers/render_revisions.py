"""What the desk sees of a report that was added to, corrected or withdrawn."""

from __future__ import annotations

from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from bot.cases.revising import changes, was_worse
from bot.core.forms import Form, describe
from bot.core.words import AlertState, Severity
from bot.text import Words
from handlers.house import House
from handlers.messages import Button, TextMessage, bold, plain, shorten
from handlers.render_my_reports import reason_said, withdrawal
from handlers.render_practice import marked
from handlers.render_reporter import zone_of
from handlers.vocabulary import SEVERITIES
from storage import reports, revisions
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter
from storage.reports import AlertRow, ReportRow
from storage.revisions import RevisionRow

MOST_CHANGES = 20
LONGEST = 160
LONGEST_ADDED = 1000


def revised_lines(tx: Tx, report: ReportRow, zone: ZoneInfo, words: Words) -> list[str]:
    """For the card: what happened to the report since it came. HTML."""
    lines = []
    if report.revision > 1:
        history = revisions.of_report(tx, report.id)
        corrected = [one for one in history if one.reason == "corrected"]
        if corrected:
            at = f"{corrected[-1].made_at.astimezone(zone):%H:%M}"
            lines.append("✏ " + words.say("Corrected {time}, version {number}", time=at, number=corrected[-1].number))
        if worse := was_worse(history):
            said, sign = SEVERITIES[worse]
            lines.append(f"{sign} " + words.say("Was: {severity}", severity=words.named(said)))
        lines += _added(tx, report, history, zone, words)
    else:
        lines += _added(tx, report, [], zone, words)
    if report.withdrawn_at is not None:
        lines.append("⛔ " + withdrawal(report, zone, words))
    return [plain(line) for line in lines]


def _added(tx: Tx, report: ReportRow, history: list[RevisionRow], zone: ZoneInfo, words: Words) -> list[str]:
    times = [one.made_at for one in history if one.reason == "added"]
    file_at = revisions.file_added_at(tx, report.id, report.received_at)
    latest = max([*times, *([file_at] if file_at else [])], default=None)
    return ["➕ " + words.say("Added {time}", time=f"{latest.astimezone(zone):%H:%M}")] if latest else []


def changes_buttons(report: ReportRow, alert: AlertRow, words: Words) -> list[Button]:
    return [Button(words.say("✏ What changed"), f"a:{alert.id}:changes")] if report.revision > 1 else []


def what_changed(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """Revision by revision: question, old answer, new answer."""
    report = reports.find(tx, UUID(letter.subject))
    if report is None or not chat.is_desk:
        return None
    form, zone = house.library.get(tx, report.form_version_id), zone_of(report, house)
    history = revisions.of_report(tx, report.id)
    lines = [bold(words.say("Code: {code}", code=report.code))]
    for before, after in pairwise(history):
        head = words.say(
            "Version {number}, {time}", number=after.number, time=f"{after.made_at.astimezone(zone):%H:%M}"
        )
        lines += [bold(head), *_differences(form, before, after, words)]
    return TextMessage(marked("\n".join(lines[: 1 + MOST_CHANGES]), report.practice, words), protect=True)


def _differences(form: Form, before: RevisionRow, after: RevisionRow, words: Words) -> list[str]:
    changed = {one.name: one for one in changes(before.answers, after.answers)}
    lines = []
    for question in form.questions:
        if question.name not in changed:
            continue
        environment = form.environment(after.answers, after.made_at, words.language.value)
        one = changed[question.name]
        old, new = (shorten(describe(question, text, environment) or "—", LONGEST) for text in (one.before, one.after))
        lines.append(f"{plain(shorten(question.label.say(environment), 80))} {plain(old)} → {bold(new)}")
    return lines


def desk_news(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """One line about a report that says something new. It rings for a critical one that is not resolved."""
    alert = reports.alert(tx, int(letter.subject))
    report = reports.find(tx, alert.report_id) if alert is not None else None
    if alert is None or report is None or not chat.is_desk:
        return None
    what = letter.params["what"]
    grave = report.severity == Severity.CRITICAL and alert.state is not AlertState.RESOLVED
    show = Button(words.say("📄 Show the card"), f"a:{alert.id}:show")
    text = marked(plain(_news(tx, report, what, words)), report.practice, words)
    silent = not (grave and what in ("added", "corrected"))
    return TextMessage(text, ((show,),), protect=True, silent=silent)


def _news(tx: Tx, report: ReportRow, what: str, words: Words) -> str:
    match what:
        case "added":
            added = _last_words(revisions.of_report(tx, report.id))
            return "➕ " + words.say("Added to {code}: {what}", code=report.code, what=shorten(added, LONGEST_ADDED))
        case "corrected":
            return "✏ " + words.say("{code} was corrected.", code=report.code)
        case "withdrawn":
            why = reason_said(report.withdrawn_reason or "", words)
            return "⛔ " + words.say("{code} was withdrawn: {reason}", code=report.code, reason=why)
        case _:
            return "↩ " + words.say("{code} is no longer withdrawn.", code=report.code)


def _last_words(history: list[RevisionRow]) -> str:
    """What the last addition added to the description."""
    for before, after in reversed(list(pairwise(history))):
        if after.reason == "added":
            told, earlier = (str(one.answers.get("description", "")) for one in (after, before))
            return told.removeprefix(earlier).strip()
    return ""
