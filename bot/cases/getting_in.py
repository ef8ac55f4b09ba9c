"""Getting in: one-time links, and what pressing one gives. One mission, one person a link."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.cases.leaving import GivenBack, give_back
from bot.core.words import PersonState, Role
from storage import accounts, people, stations, team
from storage.accounts import Chat
from storage.database import Tx
from storage.people import InviteRow
from storage.seal import hash_invite
from storage.team import Teammate

VALID_FOR = timedelta(days=14)
LETTER = {Role.OBSERVER: "O", Role.COORDINATOR: "C", Role.ADMINISTRATOR: "A"}
RANK = (Role.OBSERVER, Role.COORDINATOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class NoSuchPlace:
    """The invite names a region or a station that the mission does not have."""

    what: Literal["region", "station"]
    name: str


@dataclass(frozen=True, slots=True)
class InviteRefused:
    """`member`: a vetted link is for newcomers; it makes nobody more than they are."""

    why: Literal["unknown", "used", "expired", "suspended", "member"]


@dataclass(frozen=True, slots=True)
class Admitted:
    person_id: int
    newly: bool


def make_invite(
    tx: Tx,
    role: Role,
    region: str | None,
    station: str | None,
    by: int | None,
    now: datetime,
    vetted: bool = False,
    practice: bool = False,
) -> str | NoSuchPlace:
    """A code of 128 random bits that admits one person, once, for fourteen days.

    Whoever presses a `vetted` one waits for a coordinator to admit them; with `practice` they begin in practice mode.
    """
    region_id = stations.region_named(tx, region) if region else None
    if region and region_id is None:
        return NoSuchPlace("region", region)
    place = stations.by_code(tx, station) if station else None
    if station and place is None:
        return NoSuchPlace("station", station)
    if place and region_id is None:
        region_id = place.region_id
    code = secrets.token_urlsafe(16)
    place_id, until = place.id if place else None, now + VALID_FOR
    people.add_invite(tx, hash_invite(code), role, region_id, place_id, by, now, until, vetted, practice)
    people.log(tx, now, by, "invite", role, region=region, station=station)
    return code


def accept_invite(tx: Tx, chat: Chat, code: str, now: datetime) -> Admitted | InviteRefused:
    """Admit the person behind this chat. A link already used by the same person opens the door again."""
    member = chat.member
    invite = people.find_invite(tx, hash_invite(code))
    if invite is None or invite.revoked_at is not None:
        return InviteRefused("unknown")
    if member and member.state is PersonState.SUSPENDED:
        return InviteRefused("suspended")
    if invite.used_by is not None:
        mine = member is not None and invite.used_by == member.person_id
        return Admitted(invite.used_by, newly=False) if mine else InviteRefused("used")
    if invite.expires_at <= now:
        return InviteRefused("expired")
    if member is not None and (invite.vetted or invite.for_person is not None):
        return InviteRefused("member")
    if invite.for_person is not None:
        return _come_back(tx, chat, invite, invite.for_person, now)
    person_id = member.person_id if member else _add_person(tx, chat, invite, now)
    if not people.use_invite(tx, invite.id, person_id, now):
        return InviteRefused("used")
    if member is not None and member.state is PersonState.PENDING:
        people.set_state(tx, person_id, PersonState.ACTIVE)  # a link that needs no admission came from the desk itself
    if member is None or member.role is None or RANK.index(invite.role) >= RANK.index(member.role):
        people.grant(tx, person_id, invite.role, invite.region_id, now)
    if invite.station_id is not None:
        stations.assign(tx, person_id, invite.station_id, now)
    people.log(tx, now, person_id, "asked" if invite.vetted else "admitted", invite.role, invite=invite.id)
    return Admitted(person_id, newly=True)


def make_invite_for(tx: Tx, them: Teammate, by: int, now: datetime) -> str:
    """A code that brings somebody of the mission back from another phone, as who they are."""
    code, role = secrets.token_urlsafe(16), them.role or Role.OBSERVER
    until = now + VALID_FOR
    people.add_invite(tx, hash_invite(code), role, them.region_id, None, by, now, until, for_person=them.person_id)
    return code


def _come_back(tx: Tx, chat: Chat, invite: InviteRow, person_id: int, now: datetime) -> Admitted | InviteRefused:
    """Pseudonym, role, reports and station are as they were; who was suspended with the old phone is so no more."""
    if not people.use_invite(tx, invite.id, person_id, now):
        return InviteRefused("used")
    accounts.set_person(tx, chat.account_id, person_id)
    them = team.find(tx, person_id)
    if them is not None and them.state is PersonState.SUSPENDED:
        people.set_state(tx, person_id, PersonState.ACTIVE)
    people.log(tx, now, person_id, "came back", f"person:{person_id}", invite=invite.id)
    return Admitted(person_id, newly=True)


def _add_person(tx: Tx, chat: Chat, invite: InviteRow, now: datetime) -> int:
    state = PersonState.PENDING if invite.vetted else PersonState.ACTIVE
    person_id = people.add_person(tx, free_pseudonym(tx, invite.role), state, now, invite.practice)
    accounts.set_person(tx, chat.account_id, person_id)
    return person_id


def free_pseudonym(tx: Tx, role: Role) -> str:
    """Short enough to be said on the telephone, and not in the order of arrival: order is a hint at who is who."""
    for digits in (4, 4, 4, 4, 6):
        pseudonym = f"{LETTER[role]}-{secrets.randbelow(9 * 10 ** (digits - 1)) + 10 ** (digits - 1)}"
        if not people.pseudonym_taken(tx, pseudonym):
            return pseudonym
    return f"{LETTER[role]}-{secrets.randbelow(10**9)}"


def set_suspended(tx: Tx, person_id: int, suspended: bool, by: int | None, now: datetime) -> GivenBack:
    """From the person's next update on, this account can do nothing; what they had claimed rings again."""
    people.set_state(tx, person_id, PersonState.SUSPENDED if suspended else PersonState.ACTIVE)
    people.log(tx, now, by, "suspend" if suspended else "reinstate", f"person:{person_id}")
    return give_back(tx, person_id, now) if suspended else GivenBack()
