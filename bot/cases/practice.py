"""Practice mode: everything works, is marked and counts nowhere; and the trainer's figures.

A report is practice or not by the mode in which it is submitted. So a mode is not changed silently over a draft: what
was begun for real is submitted or cancelled before practice begins, and what was begun in practice is put away or kept
when it ends, as its author says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cases.forms import FormLibrary
from bot.cases.revising import state_of
from bot.core.forms import Question, State
from bot.core.forms.walk import View, view_of
from bot.core.practice import Score, Tried, score
from storage import forms, people, practice, sos, visits
from storage.database import Tx
from storage.practice import PracticeReport, Trainee

NOT_OBSERVED = "not_observed"


@dataclass(frozen=True, slots=True)
class Scored:
    trainee: Trainee
    score: Score


def set_practice(tx: Tx, person_id: int, on: bool, by: int | None, now: datetime) -> bool:
    """False when it was so already. `by` is None for the command line."""
    if not practice.set_practice(tx, person_id, on):
        return False
    if not on:
        sos.close_practice(tx, person_id, now)
        visits.forget(tx, person_id, practice.began_at(tx, person_id))
    people.log(tx, now, by, "practice on" if on else "practice off", f"person:{person_id}")
    return True


def scores(tx: Tx, library: FormLibrary, region_id: int | None, limit: int) -> list[Scored]:
    """Of everybody of a region who practises or did, the last seen first."""
    found = practice.trainees(tx, region_id, limit)
    ids = [one.person_id for one in found]
    tried: dict[int, list[Tried]] = {person_id: [] for person_id in ids}
    for report in practice.reports_of(tx, ids):
        tried[report.person_id].append(_tried(tx, library, report))
    called, offered = practice.tried_sos(tx, ids), {form_id for _, form_id, _ in forms.current(tx)}
    return [Scored(one, score(tried[one.person_id], one.person_id in called, offered)) for one in found]


def _tried(tx: Tx, library: FormLibrary, report: PracticeReport) -> Tried:
    form = library.get(tx, report.form_version_id)
    view = view_of(form, state_of(form, report.answers, report.received_at), report.received_at)
    asked = _asked(view, report)
    given = [answer for one in asked if (answer := view.answer(one))]
    return Tried(
        form_id=report.form_id,
        asked=len(asked),
        answered=len(given),
        not_observed=given.count(NOT_OBSERVED),
        files=report.files,
        begun_at=report.begun_at,
        filed_at=report.received_at,
    )


def _asked(view: View, report: PracticeReport) -> list[Question]:
    """What came before the observer: answered or skipped, neither known beforehand nor left for "more questions"."""
    if report.state is None:
        return list(view.askable)
    state = State.from_json(report.state)
    return [one for one in view.askable if one.index in state.passed - state.prefilled]
