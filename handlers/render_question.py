"""A screen of the interview as one message: the question above, its answers as buttons, the signs below."""

from __future__ import annotations

from uuid import UUID

from bot.cases.filing import Filling, resume_filling
from bot.cases.forms import INCIDENT
from bot.core.forms import ActionButton, ChoiceButton, Kind, Problem, ReviewRow, Screen, screen
from bot.text import Words
from handlers.callbacks import token_of
from handlers.house import House
from handlers.messages import BUTTON_ROWS, Button, Rows, TextMessage, bold, italic, plain, shorten, units
from handlers.render_checklists import title
from handlers.render_my_reports import offer_for
from handlers.render_practice import is_practice, marked
from handlers.vocabulary import ACTIONS, PROBLEMS
from storage import accounts, attachments, forms
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter

SHORT_BUTTON = 16  # letters that still fit when two buttons share a row on a small phone
BUTTON_TEXT = 60
MOST_LABEL = 70
ROOM = 2600  # for labels and answers of a review; numbers, signs and spaces take up to ten letters a row more
MOST_EDITS = 90  # a message has room for a hundred buttons
EDITS_IN_A_ROW = 5
FILES_KEPT = frozenset({"photo_kept", "file_kept", "kept_photo", "kept_video", "kept_voice", "kept_audio", "kept_file"})
ROWS_OF_ACTIONS = (
    ("now", "share_location", "acknowledge"),
    ("page_prev", "show_all", "page_next"),
    ("done",),
    ("remove_last", "clear"),
    ("yes",),
    ("no",),
    ("continue",),
    ("back", "skip"),
    ("review",),
    ("cancel",),
    ("submit",),  # last, where the thumb is and the screen ends
)
BACK_BESIDE_CANCEL = tuple(
    ("back", "cancel") if "back" in kinds else kinds for kinds in ROWS_OF_ACTIONS if kinds != ("cancel",)
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
    text = _text(shown, words, _notice(tx, letter, shown, words))
    if filling.form.form_id != INCIDENT:  # with several forms under way one has to see which this is
        text = f"{plain(shorten(title(filling.form, words), 150))}\n{text}"
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


def _text(shown: Screen, words: Words, notice: str | None) -> str:
    lines = [notice] if notice else []
    match shown.kind:
        case "confirm_cancel":
            lines.append(bold(words.say("Cancel this report? What you sent is kept, the answers are put away.")))
        case "review":
            lines += _review(shown, words)
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
    said = words.named(PROBLEMS[code], **shown.problem.params)
    return plain(said) if code.endswith("_kept") else "⚠ " + plain(said)


def _question(shown: Screen, words: Words) -> list[str]:
    head = f"{shown.position}/{shown.total}"
    lines = [plain(f"{head} · {shorten(shown.group, 150)}" if shown.group else head)]
    lines += [plain(shorten("\n".join(shown.notes), 1200))] if shown.notes else []
    lines.append(bold(shorten(shown.label, 900)))
    if shown.hint:
        lines.append(italic(shorten(shown.hint, 500)))
    if shown.attachments:
        lines.append(
            plain(
                "📎 "
                + words.count("{n} file. Send more, or go on.", "{n} files. Send more, or go on.", shown.attachments)
            )
        )
    elif shown.answer and shown.type not in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE):
        lines.append("✓ " + plain(shorten(shown.answer, 700)))
    return lines


def _review(shown: Screen, words: Words) -> list[str]:
    """What was answered, or must be, on numbered lines; long answers are cut to fit one message."""
    rows = _numbered(shown)
    a_row = ROOM // max(1, len(rows))  # letters for a label and its answer, with the number and signs left out
    label = min(MOST_LABEL, a_row // 2)
    room = max(8, (ROOM - sum(min(units(row.label), label) for _, row in rows)) // max(1, len(rows)))
    lines = [bold(words.say("Please check. If all is right, submit. To change an answer, tap its number."))]
    return lines + [_review_row(number, row, label, room, words) for number, row in rows]


def _numbered(shown: Screen) -> list[tuple[int, ReviewRow]]:
    """A row's number is its place in the form, so that it stays the same when another answer is given or taken away."""
    return [(n, row) for n, row in enumerate(shown.rows, 1) if row.value or row.attachments or row.required]


def _review_row(number: int, row: ReviewRow, longest: int, room: int, words: Words) -> str:
    label = f"{number}. {plain(shorten(row.label, longest))}"
    if row.attachments:
        return f"{label} {bold(f'📎 {row.attachments}')}"
    if row.value:
        return f"{label} {bold(shorten(row.value, room))}"
    nothing = words.say("no answer")  # not inside an f-string: the catalogues would not find it there
    return f"⚠ {label} {italic(nothing)}"


def _buttons(shown: Screen, words: Words, filling: Filling) -> Rows:
    prefix = f"d:{token_of(filling.draft.id)}:"
    rows: list[tuple[Button, ...]] = []
    rows += _paired([_choice(shown, choice, prefix) for choice in shown.choices])
    offered = {action.kind: action for action in shown.actions}
    edits = [Button(f"✏ {number}", prefix + row.action) for number, row in _numbered(shown)[:MOST_EDITS] if row.action]
    rows += [tuple(edits[at : at + EDITS_IN_A_ROW]) for at in range(0, len(edits), EDITS_IN_A_ROW)]
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
    return tuple(Button(words.named(ACTIONS[kind]), prefix + offered[kind].action) for kind in kinds if kind in offered)


def _paired(buttons: list[Button], short: int = SHORT_BUTTON) -> list[tuple[Button, ...]]:
    """Two short buttons share a row; a long one has a row of its own."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        if rows and len(rows[-1]) == 1 and units(button.text) <= short and units(rows[-1][0].text) <= short:
            rows[-1] = (rows[-1][0], button)
        else:
            rows.append((button,))
    return rows
