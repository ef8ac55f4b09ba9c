"""What the desk does with people: suspend, let in again, move, give another role, replace a lost phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cases.authority import may_make, may_manage
from bot.cases.getting_in import make_invite_for, set_suspended
from bot.cases.leaving import NOTHING, GivenBack, give_back
from bot.cases.whereabouts import current_station
from bot.core.words import PersonState, Role
from storage import outbox, people, stations, subscriptions, team, visits
from storage.accounts import Member
from storage.database import Tx
from storage.team import Teammate


@dataclass(frozen=True, slots=True)
class Done:
    """It is so now; `given_back` what they had in hand and have no more."""

    given_back: GivenBack = NOTHING


@dataclass(frozen=True, slots=True)
class AsBefore:
    """It was so already: a second tap changes nothing."""


@dataclass(frozen=True, slots=True)
class MayNot:
    """It is not for this member to decide; or nobody would be left who decides."""


@dataclass(frozen=True, slots=True)
class NewLink:
    """The code of a one-time link; `unlinked` the accounts that are a stranger's from now on."""

    code: str
    unlinked: tuple[int, ...]


def suspend(tx: Tx, them: Teammate, by: Member, now: datetime) -> Done | AsBefore | MayNot:
    if not may_manage(by, them) or is_last_administrator(tx, them.person_id):
        return MayNot()
    if them.state is PersonState.SUSPENDED:
        return AsBefore()
    return Done(set_suspended(tx, them.person_id, True, by.person_id, now))


def reinstate(tx: Tx, them: Teammate, by: Member, now: datetime) -> Done | AsBefore | MayNot:
    if not may_manage(by, them):
        return MayNot()
    if them.state is not PersonState.SUSPENDED:
        return AsBefore()
    return Done(set_suspended(tx, them.person_id, False, by.person_id, now))


def make(tx: Tx, them: Teammate, role: Role, by: Member, now: datetime) -> Done | AsBefore | MayNot:
    """Another role, in the same region; an administrator has none. Whoever leaves the desk gives back what they had."""
    region_id = None if role is Role.ADMINISTRATOR else them.region_id
    if them.state is not PersonState.ACTIVE or not may_make(by, them, role, region_id):
        return MayNot()
    if them.role is role:
        return AsBefore()
    if is_last_administrator(tx, them.person_id):
        return MayNot()
    people.grant(tx, them.person_id, role, region_id, now)
    people.log(tx, now, by.person_id, "role", f"person:{them.person_id}", before=them.role, role=role)
    return Done(give_back(tx, them.person_id, now) if role is Role.OBSERVER else NOTHING)


def move_to_region(
    tx: Tx, them: Teammate, region_id: int | None, by: Member, now: datetime
) -> Done | AsBefore | MayNot:
    """`region_id` None: the whole mission. The station stays until another is chosen."""
    if them.role is None or not may_make(by, them, them.role, region_id):
        return MayNot()
    if them.region_id == region_id:
        return AsBefore()
    people.grant(tx, them.person_id, them.role, region_id, now)
    people.log(tx, now, by.person_id, "region", f"person:{them.person_id}", before=them.region_id, region=region_id)
    return Done()


def move_to_station(tx: Tx, them: Teammate, station_id: int, by: Member, now: datetime) -> Done | AsBefore | MayNot:
    """The station takes the place of the current one, and its region that of theirs; a visit elsewhere ends."""
    place = stations.find(tx, station_id)
    if place is None or them.role is not Role.OBSERVER or not may_make(by, them, them.role, place.region_id):
        return MayNot()
    former = current_station(tx, them.person_id)
    if former is not None and former.id == place.id:
        return AsBefore()
    if former is not None:
        stations.unassign(tx, them.person_id, former.id, now)
        visits.leave(tx, them.person_id, now)
    stations.assign(tx, them.person_id, place.id, now)
    if them.region_id != place.region_id:
        people.grant(tx, them.person_id, them.role, place.region_id, now)
    before = former.code if former else None
    people.log(tx, now, by.person_id, "station", f"person:{them.person_id}", before=before, station=place.code)
    return Done()


def replace_link(tx: Tx, them: Teammate, by: Member, now: datetime) -> NewLink | MayNot:
    """For a lost phone: the old account is a stranger's at once, one new link brings the same person back.

    A link made for them before is void. Somebody suspended (the phone was taken) is let in again by the new link.
    """
    if them.role is None or not may_manage(by, them) or is_last_administrator(tx, them.person_id):
        return MayNot()
    team.revoke_links_of(tx, them.person_id, now)
    accounts = tuple(team.accounts_everywhere(tx, them.person_id))
    for account_id in accounts:
        outbox.give_up_chat(tx, account_id, "another phone took its place", now)
        subscriptions.end(tx, account_id, now)
        team.unlink(tx, account_id)
    code = make_invite_for(tx, them, by.person_id, now)
    people.log(tx, now, by.person_id, "new link", f"person:{them.person_id}")
    return NewLink(code, accounts)


def is_last_administrator(tx: Tx, person_id: int) -> bool:
    return team.active_administrators(tx) == [person_id]
