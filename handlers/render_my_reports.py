"""What an observer reads of the reports filed so far: the list, one of them, and what is asked about it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from bot.cases.filing import Filling, resume_filling
from bot.cases.forms import INCIDENT
from bot.cases.revising import REASONS, is_only_begun, may_restore, state_of
from bot.core.forms import ReviewRow, screen
from bot.core.words import AlertState
from bot.text import Words
from handlers import paging
from handlers.callbacks import token_of
from handlers.house import House
from handlers.messages import Button, Rows, TextMessage, bold, plain, shorten, with_colon
from handlers.render_checklists import title
from handlers.render_practice import marked
from handlers.render_reporter import clock, files_lines, zone_of
from handlers.vocabulary import ACTIONS, STATES, WITHDRAWALS
from storage import attachments, forms, people, reports, revisions
from storage.accounts import Chat
from storage.database import Tx
from storage.forms import DraftRow
from storage.outbox import Letter
from storage.reports import ReportRow

SHOWN = 10
MOST_DRAFTS = 5
MOST_LABEL = 60
JUST_NOW = timedelta(hours=1)
ROOM = 2400  # for the labels and answers of one report


def my_reports(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """Drafts that are open on top, then the reports, the newest first, ten a page."""
    if chat.member is None:
        return None
    person_id = chat.member.person_id
    pages = paging.count_of(revisions.count_of(tx, person_id), SHOWN)
    page = min(letter.params.get("page") or 0, pages - 1)
    mine = reports.latest_of(tx, person_id, SHOWN, skip=page * SHOWN)
    drafts = forms.open_drafts(tx, person_id)[:MOST_DRAFTS]
    edit = letter.params.get("edit")
    if not mine and not drafts:
        return TextMessage(plain(words.say("No reports yet. A new one: /report")), edit=edit)
    lines = [words.say("Your reports:"), *(_line(tx, report, house, words) for report in mine)] if mine else []
    text = "\n".join(lines) or words.say("Not submitted yet:")
    buttons = [(Button(_draft(tx, house, draft, words), f"r:{token_of(draft.id)}:go"),) for draft in drafts]
    return TextMessage(
        plain(text),
        (*buttons, *_report_buttons(mine, house), *paging.turner(page, pages, "r:list:{}".format)),
        edit=edit,
    )


def _line(tx: Tx, report: ReportRow, house: House, words: Words) -> str:
    zone = zone_of(report, house)
    said = shorten(_subject(tx, report, house, words), 40)
    at = f"{report.received_at.astimezone(zone):%d.%m %H:%M}"
    _every, pending = attachments.count_of(tx, report.id)
    waiting = words.count("{n} file is still loading.", "{n} files are still loading.", pending).rstrip(".")
    more = [words.say("late") if report.late else "", f"📎 {waiting}" if pending else ""]
    practice = "🎓" if report.practice else ""
    return " · ".join(part for part in (practice, report.code, at, said, _state(report, words), *more) if part)


def _subject(tx: Tx, report: ReportRow, house: House, words: Words) -> str:
    """What the report is about: its category, or the form it was filed on."""
    form = house.library.get(tx, report.form_version_id)
    named = form.choice_name("category", report.category, words.language.value) if report.category else ""
    return named or title(form, words)


def _state(report: ReportRow, words: Words) -> str:
    if report.withdrawn_at is not None:
        return "⛔ " + words.say("withdrawn")
    return words.named(STATES[AlertState(report.alert) if report.alert else AlertState.OPEN])


def _draft(tx: Tx, house: House, draft: DraftRow, words: Words) -> str:
    """`✏ not submitted: Incident, question 5`."""
    filling = resume_filling(tx, house.library, draft, house.time_zone)
    corrected = reports.find(tx, draft.revises) if draft.revises else None
    if corrected is not None:
        return "✏ " + words.say("Correction of {code}, not submitted", code=corrected.code)
    form = words.say("Incident") if filling.form.form_id == INCIDENT else title(filling.form, words)
    if draft.reported_by is not None:
        form = f"{form}, ☎ {people.pseudonym_of(tx, draft.reported_by)}"
    shown = screen(filling.form, filling.state, house.clock().astimezone(filling.zone), words.language.value)
    if shown.kind != "question":
        return "✏ " + words.say("Not submitted: {form}", form=form)
    return "✏ " + words.say("Not submitted: {form}, question {number}", form=form, number=shown.position)


def _report_buttons(mine: list[ReportRow], house: House) -> list[tuple[Button, ...]]:
    buttons = [
        Button(f"{one.code} · {one.received_at.astimezone(zone_of(one, house)):%H:%M}", f"r:{token_of(one.id)}:show")
        for one in mine
    ]
    return [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]


def my_report(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """One report of one's own, or what is asked about it (`part`: adding, why, words, sure)."""
    report = reports.find(tx, UUID(letter.subject))
    if report is None or chat.member is None or report.reporter_id != chat.member.person_id:
        return None
    match letter.params.get("part"):
        case "adding":
            text, buttons = _adding(report, words)
        case "why":
            text, buttons = _why(report, words)
        case "words":
            text, buttons = _in_words(report, words)
        case "sure":
            text, buttons = _sure(chat, report, letter.params["reason"], words)
        case _:
            text, buttons = whole(tx, house, report, words), choices(house, report, words)
    return TextMessage(marked(text, report.practice, words), buttons, edit=letter.params.get("edit"))


