"""A screen of the interview as one message: the question above, its answers as buttons, the signs below."""

from __future__ import annotations

from uuid import UUID

from bot.cases.filing import Filling, resume_filling
from bot.cases.forms import INCIDENT
from bot.core.forms import ActionButton, ChoiceButton, Kind, Problem, Screen, screen
from bot.core.words import Channel
from bot.text import Words
from handlers import render_hotline
from handlers.callbacks import token_of
from handlers.house import House
from handlers.messages import BUTTON_ROWS, Button, Rows, TextMessage, bold, italic, plain, shorten, units
from handlers.render_checklists import title
from handlers.render_my_reports import offer_for
from handlers.render_practice import is_practice, marked
from handlers.render_resumed import draft_line, is_left
from handlers.render_review import edits, review
from handlers.vocabulary import ACTIONS, PROBLEMS
from storage import accounts, attachments, forms
from storage.accounts import Chat
from storage.database import Tx
from storage.forms import DraftRow
from storage.outbox import Letter

SHORT_BUTTON = 16  # letters that still fit when two buttons share a row on a small phone
BUTTON_TEXT = 60
LONGEST_HELD = 700
FREE = "·"  # a place of the calendar without a day: a button must say something
NO_WARNING = frozenset({"corrected"})
FILES_KEPT = frozenset({"photo_kept", "file_kept", "kept_photo", "kept_video", "kept_voice", "kept_audio", "kept_file"})
ROWS_OF_ACTIONS = (
    ("so",),
    ("not_so",),
    ("take",),
    ("apart",),
    ("now", "ago_15", "ago_60"),
    ("today", "yesterday", "another_day"),
    ("share_location", "acknowledge"),
    ("page_prev", "show_all", "page_next"),
    ("done",),
    ("remove_last", "clear"),
    ("yes",),
    ("no",),
    ("continue",),
    ("back", "skip"),
    ("cancel", "review"),
    ("submit",),  # last, where the thumb is and the screen ends
)
BACK_BESIDE_CANCEL = tuple(
    ("back", "cancel") if "back" in kinds else tuple(kind for kind in kinds if kind != "cancel")
    for kinds in ROWS_OF_ACTIONS
)


