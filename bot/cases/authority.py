"""Who may do what with whom: one gives less than one has, and acts upon those who have less; an administrator upon all.

From below: an observer, a coordinator of a region, a coordinator of the mission, an administrator. Whoever has a region
sees and manages that region alone; nobody acts upon themselves.
"""

from __future__ import annotations

from typing import Protocol

from bot.core.words import Role
from storage.accounts import Member


class Somebody(Protocol):
    @property
    def person_id(self) -> int: ...
    @property
    def role(self) -> Role | None: ...
    @property
    def region_id(self) -> int | None: ...


def may_give(by: Member, role: Role | None, region_id: int | None) -> bool:
    """A role of a region, or of the whole mission where `region_id` is None."""
    if not by.is_desk:
        return False
    if by.role is Role.ADMINISTRATOR:
        return True
    return by.region_id in (None, region_id) and _height(role, region_id) < _height(by.role, by.region_id)


def may_give_somewhere(by: Member, role: Role) -> bool:
    """For the whole mission, or for one region at least."""
    return may_give(by, role, None) or (by.is_desk and _height(role, 0) < _height(by.role, by.region_id))


def may_see(by: Member, them: Somebody) -> bool:
    """On the list of the team."""
    return by.is_desk and (by.role is Role.ADMINISTRATOR or by.region_id in (None, them.region_id))


def may_manage(by: Member, them: Somebody) -> bool:
    """Suspend, move, give a new link."""
    return by.person_id != them.person_id and may_give(by, them.role, them.region_id)


def may_make(by: Member, them: Somebody, role: Role, region_id: int | None) -> bool:
    """Give somebody another role or another region."""
    return may_manage(by, them) and may_give(by, role, region_id)


def _height(role: Role | None, region_id: int | None) -> int:
    match role:
        case Role.ADMINISTRATOR:
            return 3
        case Role.COORDINATOR:
            return 2 if region_id is None else 1
    return 0
