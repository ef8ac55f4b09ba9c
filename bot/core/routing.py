"""Who hears of a report, and how: each chat of the desk has rules, and quiet hours that hold back all but critical."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.core.incidents import ALERTING
from bot.core.words import Severity

RINGS_BY_ITSELF = frozenset(ALERTING)

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Whole hours by the chat's clock, the last excluded: 23 to 7. Equal hours are the whole day."""

    from_hour: int
    until_hour: int
    zone: ZoneInfo

    def holds(self, now: datetime) -> bool:
        hour = now.astimezone(self.zone).hour
        if self.from_hour < self.until_hour:
            return self.from_hour <= hour < self.until_hour
        return hour >= self.from_hour or hour < self.until_hour


@dataclass(frozen=True, slots=True)
class Rules:
    """What rings in one chat. Of groups of categories, regions and forms None lets all pass."""

    severities: frozenset[Severity] = RINGS_BY_ITSELF
    groups: frozenset[str] | None = None
    regions: frozenset[int] | None = None
    forms: frozenset[str] | None = None
    quiet: Quiet | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What rules look at. Where a report does not say (a form of one's own without groups), it passes."""

    severity: Severity | None
    group: str | None
    region_id: int | None
    form_id: str


@dataclass(frozen=True, slots=True)
class Routed:
    """Chats by what they get: a card at once, or a place in what comes when their quiet hours end."""

    now: tuple[int, ...] = ()
    held: tuple[int, ...] = ()

    def without(self, chats: Container[int]) -> Routed:
        return Routed(*(tuple(one for one in some if one not in chats) for some in (self.now, self.held)))


USUAL = Rules()


def wants(rules: Rules, what: Subject) -> bool:
    return (
        what.severity in rules.severities
        and _passes(rules.groups, what.group)
        and _passes(rules.regions, what.region_id)
        and _passes(rules.forms, what.form_id)
    )


def _passes(wanted: frozenset[str] | frozenset[int] | None, said: str | int | None) -> bool:
    return wanted is None or said is None or said in wanted


def route(chats: Mapping[int, Rules], what: Subject, now: datetime) -> Routed:
    """Those whose rules want it. What rings by itself and nobody wants goes to all: somebody has to hear it."""
    hearers = [chat for chat, rules in chats.items() if wants(rules, what)]
    if not hearers and what.severity in ALERTING:
        hearers = list(chats)
    held = [chat for chat in hearers if is_held(chats[chat], what, now)]
    return Routed(tuple(chat for chat in hearers if chat not in held), tuple(held))


def is_held(rules: Rules, what: Subject, now: datetime) -> bool:
    return rules.quiet is not None and what.severity is not Severity.CRITICAL and rules.quiet.holds(now)


def hears_all_critical(rules: Rules) -> bool:
    """Without any filter: such a chat stands in for those that switch critical reports off."""
    return Severity.CRITICAL in rules.severities and (rules.groups, rules.regions, rules.forms) == (None, None, None)


def may_switch_off_critical(others: Iterable[Rules]) -> bool:
    return any(hears_all_critical(rules) for rules in others)


def narrowed(chosen: frozenset[T] | None, one: T, wanted: bool, among: frozenset[T]) -> frozenset[T] | None:
    """A filter with one more or one less. All and none of them are no filter: a chat must not be deaf by mistake."""
    now = among if chosen is None else chosen & among
    now = now | {one} if wanted else now - {one}
    return None if now in (among, frozenset()) else now
