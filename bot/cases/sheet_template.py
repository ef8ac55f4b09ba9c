"""The spreadsheet for many reports on one form: a row each, choices as lists to pick from.

Row 1 says what form it is, row 2 names the columns for us, row 3 for people; reports begin in row 4.
"""

from __future__ import annotations

import io
from collections.abc import Mapping

from bot.cases.sheet_file import MOST_ROWS
from bot.core.forms.model import UPLOADS, Choice, Form, Kind, Question
from bot.core.words import Channel

MARK = "baqylau"
OWN = ("pseudonym", "station", "channel", "told_at")
FIRST = 4  # the row of the first report
CHANNELS = (Channel.PHONE, Channel.SMS, Channel.PAPER)
NOT_ASKED = UPLOADS | {Kind.NOTE, Kind.ACKNOWLEDGE}


def columns(form: Form) -> tuple[Question, ...]:
    """What can be written in a cell; when it happened comes first, the station is a column of its own."""
    asked = [one for one in form.questions if one.kind not in NOT_ASKED and one.readonly is None]
    asked = [one for one in asked if one.name not in OWN]
    return tuple(sorted(asked, key=lambda one: one.name != "occurred_at"))


def template(form: Form, language: str, heads: Mapping[str, str]) -> bytes:
    """`heads` are the words for our own columns in the reader's language."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, lists = book.add_worksheet("reports"), book.add_worksheet("lists")
    bold, small, text = (
        book.add_format(one) for one in ({"bold": True}, {"font_color": "#888888"}, {"num_format": "@"})
    )
    for at, said in enumerate((MARK, form.form_id, form.version)):
        sheet.write_string(0, at, said, small)
    asked = columns(form)
    for at, name in enumerate((*OWN, *(one.name for one in asked))):
        sheet.write_string(1, at, name, small)
        sheet.set_column(at, at, 18, text)
    environment_of = _labels(form, language)
    for at, said in enumerate((*(heads[name] for name in OWN), *(environment_of[one.name] for one in asked))):
        sheet.write_string(2, at, said, bold)
    sheet.freeze_panes(FIRST - 1, 1)
    offered = [(OWN.index("channel"), [one.value for one in CHANNELS])]
    offered += [(len(OWN) + at, _offered(one, language)) for at, one in enumerate(asked) if one.kind is Kind.SELECT_ONE]
    for column, (at, said_choices) in enumerate(offered):
        for row, said in enumerate(said_choices):
            lists.write_string(row, column, said)
        letter = xlsxwriter.utility.xl_col_to_name(column)
        source = f"=lists!${letter}$1:${letter}${len(said_choices)}"
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(FIRST - 1, at, FIRST - 2 + MOST_ROWS, at, rule)
    lists.hide()
    book.close()
    return out.getvalue()


def _labels(form: Form, language: str) -> dict[str, str]:
    from datetime import UTC, datetime

    environment = form.environment({}, datetime(2000, 1, 1, tzinfo=UTC), language)
    return {one.name: one.named(environment) for one in form.questions}


def _offered(question: Question, language: str) -> list[str]:
    """Labels; the code where two labels are the same."""
    said = [_label(one, language) for one in question.choices]
    return [
        label if label and said.count(label) == 1 else one.name
        for one, label in zip(question.choices, said, strict=True)
    ]


def _label(choice: Choice, language: str) -> str:
    texts = choice.label.by_language
    parts = texts.get(language) or next(iter(texts.values()), ())
    return "".join(part for part in parts if isinstance(part, str)).strip()
