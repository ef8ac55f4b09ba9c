"""The briefing's words. They say what was reported and by how many, never who is to blame; what is not verified is said
to be so wherever it stands."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from bot.cases.export.about import filters_said
from bot.cases.export.job import Job
from bot.cases.export.labels import Labels
from bot.cases.export.paper import Paper
from bot.cases.export.paper_stubs import stub
from bot.cases.export.paper_tables import tables
from bot.core.briefing import Findings, told_events
from bot.core.words import Language, Verification
from bot.text import Words


def told(found: Findings, job: Job, labels: Labels, words: Words) -> Paper:
    groups = told_events(found)
    say = Say(labels, words, job.terms.zone)
    return Paper(
        language=words.language,
        title=words.say("Observation briefing"),
        subtitle=_as_of(job, say),
        notice=_notice(found, words),
        method_title=words.say("How this is known"),
        method=(*filters_said(job, words), *_method(found, say)),
        method_note=words.say(
            "What a coordinator has put together is one event; any other report is counted as an event of its own. "
            "Reports of one category at one station, each less than 3 hours after the one before, are marked as "
            "possibly one event. Nobody has decided that they are."
        ),
        tables=tables(found, groups, say),
        stubs_title=words.say("Accounts, to be checked and written on"),
        stubs_note=_stubs_note(found, words),
        stubs=tuple(stub(group, say) for group in groups),
        references=words.say("Reports:"),
        footer=words.say("Made by Baqylau. Codes are those of the reports in the export of the same time."),
    )


def _as_of(job: Job, say: Say) -> str:
    words, zone = say.words, job.terms.zone
    return words.say("As of {time}, {zone}. A draft.", time=say.moment(job.plan.as_of, zone), zone=zone.key)


def _notice(found: Findings, words: Words) -> str:
    unverified = found.incidents[Verification.UNVERIFIED]
    return words.say(
        "Not verified: {unverified} of {all} incident reports. This paper says what people at the place saw or were "
        "told; it finds nobody guilty.",
        unverified=unverified,
        all=found.told,
    )


def _method(found: Findings, say: Say) -> tuple[tuple[str, str], ...]:
    words, presence = say.words, found.presence
    visits = str(presence.visits)
    if presence.open_visits:
        visits += " " + words.say("({n} not ended)", n=presence.open_visits)
    rows = [
        (words.say("Stations on the list"), str(presence.stations)),
        (words.say("Stations visited"), str(len(presence.visited))),
        (words.say("Visits"), visits),
        (words.say("Hours at stations, of visits that ended"), f"{presence.hours:.1f}"),
        (words.say("Observers who reported"), str(len(found.observers))),
        (words.say("Reports on all forms"), str(found.reports)),
        (words.say("Incident reports"), str(found.told)),
        (words.say("Events that they tell of"), str(found.events)),
        *((f"— {say.labels.of('verification', one)}", str(found.incidents[one])) for one in Verification),
        (words.say("Came late, after a break in the connection"), str(found.late)),
        (words.say("Withdrawn by their authors, left out"), str(found.withdrawn)),
        (words.say("Rejected on checking, in the table of counts only"), str(found.incidents[Verification.REJECTED])),
    ]
    if found.calls is not None:
        rows.append((words.say("Calls for help"), str(len(found.calls))))
    if found.first_at and found.last_at:
        span = f"{say.moment(found.first_at)} – {say.moment(found.last_at)}"
        rows.append((words.say("Happened from – to"), span))
    return tuple(rows)


def _stubs_note(found: Findings, words: Words) -> str:
    note = words.say("Each account is put together by a machine from answers to questions. Ask before you quote.")
    if found.not_told:
        note += " " + words.say("Not told here, only counted: {n} reports of lower severity.", n=found.not_told)
    return note


class Say:
    """How one thing or another is said in this paper."""

    def __init__(self, labels: Labels, words: Words, zone: ZoneInfo) -> None:
        self.labels, self.words, self._zone = labels, words, zone
        self._calendar = "en_GB" if words.language is Language.ENGLISH else words.language.value

    def zone_of(self, name: str | None) -> ZoneInfo:
        return ZoneInfo(name) if name else self._zone

    def day(self, moment: datetime, zone: ZoneInfo | None = None) -> str:
        return format_date(moment.astimezone(zone or self._zone).date(), "long", self._calendar)

    def moment(self, moment: datetime, zone: ZoneInfo | None = None) -> str:
        return f"{self.day(moment, zone)}, {self.clock(moment, zone)}"

    def clock(self, moment: datetime, zone: ZoneInfo | None = None) -> str:
        return f"{moment.astimezone(zone or self._zone):%H:%M}"

    def duration(self, length: timedelta) -> str:
        hours, minutes = divmod(round(length.total_seconds() / 60), 60)
        return self.words.say("{hours} h {minutes} min", hours=hours, minutes=f"{minutes:02}")

    def people(self, least: int | None, most: int | None) -> str:
        words = self.words
        if least is not None and most is not None and least != most:
            return words.say("at least {least}, at most {most}", least=least, most=most)
        if least is not None:
            return words.say("at least {least}", least=least) if most is None else str(least)
        return words.say("at most {most}", most=most) if most is not None else "—"

    def temperatures(self, span: tuple[int, int] | None) -> str:
        if span is None:
            return "—"
        signed = [f"{number:+d}".replace("-", "−") if number else "0" for number in dict.fromkeys(span)]
        return " … ".join(signed) + " °C"

    def place(self, region: str | None, station: str | None, address: str | None) -> str:
        """Region, then the station; somebody who is at no station is said to be."""
        where = self.words.say("station {station}", station=station) if station else self.words.say("not at a station")
        if station and address:
            where += f" ({address})"
        return f"{region}, {where}" if region else where

    def counted(self, question: str, codes: Counter[str]) -> str:
        return ", ".join(f"{self.labels.of(question, code)} ({n})" for code, n in codes.most_common() if code)
