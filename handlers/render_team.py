"""The team as a list: who, where, when last seen; pages, and what can be chosen."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.words import PersonState, Role
from bot.text import Words
from handlers import paging
from handlers.house import House
from handlers.messages import Button, Rows, TextMessage, bold, plain, shorten
from handlers.team_view import ANY, PAGE, ROLE_OF, SILENT, SILENT_FOR, View, view_of
from handlers.vocabulary import ACTIONS, later
from storage import stations, team
from storage.accounts import Chat, Member
from storage.database import Tx
from storage.outbox import Letter
from storage.team import Teammate, Wanted

LONGEST_LABEL = 60
REGIONS = 20  # on a page
ROLE_NAMES = {
    Role.OBSERVER: later("Observer"),
    Role.COORDINATOR: later("Coordinator"),
    Role.ADMINISTRATOR: later("Administrator"),
}
ROLE_SIGNS = {Role.OBSERVER: "👁", Role.COORDINATOR: "🎧", Role.ADMINISTRATOR: "🛠"}
STATES = {
    "p": later("⏳ Waiting to be admitted"),
    "s": later("⛔ Suspended"),
    SILENT: later("🔇 Not heard of for {n} h"),
}


def listed(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    reader, view = chat.member, view_of(letter.subject)
    if reader is None or not reader.is_desk or view is None:
        return None
    wanted = _wanted(view, letter, reader, house.clock())
    count = team.count(tx, wanted)
    page = min(view.page, max(0, (count - 1) // PAGE))
    shown = team.listed(tx, wanted, page * PAGE, PAGE)
    lines = [bold("👥 " + words.say("Team")), plain(words.count("{n} person", "{n} people", count))]
    lines += [plain(said) for said in _chosen(tx, wanted, view, words)]
    people = tuple((Button(_in_short(one, house, words), f"t:p:{one.person_id}"),) for one in shown)
    rows = (*people, *_turns(view, page, count), *_filters(view, reader, words))
    return TextMessage("\n".join(lines), rows, edit=letter.params.get("edit"), protect=True)


def _wanted(view: View, letter: Letter, reader: Member, now: datetime) -> Wanted:
    chosen = view.wanted(reader, now)
    text = letter.params.get("text")
    return Wanted(region_id=chosen.region_id, text=text) if text is not None else chosen


def _chosen(tx: Tx, wanted: Wanted, view: View, words: Words) -> list[str]:
    said = []
    if wanted.text is not None:
        said.append("🔎 " + words.quoted(wanted.text))
    if wanted.role is not None:
        said.append(f"{ROLE_SIGNS[wanted.role]} {words.named(ROLE_NAMES[wanted.role])}")
    if view.state in STATES:
        said.append(_state_name(view.state, words))
    if wanted.region_id is not None:
        said.append("📍 " + dict(stations.all_regions(tx)).get(wanted.region_id, ""))
    return said


def _state_name(state: str, words: Words) -> str:
    return words.named(STATES[state], n=SILENT_FOR.seconds // 3600)


def _in_short(one: Teammate, house: House, words: Words) -> str:
    sign = {PersonState.PENDING: "⏳", PersonState.SUSPENDED: "⛔"}.get(one.state, "")
    role = ROLE_SIGNS[one.role] if one.role else ""
    seen = f"🕓 {clock(one.seen_at, house.clock(), house.time_zone)}" if one.seen_at else ""
    parts = (f"{sign}{role}{'🎓' if one.practice else ''} {one.pseudonym}", one.region, seen)
    return shorten(" · ".join(part for part in parts if part), LONGEST_LABEL)


def clock(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{local:%H:%M}" if local.date() == now.astimezone(zone).date() else f"{local:%d.%m %H:%M}"


def _turns(view: View, page: int, count: int) -> Rows:
    return paging.turner(page, paging.count_of(count, PAGE), lambda to: f"t:l:{view.but(page=to).data}")


def _filters(view: View, reader: Member, words: Words) -> Rows:
    first = [Button(words.say("👤 Role"), f"t:c:role:{view.data}")]
    if reader.region_id is None:
        first.append(Button(words.say("📍 Region"), f"t:c:region:{view.but(page=0).data}"))
    first.append(Button(words.say("⏳ State"), f"t:c:state:{view.data}"))
    second = [Button(words.say("🔎 Find"), "t:find")]
    if view != View():
        second.append(Button(words.say("☰ Everybody"), f"t:l:{View().data}"))
    return tuple(first), tuple(second)


def choice(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """A page of what can be chosen; each choice leads back to the list. The page of a view turns the regions here."""
    view = view_of(letter.subject)
    if chat.member is None or not chat.member.is_desk or view is None:
        return None
    plainly = view.but(page=0)
    anything = Button(words.say("☰ Any"), f"t:l:{plainly.but(**{letter.params['what']: _any(letter)}).data}")
    match letter.params["what"]:
        case "role":
            asks, rows = words.say("Which role?"), _roles(plainly, words)
        case "state":
            asks, rows = words.say("Who?"), _states(plainly, words)
        case _:
            asks, rows = words.say("Which region?"), _regions(tx, view)
    back = (Button(words.named(ACTIONS["back"]), f"t:l:{plainly.data}"),)
    return TextMessage(plain(asks), (*rows, (anything,), back), edit=letter.params.get("edit"))


def _any(letter: Letter) -> object:
    return 0 if letter.params["what"] == "region" else ANY


def _roles(view: View, words: Words) -> Rows:
    return tuple(
        (Button(f"{ROLE_SIGNS[role]} {words.named(ROLE_NAMES[role])}", f"t:l:{view.but(role=letter).data}"),)
        for letter, role in ROLE_OF.items()
    )


def _states(view: View, words: Words) -> Rows:
    return tuple((Button(_state_name(state, words), f"t:l:{view.but(state=state).data}"),) for state in STATES)


def _regions(tx: Tx, view: View) -> Rows:
    every = stations.all_regions(tx)
    page = min(view.page, max(0, (len(every) - 1) // REGIONS))
    rows = [
        (Button(shorten(name, LONGEST_LABEL), f"t:l:{view.but(region=number, page=0).data}"),)
        for number, name in every[page * REGIONS : (page + 1) * REGIONS]
    ]
    pages = paging.count_of(len(every), REGIONS)
    return (*rows, *paging.turner(page, pages, lambda to: f"t:c:region:{view.but(page=to).data}"))


def search(_tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    if not chat.is_desk:
        return None
    back = Button(words.named(ACTIONS["back"]), f"t:l:{View().data}")
    text = words.say("🔎 Write the name, or the number or code of a station.")
    return TextMessage(plain(text), ((back,),), edit=letter.params.get("edit"))
