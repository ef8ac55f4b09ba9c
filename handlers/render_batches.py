"""What was understood of many reports, one short line each, and what can be done with them."""

from __future__ import annotations

from datetime import datetime

from bot.cases import batches as cases
from bot.cases import sms_batch
from bot.cases.batch_rows import Flaw, Row
from bot.core.forms import Form, State, screen
from bot.text import Words
from handlers.batch_words import FLAWS
from handlers.house import House
from handlers.messages import Button, Message, Rows, TextMessage, bold, italic, plain, shorten, with_colon
from handlers.render_checklists import title
from handlers.render_practice import marked
from handlers.vocabulary import ACTIONS, PROBLEMS
from storage import accounts, batches
from storage.accounts import Chat
from storage.batches import BatchRow
from storage.database import Tx
from storage.outbox import Letter

ROOM = 3300  # HTML of the lines; heads and what was left out take the rest
A_ROW = 260
AN_ANSWER = 60
MOST_FIXES = 8
MOST_AGAIN = 4


def batch(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """The subject is the batch's number."""
    found = batches.look_at(tx, int(letter.subject))
    if found is None or not chat.is_desk:
        return None
    subject = f"batch:{found.id}"
    if found.state in (cases.COMING, cases.REFUSED):
        text = _without_rows(found, words)
    else:
        text = _shown(tx, house, found, words)
    edit = letter.params.get("edit") or accounts.message_of(tx, chat.account_id, subject)
    edit = None if letter.params.get("below") else edit
    return TextMessage(
        marked(text, chat.practises, words), _buttons(found, words), edit=edit, remember=subject, protect=True
    )


def _without_rows(found: BatchRow, words: Words) -> str:
    if found.state == cases.COMING:
        return plain("⏳ " + words.say("The spreadsheet is being read."))
    facts = found.rows[0].get("facts", {})
    return plain("⚠ " + words.named(FLAWS[found.rows[0]["refused"]], **facts))


def _shown(tx: Tx, house: House, found: BatchRow, words: Words) -> str:
    rows = cases.rows_of(found)
    lines, room = [bold(_head(found, rows, words))], ROOM
    wrong_first = rows if found.kind == sms_batch.KIND else sorted(rows, key=lambda row: not row.flaws)
    for number, row in enumerate(wrong_first):
        line = _row(tx, house, row, words)
        room -= len(line) + 1
        if room < 0:
            lines.append(plain("… " + words.count("and {n} more", "and {n} more", len(rows) - number)))
            break
        lines.append(line)
    return "\n".join(lines)


def _head(found: BatchRow, rows: list[Row], words: Words) -> str:
    filed = sum(bool(row.filed) for row in rows)
    if found.state == cases.DROPPED:
        return "✖ " + words.say("Put away. What was not filed stays unfiled.")
    if found.state == cases.FILING:
        return "⏳ " + words.say("Being filed: {n} of {all}", n=filed, all=filed + len(cases.ready(rows, calls=False)))
    if filed:
        return "✅ " + words.count("{n} line is filed.", "{n} lines are filed.", filed)
    return words.say("This is what we understood. Check it before you file it.")


def _row(tx: Tx, house: House, row: Row, words: Words) -> str:
    who = " · ".join(part for part in (row.name, row.station) if part)
    if row.filed == cases.DONE:
        return plain(f"{row.at}. ✅ {who}: {_what(tx, house, row, words)}")
    if row.filed:
        return plain(shorten(f"{row.at}. ✅ {row.filed} {who}", A_ROW))
    if row.flaws:
        lines = [plain(shorten(f"{row.at}. ⚠ {who}".rstrip(), A_ROW))]
        if row.text:
            lines.append(italic(shorten(" ".join(row.text.split()), 120)))
        return "\n".join([*lines, *(plain(f"   {_flaw(tx, house, row, one, words)}") for one in row.flaws[:3])])
    said = f"{row.at}. {_sign(row)} {who}: {_what(tx, house, row, words)}"
    if row.again:
        again = words.say("filed before as {code}", code=row.again) if row.again != "…" else words.say("twice here")
        said = f"{row.at}. ♻ {again}: {said.partition(' ')[2]}"
    return plain(shorten(said, A_ROW))


def _sign(row: Row) -> str:
    return {"sos": "🆘", "arrived": "➡", "left": "⬅"}.get(row.what, "▫")


def _what(tx: Tx, house: House, row: Row, words: Words) -> str:
    """The report read back: its form, then each answer."""
    match row.what:
        case "sos":
            return words.say("calls for help") + (f": {row.words}" if row.words else "")
        case "arrived":
            return words.say("arrived {time}", time=row.told[11:16])
        case "left":
            return words.say("left {time}", time=row.told[11:16])
    form, state = _form(tx, house, row)
    if form is None or state is None:
        return ""
    shown = screen(form, state, house.clock().astimezone(house.time_zone), words.language.value)
    told = [
        f"{with_colon(one.label)} {shorten(one.value, AN_ANSWER)}"
        for one in shown.rows
        if one.value and one.name != "station"
    ]
    return f"{title(form, words)}. " + "; ".join(told)


def _form(tx: Tx, house: House, row: Row) -> tuple[Form | None, State | None]:
    form = house.library.get(tx, row.version) if row.version is not None else None
    return form, State.from_json(row.state) if row.state is not None else None


def _flaw(tx: Tx, house: House, row: Row, flaw: Flaw, words: Words) -> str:
    """`“3=xx”, voters announced: Write a whole number`."""
    form, state = _form(tx, house, row)
    question = form.question(flaw.question) if form is not None and flaw.question else None
    label, own = "", ""
    if form is not None and question is not None:
        environment = form.environment(state.answers if state else {}, _now(house), words.language.value)
        label = shorten(question.named(environment), 50)
        own = question.constraint_message.say(environment) if flaw.code == "constraint" else ""
    place = words.quoted(shorten(flaw.place, 40)) if flaw.place else ""
    why = own or words.named(FLAWS.get(flaw.code) or PROBLEMS[flaw.code], **flaw.facts)
    head = ", ".join(part for part in (place, label) if part)
    return f"{head}: {why}" if head else why


def _now(house: House) -> datetime:
    return house.clock().astimezone(house.time_zone)


def _buttons(found: BatchRow, words: Words) -> Rows:
    if found.state != cases.OPEN:
        return ()
    rows, own = cases.rows_of(found), f"n:b:{found.id}"
    calls, reports = len(cases.ready(rows, calls=True)), len(cases.ready(rows, calls=False))
    offered: list[tuple[Button, ...]] = []
    if calls:
        said = words.count("🆘 Ring the desk: {n} call", "🆘 Ring the desk: {n} calls", calls)
        offered.append((Button(said, f"{own}:sos"),))
    wrong = [row for row in rows if row.flaws and row.text][:MOST_FIXES]
    fixes = [Button(words.say("✏ Line {n}", n=row.at), f"{own}:fix:{row.at}") for row in wrong]
    offered += [tuple(fixes[at : at + 3]) for at in range(0, len(fixes), 3)]
    again = [row for row in rows if row.again and not row.flaws and not row.filed][:MOST_AGAIN]
    offered += [(Button(words.say("➕ File line {n} once more", n=row.at), f"{own}:again:{row.at}"),) for row in again]
    offered.append((Button(words.named(ACTIONS["cancel"]), f"{own}:drop"),))
    if reports:
        said = words.count("✅ File {n} report", "✅ File {n} reports", reports)
        offered.append((Button(said, f"{own}:file"),))
    return tuple(offered) if calls or reports or wrong or again else ()


def fix(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    found = batches.look_at(tx, int(letter.subject))
    if found is None or not chat.is_desk:
        return None
    row = next(one for one in cases.rows_of(found) if one.at == letter.params["at"])
    ask = bold(words.say("Send line {n} again as it should be:", n=row.at))
    return TextMessage(f"{ask}\n<code>{plain(shorten(row.text, 1000))}</code>", protect=True)


KINDS = {"batch": batch, "batch_fix": fix}
