"""The template of a spreadsheet, ordered in `/enter` and made just before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.cases.sheet_template import CHANNELS, template
from bot.core.forms import Form
from bot.text import Words
from handlers.hotline_words import COLUMNS
from handlers.messages import FileMessage


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """`folder` is where files to be sent are made, `owner` names this process there."""

    form: Form
    words: Words
    folder: Path
    owner: str


def made_sheet(order: SheetOrder) -> FileMessage:
    words = order.words
    facts = {"example": "O-4821", "known": ", ".join(CHANNELS)}
    heads = {name: words.named(said, **facts) for name, said in COLUMNS.items()}
    name = f"baqylau-{order.form.form_id}-{words.language.value}.xlsx"
    path = order.folder / f"{order.owner}-{id(order):x}-{name}"
    path.write_bytes(template(order.form, words.language.value, heads))
    return FileMessage(
        path, name, words.say("Fill in a row for each report from row 4 on, and send the file back here.")
    )
