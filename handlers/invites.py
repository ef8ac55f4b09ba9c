"""`/invite`: one-time links by buttons, and those not used yet. Buttons are `i:<choice>` and `i:open|no|again:<…>`.

A link is shown once: only its hash is kept, and on its way to the chat it is sealed.
"""

from __future__ import annotations

from typing import Any

from bot.cases.authority import may_give, may_see
from bot.cases.getting_in import make_invite, make_invite_for
from handlers import dialogues
from handlers.callbacks import number_of
from handlers.events import Said
from handlers.invite_choice import Choice, beginning, choice_of
from handlers.turns import Turn
from storage import people, stations, team
from storage.accounts import Member
from storage.team import OpenInvite

CHOOSING = "invite_station"


def show(turn: Turn) -> None:
    if turn.chat.member is None:
        turn.line("own_chat_only")
    else:
        turn.send("invite", _screen(beginning(turn.member)))


def tapped(turn: Turn, rest: str) -> None:
    """A button outlives a role, so the role is asked again here."""
    if not turn.member.is_desk:
        turn.pop_up("for_coordinators")
        return
    dialogues.end(turn)
    what, _, argument = rest.partition(":")
    match what:
        case "open" if (number := number_of(argument)) is not None:
            _redraw(turn, "invites_open", str(number))
        case "no" | "again" if (number := number_of(argument)) is not None:
            _revoke(turn, number, again=what == "again")
        case _:
            _choose(turn, choice_of(rest))


def _choose(turn: Turn, choice: Choice | None) -> None:
    if choice is None:
        turn.pop_up("closed")
        _redraw(turn, "invite", _screen(beginning(turn.member)))
    elif choice.screen in ("main", "go") and not _is_allowed(turn, choice):
        turn.pop_up("not_for_you")
        _redraw(turn, "invite", _screen(beginning(turn.member)))
    elif choice.screen == "go":
        _make(turn, choice)
    else:
        if choice.screen == "station":
            dialogues.begin(turn, CHOOSING, choice=_screen(choice))
        _redraw(turn, "invite", _screen(choice))


def _is_allowed(turn: Turn, choice: Choice) -> bool:
    """What the desk has changed meanwhile counts: regions and stations may be gone."""
    regions = dict(stations.all_regions(turn.tx))
    place = stations.find(turn.tx, choice.station) if choice.station else None
    there = (not choice.region or choice.region in regions) and (not choice.station or place is not None)
    fits = place is None or choice.region == place.region_id
    return there and fits and choice.may_be_given(turn.member)


def _make(turn: Turn, choice: Choice) -> None:
    region = stations.region_name(turn.tx, choice.region) if choice.region else None
    station = stations.by_id(turn.tx, choice.station).code if choice.station else None
    how = {"vetted": choice.vetted, "practice": choice.practice}
    by = turn.member.person_id
    made = [make_invite(turn.tx, choice.given, region, station, by, turn.now, **how) for _ in range(choice.count)]
    _redraw(turn, "invite", _screen(choice.but(screen="main")), made=True)
    _show_links(turn, [code for code in made if isinstance(code, str)])


def _show_links(turn: Turn, codes: list[str], whom: str | None = None) -> None:
    sealed = [turn.house.seal.close(code.encode()).hex() for code in codes]
    turn.send("invite_links", codes=sealed, whom=whom)


def may_revoke(by: Member, invite: OpenInvite) -> bool:
    """Of one's region and rank, as for giving it."""
    return may_give(by, invite.role, invite.region_id)


def _revoke(turn: Turn, number: int, again: bool) -> None:
    invite = team.open_invite(turn.tx, number, turn.now)
    if invite is None or not may_revoke(turn.member, invite) or not team.revoke(turn.tx, number, turn.now):
        turn.pop_up("closed")
        _redraw(turn, "invites_open", "0")
        return
    people.log(turn.tx, turn.now, turn.member.person_id, "revoke", f"invite:{number}")
    _redraw(turn, "invites_open", "0")
    if again:
        _show_links(turn, [_same(turn, invite)], invite.for_whom)


def _same(turn: Turn, invite: OpenInvite) -> str:
    """A link like the one that was lost."""
    by, now = turn.member.person_id, turn.now
    them = team.find(turn.tx, invite.for_person) if invite.for_person is not None else None
    if them is not None and may_see(turn.member, them):
        return make_invite_for(turn.tx, them, by, now)
    how = {"vetted": invite.vetted, "practice": invite.practice}
    made = make_invite(turn.tx, invite.role, invite.region, invite.station, by, now, **how)
    assert isinstance(made, str)
    return made


@dialogues.answers(CHOOSING)
def _typed(turn: Turn, known: dialogues.Known) -> bool:
    choice = choice_of(known["choice"])
    if not isinstance(turn.event, Said) or choice is None or not turn.member.is_desk:
        return False
    finder = turn.house.finder.of(turn.tx, choice.region or None, turn.now)
    turn.send("invite", _screen(choice), hits=finder.find(turn.event.text), typed=turn.event.text[:60])
    return True


def _screen(choice: Choice) -> str:
    return choice.data.removeprefix("i:")


def _redraw(turn: Turn, kind: str, subject: str, **how: Any) -> None:
    edit = turn.tapped_message
    turn.send(kind, subject, key=f"invite:{edit}", edit=edit, **how)
