"""The tables of the briefing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from bot.cases.export.paper import PaperTable
from bot.core.briefing import DETENTIONS, KEPT_OUT, KETTLING, MISMATCHES, SHUTDOWN, Findings
from bot.core.briefing_events import Group
from bot.core.words import Verification

if TYPE_CHECKING:
    from bot.cases.export.paper_words import Say

Column = tuple[str, Callable[[Group], str]]


def tables(found: Findings, groups: Sequence[Group], say: Say) -> tuple[PaperTable, ...]:
    words = say.words
    held: list[Column] = [
        (words.say("People held"), lambda group: say.people(group.least, group.most)),
        (words.say("Held for"), lambda group: _held_for(group, say)),
    ]
    cold: list[Column] = [
        (words.say("Temperature"), lambda group: say.temperatures(group.temperatures)),
        (words.say("People injured"), lambda group: _count(group.most_of("injured"))),
        (words.say("People in hospital"), lambda group: _count(group.most_of("in_hospital"))),
    ]
    figures: list[Column] = [
        (words.say("Category"), lambda group: say.labels.of("category", group.first.category)),
        (words.say("Figures"), lambda group: "; ".join(case.figures for case in group.cases if case.figures) or "—"),
    ]
    return (
        _events(words.say("Detentions"), groups, DETENTIONS, held, say),
        _events(words.say("People surrounded and not let out"), groups, (KETTLING,), held + cold, say),
        _kept_out(found, say),
        *_calls(found, say),
        _events(words.say("No internet or phone connection"), groups, (SHUTDOWN,), [], say),
        _events(words.say("Figures of protocols that differ"), groups, MISMATCHES, figures, say),
        _by_kind(found, say),
    )


def _events(
    title: str, groups: Sequence[Group], categories: Sequence[str], columns: Sequence[Column], say: Say
) -> PaperTable:
    """A row for each event."""
    words = say.words
    every: list[Column] = [
        (words.say("When"), lambda group: _when(group, say)),
        (words.say("Where"), lambda group: say.place(group.first.region, group.first.station, group.first.address)),
        *columns,
        (words.say("Verification"), lambda group: _verification(group, say)),
        (words.say("Reports"), lambda group: ", ".join(group.references)),
    ]
    chosen = [group for group in groups if group.first.category in categories]
    rows = tuple(tuple(tell(group) for _, tell in every) for group in chosen)
    return PaperTable(title, tuple(name for name, _ in every), rows, words.say("No reports."))


def _when(group: Group, say: Say) -> str:
    zone = say.zone_of(group.first.time_zone)
    return say.moment(group.first.happened_at, zone)


def _held_for(group: Group, say: Say) -> str:
    zone = say.zone_of(group.first.time_zone)
    if group.held_for is not None:
        return say.duration(group.held_for)
    return say.words.say("since {time}", time=say.clock(group.since, zone)) if group.since else "—"


def _verification(group: Group, say: Say) -> str:
    """Said for each where they differ."""
    told = dict.fromkeys(case.verification for case in group.cases)
    if len(told) == 1:
        return say.labels.of("verification", group.first.verification)
    counts = {one: sum(case.verification == one for case in group.cases) for one in told}
    return ", ".join(f"{say.labels.of('verification', one)}: {n}" for one, n in counts.items())


def _count(number: int | None) -> str:
    return "—" if number is None else str(number)


def _calls(found: Findings, say: Say) -> Iterator[PaperTable]:
    """Of each when a person saw it and what became of whoever called; nothing that was said in it."""
    if found.calls is None:
        return
    words = say.words
    header = (
        words.say("When"),
        words.say("Where"),
        words.say("What happened"),
        words.say("A person saw it after"),
        words.say("Outcome"),
        words.say("Call"),
    )
    rows = tuple(
        (
            say.moment(one.raised_at, say.zone_of(one.time_zone)),
            say.place(one.region, one.station, one.address),
            say.labels.of("kind", one.kind) if one.kind else words.say("not told"),
            say.duration(one.seen_at - one.raised_at) if one.seen_at else "—",
            say.labels.of("outcome", one.outcome) if one.outcome else "—",
            one.code,
        )
        for one in found.calls
    )
    yield PaperTable(words.say("Calls for help"), header, rows, words.say("No calls."))


def _kept_out(found: Findings, say: Say) -> PaperTable:
    words = say.words
    totals = {reason: sum(found.kept_out[(reason, one)] for one in KEPT_OUT) for reason, _ in found.kept_out}
    rows = tuple(
        (
            say.labels.of("denial_reason", reason) if reason else words.say("not told"),
            *(str(found.kept_out[(reason, category)]) for category in KEPT_OUT),
            str(total),
            str(found.kept_out_confirmed[reason]),
        )
        for reason, total in sorted(totals.items(), key=lambda one: (-one[1], one[0]))
    )
    header = (
        words.say("Reason given"),
        *(say.labels.of("category", category) for category in KEPT_OUT),
        words.say("All events"),
        say.labels.of("verification", Verification.CONFIRMED),
    )
    return PaperTable(words.say("Observers kept out or made to leave"), header, rows, words.say("No reports."))


def _by_kind(found: Findings, say: Say) -> PaperTable:
    words = say.words
    kinds = sorted({key[:3] for key in found.by_kind})
    rows = tuple(
        (
            say.labels.of("category", category),
            region or "—",
            say.labels.of("phase", phase) if phase else "—",
            *(str(found.by_kind[(category, region, phase, one)]) for one in Verification),
            str(sum(found.by_kind[(category, region, phase, one)] for one in Verification)),
        )
        for category, region, phase in kinds
    )
    header = (
        words.say("Category"),
        words.say("Region"),
        words.say("Phase"),
        *(say.labels.of("verification", one) for one in Verification),
        words.say("All events"),
    )
    note = words.say("Events, not reports: what a coordinator has put together is counted once.")
    return PaperTable(words.say("All incidents"), header, rows, words.say("No reports."), note)
