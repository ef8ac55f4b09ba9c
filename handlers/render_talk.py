"""What the desk and an observer read of their questions and answers. Neither message ever holds a name of the other."""

from __future__ import annotations

from uuid import UUID

from bot.cases import asking
from bot.text import Words
from handlers.desk_words import NOT_ASKED
from handlers.house import House
from handlers.messages import Button, Rows, TextMessage, bold, plain, shorten
from handlers.render_desk import Labels
from handlers.render_practice import marked
from handlers.render_reporter import clock, zone_of
from handlers.vocabulary import ACTIONS, PROBLEMS
from storage import accounts, report_notes, reports
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter
from storage.report_notes import NoteRow
from storage.reports import ReportRow

LONGEST_QUOTE = 200
LONGEST_SHOWN = 3000  # of an answer; all of it is in the report's file


def asked(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """The question, at the observer."""
    found = _mine(tx, chat, letter)
    if found is None:
        return None
    note, report = found
    lines = [bold(_heading(tx, house, report, words)), plain(note.text or "")]
    own, answered = f"w:q:{note.id}", asking.answers_to(tx, note)
    later = Button(words.say("⏭ Cannot answer now"), f"{own}:no")
    if letter.params.get("part") == "answering":
        lines.append("✏ " + plain(words.say("Write the answer, or send photos, a voice message, a place.")))
        rows: Rows = () if answered else ((later,),)
    else:
        rows = ((Button(words.say("✏ Answer"), f"{own}:answer"),), *(() if answered else ((later,),)))
        if any(one.what == "cannot" for one in answered):
            lines.append("⏭ " + plain(words.say("The desk knows that you cannot answer now.")))
    text = marked("\n".join(lines), report.practice, words)
    return TextMessage(text, rows, edit=letter.params.get("edit"), remember=f"asked:{note.id}")


def _mine(tx: Tx, chat: Chat, letter: Letter) -> tuple[NoteRow, ReportRow] | None:
    return asking.question(tx, int(letter.subject), chat.member) if chat.member is not None else None


def _heading(tx: Tx, house: House, report: ReportRow, words: Words) -> str:
    category = Labels(house.library.get(tx, report.form_version_id), words).of("category", report.category)
    about = ", ".join(part for part in (category, clock(report.received_at, zone_of(report, house))) if part)
    return words.say("❓ The desk asks about your report {code} ({about}):", code=report.code, about=about)


def answer_kept(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    found = _mine(tx, chat, letter)
    if found is None:
        return None
    note, report = found
    own, edit = f"w:q:{note.id}", letter.params.get("edit")
    passed = "✅ " + words.say("Your answer about {code} was passed to the desk.", code=report.code)
    if letter.params.get("more"):
        hint = words.say("More photos or words? Send them. When you are done, press ✅.")
        done = Button(words.named(ACTIONS["done"]), f"{own}:done")
        text, rows = f"{passed}\n{hint}", ((done,),)
    else:
        text, rows = passed, ((Button(words.say("➕ More"), f"{own}:answer"),),)
    return TextMessage(marked(plain(text), report.practice, words), rows, edit=edit)


def answer(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """The answer, at the desk: a message of its own below all else, with the question it answers."""
    note = report_notes.get(tx, int(letter.subject))
    report = reports.find(tx, note.report_id) if note is not None else None
    if note is None or report is None or not chat.is_desk:
        return None
    question = report_notes.get(tx, note.answers_to) if note.answers_to is not None else None
    quoted = "❓ " + plain(shorten((question.text if question else "") or "", LONGEST_QUOTE))
    if note.what == "cannot":
        said = "⏭ " + bold(words.say("{code}: the observer cannot answer now.", code=report.code))
    else:
        said = "💬 " + bold(words.say("Answer to {code}:", code=report.code))
    text = "\n".join(line for line in (said, plain(shorten(note.text or "", LONGEST_SHOWN)), quoted) if line)
    subject = f"answer:{note.id}"
    shown = accounts.message_of(tx, chat.account_id, subject)
    rows = _answer_buttons(report, note, words)
    return TextMessage(marked(text, report.practice, words), rows, edit=shown, remember=subject, protect=True)


def _answer_buttons(report: ReportRow, note: NoteRow, words: Words) -> Rows:
    own, files = f"w:{report.seq}", len(note.details.get("attachments", ()))
    photos = ((Button(f"📷 {files}", f"{own}:files:{note.id}"),),) if files else ()
    again, more = Button(words.say("💬 Ask again"), f"{own}:ask"), Button(words.say("⋯ More"), f"{own}:more")
    return (*photos, (again, more))


def prompt(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """Asks for the words of a question or of a note; in a group only a reply counts."""
    report = reports.find(tx, UUID(letter.subject))
    if report is None or not chat.is_desk:
        return None
    if letter.kind == "ask_prompt":
        lines = [
            words.say("💬 Write your question about {code}.", code=report.code),
            words.say("The observer gets your words, but neither name nor number."),
        ]
    else:
        lines = [
            words.say("📝 Write your note about {code}.", code=report.code),
            words.say("Only the desk reads it."),
        ]
    if chat.member is None:
        lines.append(words.say("Here in the group: reply to this message."))
    stop = Button(words.named(ACTIONS["cancel"]), f"w:{report.seq}:stop")
    text = marked(plain("\n".join(lines)), report.practice, words)
    return TextMessage(text, ((stop,),), remember=f"{letter.kind}:{report.id}", protect=True)


def told(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """What became of a question or a note, for whoever wrote it."""
    report = reports.find(tx, UUID(letter.subject))
    if report is None or not chat.is_desk:
        return None
    text = marked(plain(_told(letter.params["told"], report.code, words)), report.practice, words)
    return TextMessage(text, edit=letter.params.get("edit"), protect=True)


def _told(what: str, code: str, words: Words) -> str:
    match what:
        case "sent":
            return words.say("❓ Your question about {code} has gone out. The answer comes here.", code=code)
        case "sos":
            return words.say(
                "⏳ {code}: there is an open call for help. The question waits until it is closed.", code=code
            )
        case "blocked":
            return words.say("⏳ {code}: the chat cannot be reached. The question waits until it can.", code=code)
        case "too_long":
            return words.named(PROBLEMS["too_long"], most=asking.LONGEST)
        case "noted":
            return words.say("📝 Noted with {code}.", code=code)
        case "stopped":
            return words.say("✖ Nothing was sent about {code}.", code=code)
        case _:
            return f"{code}: {words.named(NOT_ASKED[what])}"


KINDS = {
    "asked": asked,
    "answer": answer,
    "answer_kept": answer_kept,
    "ask_prompt": prompt,
    "note_prompt": prompt,
    "ask_told": told,
    "note_told": told,
}
