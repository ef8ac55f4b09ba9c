"""What is stored, compared with what the scripts say: each check gives what differs, in words; nothing is all well."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import text

from tests.day.people import Told
from tests.day.rounds import Rounds


def rows(day: Rounds, query: str) -> list[tuple[Any, ...]]:
    with day.mission.database.reading() as tx:
        return [tuple(row) for row in tx.execute(text(query))]


def read(value: Any) -> Any:
    """A column of JSON, which one of the databases gives as text."""
    return json.loads(value) if isinstance(value, str) else value


def reports(day: Rounds, told: Mapping[str, Told]) -> list[str]:
    """Every report that was told, with the answers that were given, and no other."""
    query = """SELECT r.code, v.answers, r.revision, r.withdrawn_reason FROM reports r JOIN revisions v
               ON v.report_id = r.id AND v.number = r.revision"""
    found = rows(day, query)
    stored = {code: read(answers) for code, answers, *_ in found}
    wrong = [f"{code} is {'lost' if code in told else 'nobody s'}" for code in stored.keys() ^ told.keys()]
    for code, _, revisions, reason in found:
        if code in told and (revisions, reason) != (told[code].revisions, told[code].withdrawn):
            wrong.append(f"{code} has {revisions} revisions and {reason}, not {told[code]}")
    for code, one in told.items():
        wrong += [f"{code} {what}" for what in _answers(day, one, stored.get(code, {}))]
    return wrong


def _answers(day: Rounds, one: Told, stored: dict[str, Any]) -> list[str]:
    asked = {question.name for question in day.form(one.form_id).questions}
    kept = {name: answer for name, answer in stored.items() if name in asked and answer}
    kept.pop("photo", None)
    expected = {name: answer for name, answer in one.answers.items() if name in asked}
    wrong = []
    if one.added:  # with the time before it, below what was said first
        first, _, added = kept.pop("description").rpartition("\n") if "\n" in kept["description"] else ("", "", "")
        if first != expected.pop("description", "") or not added.endswith(one.added):
            wrong.append(f"added: {added}")
    return wrong + [
        f"{name}: {expected.get(name)!r} in the script, {kept.get(name)!r} stored"
        for name in kept.keys() | expected.keys()
        if not _agree(expected.get(name), kept.get(name))
    ]


def _agree(expected: str | None, stored: str | None) -> bool:
    if expected == "now":
        return stored is not None and datetime.fromisoformat(stored).tzinfo is not None
    return expected == stored


def files(day: Rounds, told: Mapping[str, Told]) -> list[str]:
    """Every byte that was sent, with its own report."""
    query = "SELECT report_id, fetch_state, sha256 FROM attachments ORDER BY seq"
    kept: dict[str, list[str]] = {}
    for report_id, state, sha256 in rows(day, query):
        kept.setdefault(str(report_id).replace("-", ""), []).append(sha256 if state == "kept" else state)
    wrong = []
    for one in told.values():
        expected = sorted(hashlib.sha256(data).hexdigest() for data in one.files)
        found = sorted(kept.pop(one.draft.hex, []))
        if found != expected:
            wrong.append(f"{one.code}: {len(expected)} files sent, {found} kept")
    return wrong + [f"files of nobody's report: {rest}" for rest in kept.items()]


def quiet(day: Rounds) -> list[str]:
    """Nothing waits any more, and nothing was given up but what could not reach somebody who blocked the bot."""
    inbox = rows(day, "SELECT state, count(*) FROM inbox WHERE state != 'done' GROUP BY state")
    outbox = rows(day, "SELECT kind, state, error FROM outbox WHERE state NOT IN ('sent', 'superseded')")
    return [str(row) for row in [*inbox, *outbox] if row[-1] != "nothing to say"]
