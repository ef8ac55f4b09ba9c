"""What is stored, logged and exported: each check gives what is not as the scripts say; an empty list is all well."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from bot.cases.export import ExportFormat, export_reports
from bot.core.ladder import REMIND_EVERY
from bot.core.words import Severity
from storage.reports import Filter
from tests.day.stored import read, rows
from tests.desk_day.books import Rang, clock, lost_answers
from tests.desk_day.desk_day import DeskDay

NEWS = {"seen": "👁", "resolved": "☑"}


def weighed(day: DeskDay, alerts: list[Rang]) -> list[str]:
    """What rings by the script rang, once, and nothing else did; all of it is closed."""
    expected = Counter(code for one in day.observers for code, what in one.incidents.items() if what.rings)
    found = Counter(one.told.code for one in alerts)
    return [f"{code}: rings by the script or the database" for code in expected - found + (found - expected)] + [
        f"{one.told.code} is {one.state}" for one in alerts if one.state != "resolved"
    ]


def heard(day: DeskDay, alerts: list[Rang]) -> list[str]:
    """Each observer of a report that rang heard once that it was seen and once that it was dealt with; others never."""
    query = "SELECT kind, subject FROM outbox WHERE kind IN ('seen', 'resolved') AND state = 'sent'"
    letters = Counter(rows(day, query))
    expected = Counter((kind, str(one.told.draft)) for one in alerts for kind in NEWS)
    wrong = _differ("letters", letters, expected)
    for witness in day.observers:
        for told in witness.told:
            for kind, sign in NEWS.items():
                times, once = len(witness.heard(sign, told)), expected[kind, str(told.draft)]
                if not once <= times <= once * (1 + lost_answers(day, witness.user.id)):
                    wrong.append(f"{witness.name} heard {times} times that {told.code} was {kind}")
    return wrong


def logged(day: DeskDay, alerts: list[Rang]) -> list[str]:
    """The audit log tells of each claim and closing by the right person, and of every question and verdict; once."""
    query = "SELECT l.action, l.subject, p.pseudonym FROM audit_log l LEFT JOIN people p ON p.id = l.actor"
    done = rows(day, query)
    expected = Counter(("claim", f"alert:{one.alert}", one.claimed_by) for one in alerts)
    expected += Counter(("resolve", f"alert:{one.alert}", one.resolved_by) for one in alerts)
    wrong = _differ("log", Counter(row for row in done if row[0] in ("claim", "resolve")), expected)
    by_script: Counter[object] = Counter()
    for desk in day.desk:
        for action, kept in (("ask", desk.questions), ("verify", desk.verdicts), ("follow up", desk.follow_ups)):
            by_script[action, desk.pseudonym] += len(kept)
    found = Counter((action, who) for action, _, who in done if action in ("ask", "verify", "follow up"))
    return wrong + _differ("log", found, +by_script)


def _differ(where: str, found: Counter[object], expected: Counter[object]) -> list[str]:
    different = [one for one in found | expected if found[one] != expected[one]]
    return [f"{where}: {one} {found[one]} times, by the script {expected[one]}" for one in different]


def climbed(day: DeskDay, alerts: list[Rang]) -> list[str]:
    """Each rung once; those of the quiet hour all three, and each rang in every chat, as did every reminder."""
    steps: dict[str, dict[int, float]] = {}
    wrong = []
    for subject, at, details in rows(
        day, "SELECT subject, at, details FROM audit_log WHERE action = 'climb' ORDER BY id"
    ):
        taken, step = steps.setdefault(subject, {}), read(details)["step"]
        wrong += [f"{subject} climbed to {step} after {sorted(taken)}"] if taken and step <= max(taken) else []
        taken[step] = clock(at)
    bells: Counter[tuple[str, int]] = Counter()
    for alert, account, params in rows(
        day, "SELECT subject, account_id, params FROM outbox WHERE kind = 'ring' AND state = 'sent'"
    ):
        bells[f"alert:{alert}", account] += not read(params).get("redraw")
    for one in alerts[-len(day.unclaimed) :]:
        subject = f"alert:{one.alert}"
        found, rang = steps.get(subject, {}), sorted(n for (of, _), n in bells.items() if of == subject and n)
        if sorted(found) != [1, 2, 3] or rang not in [[n] * len(day.desk) for n in _times(one, found[3])]:
            wrong.append(f"{one.told.code} climbed {sorted(found)} and rang {rang}")
        wrong += [f"{desk.name} has no lines of {subject}" for desk in day.desk if len(desk.lines(one.alert)) < 3]
    return wrong


def _times(one: Rang, last: float) -> set[int]:
    """How often it rang: each rung, then a critical one every so often; when it is looked for adds a minute at most."""
    waited, every = one.claimed_at - last, REMIND_EVERY.total_seconds()
    critical = one.witness.incidents[one.told.code].severity == Severity.CRITICAL
    return {3 + int(after // every) * critical for after in (waited - 60, waited)}


def talked(day: DeskDay, alerts: list[Rang]) -> list[str]:
    """Each question once and each answer once: on file."""
    query = """SELECT n.id, n.what, n.answers_to, r.seq, n.text FROM report_notes n JOIN reports r ON r.id = n.report_id
               WHERE n.what IN ('asked', 'held', 'answered', 'cannot')"""
    notes = rows(day, query)
    asked = Counter((report, said) for _, what, _, report, said in notes if what == "asked")
    by_script = Counter(
        (one.report, desk.questions[one.alert]) for one in alerts for desk in day.desk if one.alert in desk.questions
    )
    told = [(number, said) for witness in day.observers for number, said in witness.answers.items()]
    given = Counter((number, "answered" if said else "cannot", said or None) for number, said in told)
    found = Counter((about, what, said) for _, what, about, _, said in notes if what != "asked")
    return _differ("asked", asked, by_script) + _differ("answered", found, given)


def judged(day: DeskDay, alerts: list[Rang], folder: Path) -> list[str]:
    """Verdicts and follow-ups stand as they were pressed, in the database and in the export."""
    mission, out = day.mission, folder / "desk.csv"
    export_reports(mission.database, mission.library, mission.media, Filter(), ExportFormat.CSV, out, day.now)
    with out.open(encoding="utf-8-sig", newline="") as file:
        exported = {row["code"]: (row["verification"], row["follow_up"]) for row in csv.DictReader(file)}
    wrong = [] if any(desk.verdicts and desk.follow_ups for desk in day.desk) else ["nothing was judged"]
    for one in alerts:
        verdict = next((desk.verdicts[one.alert] for desk in day.desk if one.alert in desk.verdicts), "unverified")
        ends = {"dealt_with": "resolved", "nothing": "not_applicable"}
        closed = {ends[how] for desk in day.desk for how in ends if desk.pressed[one.alert, how]}
        chosen = {desk.follow_ups[one.alert] for desk in day.desk if one.alert in desk.follow_ups} or closed
        if one.verification != verdict or one.follow_up not in chosen:
            wrong.append(f"{one.told.code}: {one.verification}, {one.follow_up}; by the script {verdict}, {chosen}")
        if exported.get(one.told.code) != (one.verification, one.follow_up):
            wrong.append(f"{one.told.code} is exported as {exported.get(one.told.code)}")
    return wrong


def unsaid(day: DeskDay) -> list[str]:
    """Nothing was given up but what was for somebody who had blocked the bot."""
    query = """SELECT o.kind, o.error, p.pseudonym FROM outbox o JOIN accounts a ON a.id = o.account_id
               LEFT JOIN people p ON p.id = a.person_id WHERE o.state NOT IN ('sent', 'superseded')"""
    away = {desk.pseudonym for desk in day.desk if desk.went}
    given_up = [row for row in rows(day, query) if row[1] != "nothing to say" and row[2] not in away]
    return [str(row) for row in (*rows(day, "SELECT state, error FROM inbox WHERE state != 'done'"), *given_up)]


OF_ALERTS = (weighed, heard, logged, climbed, talked)
OF_ALL = (unsaid,)
