"""Drafts that did not become reports: the observer who sends a photo first and is then detained submits nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bot.cases.export import reading
from bot.cases.export.answers import Answer, typed_answers
from bot.cases.export.reading import Plan
from bot.cases.export.record import Enclosed, attachment_object, instant, pending_among
from bot.cases.forms import FormLibrary
from storage import forms
from storage.database import Database
from storage.forms import UnsubmittedRow


@dataclass(frozen=True, slots=True)
class Unsubmitted:
    """`folder` of its files: the first eight digits of its id, and all of them where the draft before has the same."""

    draft: UnsubmittedRow
    folder: str
    answers: Mapping[str, Answer]
    attachments: tuple[Enclosed, ...]


def unsubmitted(database: Database, library: FormLibrary, plan: Plan) -> Iterator[Unsubmitted]:
    """In the order of their ids, each as it now is; read a page at a time, as the reports are."""
    after: UUID | None = None
    while True:
        with database.reading() as tx:
            rows = forms.unsubmitted_page(tx, plan.wanted, plan.high_water, after, reading.PAGE)
            files = reading.enclosed_of(tx, [row.id for row in rows])
            compiled = {row.form_version_id: library.get(tx, row.form_version_id) for row in rows}
        for row in rows:
            folder = row.id.hex if after and after.hex[:8] == row.id.hex[:8] else row.id.hex[:8]
            answers = typed_answers(compiled[row.form_version_id], row.state["answers"])
            yield Unsubmitted(row, folder, answers, files[row.id])
            after = row.id
        if len(rows) < reading.PAGE:
            return


def unsubmitted_object(one: Unsubmitted) -> dict[str, Any]:
    """An allowlist, as for reports. What was submitted after the mark of the export was open at the mark."""
    draft = one.draft
    return {
        "draft": str(draft.id),
        "form": draft.form_id,
        "form_version": draft.form_version,
        "pseudonym": draft.pseudonym,
        "region": draft.region,
        "station": draft.station,
        "station_region": draft.station_region,
        "begun_at": instant(draft.begun_at),
        "changed_at": instant(draft.changed_at),
        "outcome": "cancelled" if draft.outcome == "cancelled" else "open",
        "attachments_pending": pending_among(one.attachments),
        "answers": {name: answer.value for name, answer in one.answers.items()},
        "attachments": [attachment_object(each) for each in one.attachments],
    }
