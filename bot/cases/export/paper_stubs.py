"""The beginning of a paragraph about each event, in sentences that say no more than the reports do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.cases.export.paper import Stub
from bot.core.briefing_events import Group
from bot.core.words import Language

if TYPE_CHECKING:
    from bot.cases.export.paper_words import Say


def stub(group: Group, say: Say) -> Stub:
    words, first = say.words, group.first
    opening, closing = "“”" if words.language is Language.ENGLISH else "«»"
    told = ((_in_one_line(case.words), case.code) for case in group.cases if case.words)
    quotes = tuple(f"{opening}{text}{closing} [{code}]" for text, code in told)
    remark = ""
    if group.maybe:
        remark = words.say("Possibly one event with {codes}; a person has to decide.", codes=", ".join(group.maybe))
    heading = f"{say.labels.of('category', first.category)} — {first.region or say.place(None, first.station, None)}"
    heading += f" · {first.event}" if first.event else ""
    return Stub(heading, tuple(_sentences(group, say)), quotes, group.references, remark)


def _sentences(group: Group, say: Say) -> Iterator[str]:
    words, first, zone = say.words, group.first, say.zone_of(group.first.time_zone)
    place = say.place(first.region, first.station, first.address)
    yield f"{say.moment(first.happened_at, zone)}, {place}."
    category = say.labels.of("category", first.category)
    yield words.count(
        "{n} report says: {category}.", "{n} reports say: {category}.", len(group.cases), category=category
    )
    if group.known.calls:
        calls = len(group.known.calls)
        yield words.count("{n} call for help tells of it.", "{n} calls for help tell of it.", calls)
    yield from _held(group, say)
    yield from _hurt(group, say)
    reasons = Counter(case.reason or "" for case in group.cases)
    if any(reasons):
        yield words.say("Reason given: {reasons}.", reasons=say.counted("denial_reason", reasons))
    yield words.say("How it is known: {basis}.", basis=_basis(group, say))
    yield _checked(group, say)
    late = sum(case.late for case in group.cases)
    if late:
        yield words.say("Came late: {n}.", n=late)


def _held(group: Group, say: Say) -> Iterator[str]:
    words, zone = say.words, say.zone_of(group.first.time_zone)
    if group.least is not None or group.most is not None:
        yield words.say("People held: {people}.", people=say.people(group.least, group.most))
    if group.held_for is not None and group.since and group.until:
        begin, end = say.clock(group.since, zone), say.clock(group.until, zone)
        yield words.say("From {begin} to {end}: {length}.", begin=begin, end=end, length=say.duration(group.held_for))
    elif group.since:
        yield words.say("Since {begin}; no end was reported.", begin=say.clock(group.since, zone))
    if group.temperatures:
        yield words.say("Outside: {temperature}.", temperature=say.temperatures(group.temperatures))


def _hurt(group: Group, say: Say) -> Iterator[str]:
    words = say.words
    injured, hospital = group.most_of("injured"), group.most_of("in_hospital")
    if injured is not None:
        yield words.say("Injured: {n}.", n=injured)
    if hospital is not None:
        yield words.say("Taken to hospital: {n}.", n=hospital)
    if group.outcome is not None:
        yield words.say("What became of them: {outcome}.", outcome=say.labels.of("outcome", group.outcome))


def _basis(group: Group, say: Say) -> str:
    return say.counted("basis", Counter(case.basis or "" for case in group.cases)) or say.words.say("not told")


def _checked(group: Group, say: Say) -> str:
    verified, every = group.verified(), len(group.cases)
    if verified == every == 1:
        return say.words.say("The report is confirmed.")
    if not verified:
        return say.words.count("The report is not verified.", "None of the reports is verified.", every)
    return say.words.say("Confirmed: {verified} of {all}.", verified=verified, all=every)


def _in_one_line(text: str | None) -> str:
    return " ".join((text or "").split())