def whole(tx: Tx, house: House, report: ReportRow, words: Words) -> str:
    zone = zone_of(report, house)
    head = bold(f"{report.code} · {_subject(tx, report, house, words)}")
    lines = [head, plain(_state(report, words) + (", " + words.say("late") if report.late else ""))]
    lines += [plain(one) for one in _history(report, zone, words)]
    lines += _answers(tx, house, report, words)
    lines += [plain(one) for one in files_lines(tx, report.id, words)]
    return "\n".join(lines)


def _history(report: ReportRow, zone: ZoneInfo, words: Words) -> list[str]:
    """Its times, its version if it is not the first, and why it was withdrawn."""
    received = clock(report.received_at, zone)
    lines = [words.say("Received {time}", time=received)]
    if report.occurred_at is not None:
        happened = words.say("Happened {time}", time=clock(report.occurred_at, zone))
        lines = [f"{happened} · {lines[0]}"]
    if report.revision > 1:
        at = clock(report.revised_at, zone)
        lines.append("✏ " + words.say("Version {number}, {time}", number=report.revision, time=at))
    if report.withdrawn_at is not None:
        lines.append("⛔ " + withdrawal(report, zone, words))
    return lines


def withdrawal(report: ReportRow, zone: ZoneInfo, words: Words) -> str:
    assert report.withdrawn_at is not None
    why = reason_said(report.withdrawn_reason or "", words)
    return words.say("Withdrawn {time}: {reason}", time=clock(report.withdrawn_at, zone), reason=why)


def reason_said(reason: str, words: Words) -> str:
    """One of ours in the reader's language, anything else as it was written."""
    return words.named(WITHDRAWALS[reason]) if reason in WITHDRAWALS else shorten(reason, 300)


