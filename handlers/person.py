"""A person's page: what the desk does with somebody, one tap each, with a second tap for what hurts."""

from __future__ import annotations

from typing import Any

from bot.cases import admission as admitting
from bot.cases import team as cases
from bot.cases.alerts import who_is_alerted
from bot.cases.authority import may_manage
from bot.cases.leaving import GivenBack, region_of
from bot.cases.team import Done, MayNot
from bot.core.words import PersonState
from handlers import alerting, dialogues, erasing
from handlers.callbacks import number_of
from handlers.events import Said
from handlers.team_view import ROLE_OF
from handlers.turns import Turn
from storage import accounts, admission, stations, team
from storage.team import Teammate

MOVING = "team_station"
ASKED = ("suspend", "phone", "link", "down:o", "down:c")  # a second tap says yes


def show(turn: Turn, person_id: int, **how: Any) -> None:
    edit = turn.tapped_message
    turn.send("team_person", str(person_id), key=f"team:{edit}", edit=edit, **how)


def did(turn: Turn, them: Teammate, act: str) -> None:
    """`act` as the button says it; one that is out of date, or not for this member, shows how things stand."""
    what, _, argument = act.partition(":")
    dialogues.end(turn)
    match what:
        case "":
            show(turn, them.person_id)
        case "ask" if argument in ASKED and may_manage(turn.member, them):
            show(turn, them.person_id, asking=argument)
        case "suspend" | "phone":
            _suspend(turn, them, phone=what == "phone")
        case "back":
            _reinstate(turn, them)
        case "link":
            _new_link(turn, them)
        case "up" | "down" if argument in ROLE_OF:
            _make(turn, them, argument)
        case "move" if may_manage(turn.member, them):
            show(turn, them.person_id, moving=True, page=number_of(argument) or 0)
        case "region" if (number := number_of(argument)) is not None:
            _move_to_region(turn, them, number)
        case "station" if (number := number_of(argument)) is not None:
            _move_to_station(turn, them, number)
        case "admit" | "refuse" | "no":
            _admission(turn, them, what, argument)
        case _:
            _out_of_date(turn, them)


def _out_of_date(turn: Turn, them: Teammate) -> None:
    turn.pop_up("closed")
    show(turn, them.person_id)


def _suspend(turn: Turn, them: Teammate, phone: bool) -> None:
    """For a phone that was taken, also of somebody suspended before, what stands in that chat is deleted."""
    news = None
    match cases.suspend(turn.tx, them, turn.member, turn.now):
        case Done(given_back=given_back):
            ring_again(turn, given_back)
            news = "given_back" if given_back.alerts else None
        case MayNot():
            _may_not(turn, them)
            return
    if phone:
        news = "phone" if erasing.order(turn, them.person_id) else "unreachable"
    show(turn, them.person_id, news=news)


def _reinstate(turn: Turn, them: Teammate) -> None:
    match cases.reinstate(turn.tx, them, turn.member, turn.now):
        case Done():
            _tell(turn, them, "reinstated")
            show(turn, them.person_id, news="reinstated")
        case MayNot():
            _may_not(turn, them)
        case _:
            show(turn, them.person_id)


def _make(turn: Turn, them: Teammate, letter: str) -> None:
    match cases.make(turn.tx, them, ROLE_OF[letter], turn.member, turn.now):
        case Done(given_back=given_back):
            ring_again(turn, given_back)
            _tell(turn, them, "role")
            show(turn, them.person_id, news="role")
        case MayNot():
            _may_not(turn, them)
        case _:
            show(turn, them.person_id)


def _new_link(turn: Turn, them: Teammate) -> None:
    """The link comes in a message of its own, once; only its hash is kept."""
    match cases.replace_link(turn.tx, them, turn.member, turn.now):
        case cases.NewLink(code=code):
            show(turn, them.person_id, news="link")
            sealed = turn.house.seal.close(code.encode()).hex()
            turn.send("invite_links", codes=[sealed], whom=them.pseudonym)
        case MayNot():
            _may_not(turn, them)


def _may_not(turn: Turn, them: Teammate) -> None:
    turn.pop_up("not_for_you")
    show(turn, them.person_id)


def _move_to_region(turn: Turn, them: Teammate, number: int) -> None:
    """0 is the whole mission. For an observer the station is asked next."""
    known = {region_id for region_id, _ in stations.all_regions(turn.tx)}
    if number and number not in known:
        _out_of_date(turn, them)
        return
    moved = cases.move_to_region(turn.tx, them, number or None, turn.member, turn.now)
    if isinstance(moved, MayNot):
        _may_not(turn, them)
        return
    if isinstance(moved, Done):
        _tell(turn, them, "role")
    dialogues.begin(turn, MOVING, person=them.person_id, region=number or None)
    show(turn, them.person_id, choosing=True)


@dialogues.answers(MOVING)
def _typed_station(turn: Turn, known: dialogues.Known) -> bool:
    them = team.find(turn.tx, known["person"])
    if not isinstance(turn.event, Said) or them is None or not may_manage(turn.member, them):
        return False
    finder = turn.house.finder.of(turn.tx, known["region"], turn.now)
    show(turn, them.person_id, choosing=True, hits=finder.find(turn.event.text), typed=turn.event.text[:60])
    return True


def _move_to_station(turn: Turn, them: Teammate, station_id: int) -> None:
    match cases.move_to_station(turn.tx, them, station_id, turn.member, turn.now):
        case Done():
            for account_id in accounts.accounts_of(turn.tx, turn.house.bot_id, them.person_id):
                turn.send("whereabouts", to=account_id, news="station_set")
            show(turn, them.person_id, news="moved")
        case MayNot():
            _may_not(turn, them)
        case _:
            show(turn, them.person_id)


def _admission(turn: Turn, them: Teammate, what: str, reason: str) -> None:
    """As on the card of admission, which is drawn anew wherever it stands."""
    applicant = admission.applicant(turn.tx, them.person_id) if them.state is PersonState.PENDING else None
    if applicant is None or not admitting.may_decide(turn.member, applicant):
        _out_of_date(turn, them)
    elif what == "admit":
        admitting.admit(turn.tx, them.person_id, turn.member, turn.now)
        turn.post(admitting.told_of(turn.tx, turn.house.bot_id, applicant, True))
        show(turn, them.person_id)
    elif reason in admitting.REFUSALS:
        admitting.refuse(turn.tx, them.person_id, reason, turn.member, turn.now)
        turn.post(admitting.told_of(turn.tx, turn.house.bot_id, applicant, False))
        show(turn, them.person_id)
    else:
        show(turn, them.person_id, asking="refuse")


def _tell(turn: Turn, them: Teammate, what: str) -> None:
    for account_id in accounts.accounts_of(turn.tx, turn.house.bot_id, them.person_id):
        turn.send("standing", what, to=account_id)


def ring_again(turn: Turn, given_back: GivenBack) -> None:
    """What nobody has in hand any more is called out to the desk anew."""
    for alert_id in given_back.alerts:
        region_id, practice = region_of(turn.tx, alert_id)
        desk = who_is_alerted(turn.tx, turn.house.bot_id, region_id, practice)
        turn.post(alerting.ring(turn.tx, turn.house.bot_id, alert_id, desk, turn.now))
