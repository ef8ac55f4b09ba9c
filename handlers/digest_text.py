"""The words of a digest: one phone screen, the counts first, the worst by name; what has nothing to say is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.digests import SILENT_AFTER, Coverage, Digest, Kind, OpenCall, OpenReport
from bot.core.words import Severity
from bot.text import Words
from handlers.house import House
from handlers.messages import bold, plain, shorten, units
from handlers.render_checklists import title
from handlers.vocabulary import SEVERITIES
from storage.database import Tx

MOST_UNITS = 1800  # UTF-16 units; a phone shows about as much without scrolling twice
LENGTHS = ((7, 5), (5, 4), (3, 3))  # (reports by name, other lines of a kind), the longest that fits
LONGEST_LABEL = 44
LONGEST_NAME = 24
WORST_FIRST = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
DAYS_FROM = timedelta(hours=48)


def digest_text(tx: Tx, house: House, digest: Digest, zone: ZoneInfo, words: Words, preview: bool = False) -> str:
    """Telegram HTML; what is left out of long lists is counted."""
    text = ""
    for by_name, others in LENGTHS:
        letter = _Letter(tx, house, digest, zone, words, by_name, others)
        text = "\n".join(letter.lines(preview))
        if units(text) <= MOST_UNITS:
            break
    return text


class _Letter:
    def __init__(
        self, tx: Tx, house: House, digest: Digest, zone: ZoneInfo, words: Words, by_name: int, others: int
    ) -> None:
        self._tx, self._house, self._digest = tx, house, digest
        self._zone, self._words = zone, words
        self._by_name, self._others = by_name, others

    def lines(self, preview: bool) -> Iterator[str]:
        yield self._head(preview)
        yield plain(self._counts())
        for section in (self._calls, self._news, self._worst, self._standing):
            said = list(section())
            if said:
                yield ""
                yield from said

    def _head(self, preview: bool) -> str:
        digest, words = self._digest, self._words
        until = digest.window.until.astimezone(self._zone)
        if digest.window.closing:
            head = words.say("🌙 The day {day}", day=f"{until:%d.%m}")
        elif preview:
            head = words.say("👁 As it would be at {time}", time=f"{until:%H:%M}")
        else:
            head = words.say("🗞 Digest, {time}", time=f"{until:%d.%m %H:%M}")
        scope = digest.scope or words.say("the whole mission")
        return bold(f"{head} · {scope}")

    def _counts(self) -> str:
        """`7 new reports since 12:00: 🔴 1 · 🟠 2. Today in all: 25.`"""
        news, words, window = self._digest.news, self._words, self._digest.window
        head = self._how_many(window.since == window.day)
        weights = " · ".join(f"{SEVERITIES[one][1]} {news.by_severity[one]}" for one in self._weights())
        line = f"{head}: {weights}" if weights else head
        if news.total == self._digest.day_total:
            return line
        return line + "\n" + words.say("Today in all: {n}", n=self._digest.day_total)

    def _how_many(self, of_the_day: bool) -> str:
        """The one that sums a day may be read on the next: it does not say “today”."""
        news = self._digest.news
        if news.reports > news.total:
            return self._events(of_the_day)
        words, window, n = self._words, self._digest.window, news.total
        since = self._clock(window.since)
        if window.closing and of_the_day:
            nothing = words.say("Nothing was received that day.")
            return words.count("{n} report that day", "{n} reports that day", n) if n else nothing
        if of_the_day:
            nothing = words.say("Nothing was received today.")
            return words.count("{n} report today", "{n} reports today", n) if n else nothing
        if not n:
            return words.say("Nothing new since {time}.", time=since)
        return words.count("{n} new report since {time}", "{n} new reports since {time}", n, time=since)

    def _events(self, of_the_day: bool) -> str:
        """The same where some reports tell of one event, or of one that was known."""
        words, window, news = self._words, self._digest.window, self._digest.news
        since, n = self._clock(window.since), news.total
        if window.closing and of_the_day:
            events = words.count("{n} event that day", "{n} events that day", n)
        elif of_the_day:
            events = words.count("{n} event today", "{n} events today", n)
        else:
            events = words.count("{n} new event since {time}", "{n} new events since {time}", n, time=since)
        return events + ", " + words.count("{n} report", "{n} reports", news.reports)

    def _weights(self) -> Iterable[Severity]:
        return (one for one in WORST_FIRST if self._digest.news.by_severity.get(one))

    def _calls(self) -> Iterator[str]:
        calls, words = self._digest.calls, self._words
        if calls:
            yield "🆘 " + bold(words.count("{n} call for help is open", "{n} calls for help are open", len(calls)))
            for call in calls[: self._others]:
                yield plain(self._call(call))

    def _call(self, call: OpenCall) -> str:
        taken = "✋" if call.claimed else self._words.say("nobody took it")
        parts = (call.code, _short(call.region), self._ago(call.raised_at), taken)
        return " · ".join(part for part in parts if part)

    def _news(self) -> Iterator[str]:
        news, words = self._digest.news, self._words
        if not news.total:
            return
        for kind in news.kinds[: self._others]:
            yield plain(f"▫ {kind.events} · {self._label(kind)}")
        rest = sum(kind.events for kind in news.kinds[self._others :])
        if rest:
            yield plain(f"▫ {rest} · " + words.say("other"))
        if self._digest.scope is None and news.regions:
            yield plain(f"📍 {self._regions()}")
        if news.late:
            yield "🕓 " + plain(words.count("{n} of them came late", "{n} of them came late", news.late))

    def _regions(self) -> str:
        news, words = self._digest.news, self._words
        nowhere, other = words.say("no region"), words.say("other")
        named = [f"{_short(name) or nowhere} {n}" for name, n in news.regions[: self._others]]
        rest = sum(n for _, n in news.regions[self._others :])
        return " · ".join([*named, *([f"{other} {rest}"] if rest else [])])

    def _worst(self) -> Iterator[str]:
        alerts, words = self._digest.alerts, self._words
        if not alerts.open:
            return
        if alerts.reports > alerts.open:
            events = words.count("{n} event is open", "{n} events are open", alerts.open)
            yield bold(f"{events}, {words.count('{n} report', '{n} reports', alerts.reports)}")
        else:
            yield bold(words.count("{n} report is open", "{n} reports are open, the worst first", alerts.open))
        for report in alerts.worst[: self._by_name]:
            yield plain(self._open(report))
        if alerts.oldest_unclaimed is not None:
            waits = self._ago(alerts.oldest_unclaimed)
            yield "❗ " + plain(
                words.count(
                    "Nobody took {n}, it waits {time}: /open",
                    "Nobody took {n}, the oldest waits {time}: /open",
                    alerts.unclaimed,
                    time=waits,
                )
            )

    def _open(self, report: OpenReport) -> str:
        sign = SEVERITIES[report.severity][1] if report.severity else "▫"
        where = report.station or report.region
        what = self._label(Kind(report.form_version_id, report.category, 1))
        more = f" +{report.others}" if report.others else ""
        code = f"{report.event} · {report.code}{more}" if report.event else report.code
        parts = (f"{sign}{'✋' if report.claimed else ''} {code}", _short(where), what)
        return " · ".join(part for part in parts if part)

    def _standing(self) -> Iterator[str]:
        """How things stand: who is silent, who is there, what has become of reports."""
        if self._digest.silent.total:
            yield "🔇 " + plain(self._silent())
        yield from (f"{sign} {plain(said)}" for sign, said in self._coverage(self._digest.coverage))
        if self._digest.changes.any:
            yield "🔁 " + plain(self._changed())

    def _silent(self) -> str:
        silent, words = self._digest.silent, self._words
        if self._digest.window.closing:
            head = words.count("{n} station said nothing all day", "{n} stations said nothing all day", silent.total)
        else:
            head = words.count(
                "{n} station has been silent for {hours} h",
                "{n} stations have been silent for {hours} h",
                silent.total,
                hours=int(SILENT_AFTER / timedelta(hours=1)),
            )
        shown = silent.regions[:3]
        named = "; ".join(f"{_short(region)} {', '.join(_short(code) for code in codes)}" for region, codes in shown)
        whole = silent.total == sum(len(codes) for _, codes in shown)
        return f"{head}: {named}" + ("" if whole else " …")

    def _coverage(self, coverage: Coverage) -> Iterator[tuple[str, str]]:
        words = self._words
        observers, stations, voters = coverage.observers, coverage.stations, coverage.voters
        if not stations.of:
            return
        people = words.say("Observers at their stations: {there} of {of}", there=observers.there, of=observers.of)
        yield "👥", people
        places = words.say("Stations observed: {there} of {of}", there=stations.there, of=stations.of)
        if voters.of:
            there, of = _thousands(voters.there), _thousands(voters.of)
            places += " · " + words.say("voters there: {there} of {of}", there=there, of=of)
        yield "🏫", places

    def _changed(self) -> str:
        changes, words = self._digest.changes, self._words
        named = (
            (changes.claimed, words.say("taken")),
            (changes.resolved, words.say("closed")),
            (changes.changed, words.say("changed")),
            (changes.withdrawn, words.say("withdrawn")),
        )
        return " · ".join(f"{what} {n}" for n, what in named if n)

    def _label(self, kind: Kind) -> str:
        """The form's own words for the category; for a checklist its title."""
        form = self._house.library.get(self._tx, kind.form_version_id)
        code, language = kind.category, self._words.language.value
        return shorten(
            form.choice_name("category", code, language) if code else title(form, self._words), LONGEST_LABEL
        )

    def _clock(self, moment: datetime) -> str:
        local, today = moment.astimezone(self._zone), self._digest.window.day.astimezone(self._zone)
        return f"{local:%H:%M}" if local.date() == today.date() else f"{local:%d.%m %H:%M}"

    def _ago(self, moment: datetime) -> str:
        return lasted(self._digest.window.until - moment, self._words)


def lasted(how_long: timedelta, words: Words) -> str:
    """`40 min`, `2 h 10 min`, `3 days`."""
    minutes = max(int(how_long.total_seconds()) // 60, 0)
    if minutes < 60:
        return words.count("{n} minute", "{n} minutes", minutes)
    if how_long < DAYS_FROM:
        return words.say("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)
    return words.count("{n} day", "{n} days", how_long.days)


def _short(name: str | None) -> str:
    return shorten(name or "", LONGEST_NAME)


def _thousands(n: int) -> str:
    """`14 200`, with a space that does not break."""
    return f"{n:,}".replace(",", "\N{NO-BREAK SPACE}")