def question(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """The screen of a draft as it stands now; None when the draft is closed."""
    draft = forms.get_draft(tx, UUID(letter.subject))
    if draft is None or draft.outcome is not None:
        return None
    filling = resume_filling(tx, house.library, draft, house.time_zone)
    edit = letter.params.get("edit") or _screen_below(tx, chat, letter.params.get("redraw_below"))
    now = house.clock().astimezone(filling.zone)
    shown = screen(filling.form, filling.state, now, words.language.value, _problem(letter))
    if shown.kind == "held" or (letter.params.get("notice") == "resumed" and is_left(draft.begun_at, now)):
        text = _text(shown, words, plain(draft_line(filling, shown, now, words)), draft)
    else:
        text = _text(shown, words, _notice(tx, letter, shown, words), draft)
        if filling.form.form_id != INCIDENT:  # with several forms under way one has to see which this is
            text = f"{plain(shorten(title(filling.form, words), 150))}\n{text}"
    if draft.reported_by is not None:
        text = f"{render_hotline.banner(tx, draft, words)}\n{text}"
    text = marked(text, is_practice(tx, chat, draft), words)
    rows = (*_buttons(shown, words, filling), *offer_for(tx, filling, house, words))
    return TextMessage(text, rows, edit=edit, is_screen=True)


def _screen_below(tx: Tx, chat: Chat, message_id: int | None) -> int | None:
    """The message shown last, if it came after this one (numbers grow in a private chat)."""
    screen = accounts.screen_of(tx, chat.account_id) if message_id is not None else None
    return screen if screen and message_id and screen > message_id else None


def _problem(letter: Letter) -> Problem | None:
    said = letter.params.get("problem")
    return Problem(said["code"], said["params"], said["question"]) if said else None


def _notice(tx: Tx, letter: Letter, shown: Screen, words: Words) -> str | None:
    """What became of the last thing sent, above the question; of several files, how many there are by now."""
    name = letter.params.get("notice")
    code = name or (shown.problem.code if shown.problem else None)
    if code is None:
        return None
    if code in FILES_KEPT:
        every, _pending = attachments.count_of(tx, UUID(letter.subject))
        if every > 1:
            return plain("📎 " + words.count("{n} file kept.", "{n} files kept.", every))
    return plain(words.named(PROBLEMS[name])) if name else _problem_line(shown, words)


def _text(shown: Screen, words: Words, notice: str | None, draft: DraftRow) -> str:
    lines = [notice] if notice else []
    match shown.kind:
        case "confirm_cancel":
            lines.append(
                bold(words.say("Cancel this report? What you sent is kept, but coordinators do not get the answers."))
            )
        case "review":
            lines += review(shown, words, aloud=draft.channel == Channel.PHONE)
        case "held":
            lines += _held(shown, words)
        case "doubt":
            lines += _doubt(shown, words)
        case _:
            lines += _question(shown, words)
    return "\n".join(lines)


def _problem_line(shown: Screen, words: Words) -> str:
    assert shown.problem is not None
    code, own = shown.problem.code, shown.problem_text
    if code in {"constraint", "required"} and own:
        return "⚠ " + plain(shorten(own, 300))
    if code == "not_a_number" and shown.problem.params.get("whole"):
        code = "not_a_whole_number"
    said = words.named(PROBLEMS[code], **{**_facts(shown), **shown.problem.params})
    return plain(said) if code in NO_WARNING or code.endswith("_kept") else "⚠ " + plain(said)


def _facts(shown: Screen) -> dict[str, str]:
    """The question that was corrected; without one, the words stand alone."""
    return {"question": shorten(shown.problem_text, 100)} if shown.problem_text else {"question": "…"}


def _held(shown: Screen, words: Words) -> list[str]:
    asked = [italic(shorten(shown.label, 300))] if shown.label else []
    said = plain("✍ " + shorten(shown.answer, LONGEST_HELD))
    return [*asked, said, bold(words.say("Is this for that report, or something new?"))]


def _doubt(shown: Screen, words: Words) -> list[str]:
    """`23:50 has not come yet today. Yesterday at 23:50?`"""
    lines = [plain(f"{shown.position}/{shown.total}"), italic(shorten(shown.label, 300))]
    day, _, hour = shown.answer.partition(" ")
    if shown.doubt == "today":
        lines.append(plain("⚠ " + words.say("{time} has not come yet today.", time=hour)))
        return [*lines, bold(words.say("Yesterday at {time}?", time=hour))]
    lines.append(plain("⚠ " + words.say("The year was not written.")))
    return [*lines, bold(f"{day} {hour}?".replace(" ?", "?"))]


def _picking(shown: Screen, words: Words) -> str:
    if len(shown.heading) < 10:
        return plain(f"📅 {shown.heading}")
    return plain("📅 " + words.say("{day}. What time? Tap, or write: 14:30", day=shown.heading))


def _question(shown: Screen, words: Words) -> list[str]:
    head = f"{shown.position}/{shown.total}"
    lines = [plain(f"{head} · {shorten(shown.group, 150)}" if shown.group else head)]
    lines += [plain(shorten("\n".join(shown.notes), 1200))] if shown.notes else []
    lines.append(bold(shorten(shown.label, 900)))
    if shown.hint:
        lines.append(italic(shorten(shown.hint, 500)))
    if shown.search:
        lines.append(plain(f"🔎 {shorten(shown.search, 60)}"))
    elif shown.pages > 1:
        lines.append(plain("🔎 " + words.say("The list is long: type a few letters or a number.")))
    if shown.attachments:
        lines.append(
            plain(
                "📎 "
                + words.count("{n} file. Send more, or go on.", "{n} files. Send more, or go on.", shown.attachments)
            )
        )
    elif shown.heading:
        lines.append(_picking(shown, words))
    elif shown.answer and shown.type not in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE):
        lines.append("✓ " + plain(shorten(shown.answer, 700)))
    return lines


def _buttons(shown: Screen, words: Words, filling: Filling) -> Rows:
    prefix = f"d:{token_of(filling.draft.id)}:"
    rows: list[tuple[Button, ...]] = []
    rows += _paired([_choice(shown, choice, prefix) for choice in shown.choices])
    offered = {action.kind: action for action in shown.actions}
    rows += [tuple(Button(cell.text or FREE, prefix + cell.action) for cell in cells) for cells in shown.grid]
    rows += edits(shown, prefix)
    if "skip" not in offered:  # then there is room beside back
        rows += [_row(kinds, offered, words, prefix) for kinds in BACK_BESIDE_CANCEL]
    else:
        rows += [_row(kinds, offered, words, prefix) for kinds in ROWS_OF_ACTIONS]
    return tuple(row for row in rows if row)[:BUTTON_ROWS]


def _choice(shown: Screen, choice: ChoiceButton, prefix: str) -> Button:
    sign = ""
    if shown.type is Kind.SELECT_MULTIPLE:
        sign = "☑ " if choice.chosen else "☐ "
    elif choice.chosen:
        sign = "● "
    return Button(shorten(sign + choice.text, BUTTON_TEXT), prefix + choice.action)


def _row(kinds: tuple[str, ...], offered: dict[str, ActionButton], words: Words, prefix: str) -> tuple[Button, ...]:
    both = "review" in offered and "submit" in offered  # then the look at the answers need not promise to submit
    said = {kind: ACTIONS["check" if kind == "review" and both else kind] for kind in kinds}
    return tuple(Button(words.named(said[kind]), prefix + offered[kind].action) for kind in kinds if kind in offered)


def _paired(buttons: list[Button], short: int = SHORT_BUTTON) -> list[tuple[Button, ...]]:
    """Two short buttons share a row; a long one has a row of its own."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        if rows and len(rows[-1]) == 1 and units(button.text) <= short and units(rows[-1][0].text) <= short:
            rows[-1] = (rows[-1][0], button)
        else:
            rows.append((button,))
    return rows
