"""Many reports in a spreadsheet: the template goes out, the filled-in file comes back and is read beside the writer."""

from __future__ import annotations

from uuid import uuid4

from bot.cases import batches as cases
from bot.cases import sheet_batch
from bot.cases.attachments import SentFile, keep_attachment
from handlers import dialogues
from handlers.callbacks import number_of
from handlers.events import SentFiles
from handlers.turns import Turn
from storage import batches, forms

SUFFIX = ".xlsx"
NAME = "baqylau-"  # how our templates are called


def choose_form(turn: Turn) -> None:
    dialogues.begin(turn, "enter", asks="sheet")
    turn.send("enter_sheet", edit=turn.tapped_message)


def wanted(turn: Turn, argument: str) -> bool:
    """The template of a form."""
    number = number_of(argument)
    if not any(each == number for each, _, _ in forms.current(turn.tx)):
        return False
    dialogues.begin(turn, "enter", asks="sheet")
    turn.send("sheet_template", str(number))
    return True


def is_sheet(file: SentFile) -> bool:
    return (file.file_name or "").lower().endswith(SUFFIX)


def is_ours(file: SentFile) -> bool:
    """Filled in for hours, it comes back when the dialogue is long over."""
    return is_sheet(file) and (file.file_name or "").lower().startswith(NAME)


def came(turn: Turn, sent: SentFiles) -> None:
    """Kept like any file; it is read as soon as it is here."""
    home, house = uuid4(), turn.house
    times = turn.sent_at, turn.received_at
    who = turn.member.person_id
    keep_attachment(turn.tx, house.bot_id, who, home, sent.file, None, None, *times, house.most_bytes)
    batch_id = batches.add(turn.tx, sheet_batch.KIND, who, [{"home": str(home)}], cases.COMING, turn.now)
    dialogues.end(turn)
    turn.send("batch", str(batch_id), key=f"batch:{batch_id}")