def _answers(tx: Tx, house: House, report: ReportRow, words: Words) -> list[str]:
    """As in the review, without buttons; what was added to a form that never asked for words comes last."""
    form = house.library.get(tx, report.form_version_id)
    local = report.received_at.astimezone(zone_of(report, house))
    state = state_of(form, report.answers, local)
    rows = [row for row in screen(form, state, local, words.language.value).rows if row.value]
    if report.description and all(row.name != "description" for row in rows):
        rows.append(ReviewRow("description", words.say("Added"), report.description, ""))
    room = max(40, ROOM // max(1, len(rows)) - MOST_LABEL // 2)
    return [f"{plain(with_colon(shorten(row.label, MOST_LABEL)))} {bold(shorten(row.value, room))}" for row in rows]


def choices(house: House, report: ReportRow, words: Words) -> Rows:
    own, back = f"r:{token_of(report.id)}", (Button(words.named(ACTIONS["back"]), "r:list:0"),)
    if report.withdrawn_at is not None:
        undo = (Button(words.say("↩ Undo the withdrawal"), f"{own}:restore"),)
        return (undo, back) if may_restore(report, house.clock()) else (back,)
    return (
        (Button(words.say("➕ Add photos or text"), f"{own}:add"),),
        (Button(words.say("✏ Correct"), f"{own}:correct"), Button(words.say("🗑 Withdraw"), f"{own}:withdraw")),
        back,
    )


def _adding(report: ReportRow, words: Words) -> tuple[str, Rows]:
    what = words.say("Send photos, a video, a voice message, files or words: all goes to {code}.", code=report.code)
    until = words.say("When you are done, press ✅.")
    return plain(f"➕ {what}\n{until}"), _done(report, words)


def _done(report: ReportRow, words: Words) -> Rows:
    return ((Button(words.named(ACTIONS["done"]), f"r:{token_of(report.id)}:done"),),)


def added(tx: Tx, _house: House, _chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    report = reports.find(tx, UUID(letter.subject))
    if report is None:
        return None
    alone = letter.params.get("alone")
    lines = ["📎 " + words.say("Added to {code}.", code=report.code)]
    lines += [] if alone else [words.say("Send more, or press ✅.")]
    text = marked(plain("\n".join(lines)), report.practice, words)
    return TextMessage(text, () if alone else _done(report, words), edit=letter.params.get("edit"))


def _why(report: ReportRow, words: Words) -> tuple[str, Rows]:
    own = f"r:{token_of(report.id)}"
    text = bold(words.say("Why withdraw {code}?", code=report.code))
    more = words.say("Nothing is deleted: coordinators see that it is withdrawn, and why.")
    reasons = tuple((Button(words.named(WITHDRAWALS[one]), f"{own}:why:{one}"),) for one in REASONS)
    other = (Button(words.say("✍ Another reason"), f"{own}:why:other"),)
    return f"{text}\n{plain(more)}", (*reasons, other, (Button(words.named(ACTIONS["back"]), f"{own}:show"),))


def _in_words(report: ReportRow, words: Words) -> tuple[str, Rows]:
    back = Button(words.named(ACTIONS["back"]), f"r:{token_of(report.id)}:show")
    return plain(words.say("Write the reason in a few words.")), ((back,),)


def _sure(chat: Chat, report: ReportRow, reason: str, words: Words) -> tuple[str, Rows]:
    own = f"r:{token_of(report.id)}"
    told = (chat.dialogue or {}).get("reason", "") if reason == "other" else reason
    text = bold(words.say("Withdraw {code}?", code=report.code)) + "\n" + plain(reason_said(told, words))
    yes = Button(words.say("🗑 Yes, withdraw it"), f"{own}:sure:{reason}")
    no = Button(words.say("⬅ No, let it stand"), f"{own}:show")
    return text, ((yes,), (no,))


def offer_for(tx: Tx, filling: Filling, house: House, words: Words) -> Rows:
    """While an incident is no more than what was sent, it may belong to the report that was filed just before."""
    draft, answers = filling.draft, filling.state.answers
    if filling.form.form_id != INCIDENT or draft.revises or draft.reported_by or not is_only_begun(answers):
        return ()
    told = answers.get("description") or answers.get("place")
    if not told and not attachments.count_of(tx, draft.id)[0]:
        return ()
    since = house.clock() - JUST_NOW
    found = revisions.newest_of(tx, draft.person_id, since)
    report = reports.find(tx, found) if found is not None else None
    return _offer(tx, report, draft.id, house, words) if report is not None else ()


def _offer(tx: Tx, report: ReportRow, draft_id: UUID, house: House, words: Words) -> Rows:
    what = shorten(_subject(tx, report, house, words), 24)
    at = f"{report.received_at.astimezone(zone_of(report, house)):%H:%M}"
    said = words.say("➕ Add to {code} ({what}, {time})", code=report.code, what=what, time=at)
    return ((Button(said, f"r:{token_of(report.id)}:take:{token_of(draft_id)}"),),)
