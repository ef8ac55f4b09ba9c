"""`/invite` as it reads: what the links will be, the links themselves, and those that nobody has used."""

from __future__ import annotations

from bot.cases.authority import may_give, may_give_somewhere
from bot.text import Words
from handlers import paging
from handlers.house import House
from handlers.invite_choice import COUNTS, Choice, choice_of
from handlers.messages import Button, Rows, TextMessage, bold, plain, shorten
from handlers.render_stations import label_of
from handlers.render_team import LONGEST_LABEL, REGIONS, ROLE_NAMES, ROLE_SIGNS
from handlers.team_view import ROLE_OF
from handlers.vocabulary import ACTIONS
from storage import stations, team
from storage.accounts import Chat, Member
from storage.database import Tx
from storage.outbox import Letter
from storage.team import OpenInvite

OFF, ON = "☐", "☑"
ON_A_PAGE = 10


def invite(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    reader, choice = chat.member, choice_of(letter.subject)
    if reader is None or not reader.is_desk or choice is None:
        return None
    match choice.screen:
        case "role":
            lines, rows = [words.say("For whom is the link?")], _roles(reader, choice, words)
        case "region":
            lines, rows = [words.say("Which region?")], _regions(tx, reader, choice, words)
        case "station":
            lines, rows = _stations(tx, choice, letter, words)
        case _:
            lines, rows = _main(tx, reader, choice, bool(letter.params.get("made")), words)
            return TextMessage("\n".join(lines), rows, edit=letter.params.get("edit"), protect=True)
    back = (Button(words.named(ACTIONS["back"]), choice.but(screen="main", page=0).data),)
    return TextMessage(plain("\n".join(lines)), (*rows, back), edit=letter.params.get("edit"), protect=True)


def _main(tx: Tx, reader: Member, choice: Choice, made: bool, words: Words) -> tuple[list[str], Rows]:
    place = stations.find(tx, choice.station) if choice.station else None
    region = dict(stations.all_regions(tx)).get(choice.region) or words.say("the whole mission")
    lines = [bold("🔑 " + words.say("Invite"))]
    lines += [plain(words.say("✅ Made. The links stand below."))] if made else []
    lines += [
        plain(f"{ROLE_SIGNS[choice.given]} {words.named(ROLE_NAMES[choice.given])}"),
        plain(f"📍 {region}" + (f" · {label_of(place)}" if place else "")),
        plain(words.say("Each link lets one person in, once, for 14 days.")),
    ]
    return lines, _buttons(reader, choice, words)


def _buttons(reader: Member, choice: Choice, words: Words) -> Rows:
    first = [Button(words.say("👤 Role"), choice.but(screen="role").data)]
    if reader.region_id is None:
        first.append(Button(words.say("📍 Region"), choice.but(screen="region").data))
    first.append(Button(words.say("🏫 Station"), choice.but(screen="station").data))
    counts = tuple(Button(f"{'☑ ' if one == choice.count else ''}{one}", choice.but(count=one).data) for one in COUNTS)
    vetted = f"{ON if choice.vetted else OFF} " + words.say("Admit by hand")
    practice = f"{ON if choice.practice else OFF} " + words.say("Practice")
    flags = (
        Button(vetted, choice.but(vetted=not choice.vetted).data),
        Button(practice, choice.but(practice=not choice.practice).data),
    )
    go = Button(words.say("🔑 Make the links"), choice.but(screen="go").data)
    return tuple(first), counts, flags, (go,), (Button(words.say("📋 Not used yet"), "i:open:0"),)


def _roles(reader: Member, choice: Choice, words: Words) -> Rows:
    """A role that may not be given for what is chosen, but for a region, asks for the region next."""
    rows = []
    for letter, role in ROLE_OF.items():
        name = f"{ROLE_SIGNS[role]} {words.named(ROLE_NAMES[role])}"
        if (chosen := _with_role(choice, letter)).may_be_given(reader):
            rows.append((Button(name, chosen.data),))
        elif may_give_somewhere(reader, role):
            rows.append((Button(name, chosen.but(screen="region").data),))
    return tuple(rows)


def _with_role(choice: Choice, letter: str) -> Choice:
    """An administrator has no region, and only observers have a station."""
    region = 0 if letter == "a" else choice.region
    return choice.but(role=letter, region=region, station=choice.station if letter == "o" else 0, screen="main")


def _regions(tx: Tx, reader: Member, choice: Choice, words: Words) -> Rows:
    every = [(0, words.say("🌐 The whole mission")), *stations.all_regions(tx)]
    allowed = [one for one in every if may_give(reader, choice.given, one[0] or None)]
    shown = allowed[choice.page * REGIONS : (choice.page + 1) * REGIONS]
    rows = [
        (Button(shorten(name, LONGEST_LABEL), choice.but(region=number, station=0, screen="main", page=0).data),)
        for number, name in shown
    ]
    pages = paging.count_of(len(allowed), REGIONS)
    return (*rows, *paging.turner(choice.page, pages, lambda page: choice.but(page=page).data))


def _stations(tx: Tx, choice: Choice, letter: Letter, words: Words) -> tuple[list[str], Rows]:
    found = [card for number in letter.params.get("hits", ()) if (card := stations.find(tx, number)) is not None]
    lines = []
    if "typed" in letter.params and not found:
        lines.append(words.say("Nothing found: “{typed}”.", typed=letter.params["typed"]))
    lines.append(words.say("Write the station's number, code or street, or go back."))
    rows = [
        (
            Button(
                shorten(label_of(card), LONGEST_LABEL),
                choice.but(region=card.region_id, station=card.id, screen="main").data,
            ),
        )
        for card in found
    ]
    if choice.station:
        rows.append((Button(words.say("☐ No station"), choice.but(station=0, screen="main").data),))
    return lines, tuple(rows)


def links(_tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """Protected from forwarding; each is copied to one person."""
    if chat.member is None or not chat.member.is_desk:
        return None
    codes = [house.seal.open(bytes.fromhex(one)).decode() for one in letter.params["codes"]]
    whom = letter.params.get("whom")
    lines = [words.say("🔑 The link for {name}:", name=whom)] if whom else []
    lines += [f"https://t.me/{house.username}?start={code}" for code in codes]
    lines.append(words.say("Give each link to one person only, not in a group. It is not shown again."))
    return TextMessage(plain("\n\n".join(lines)), protect=True)


def unused(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """The links of this reader's rank and region, with what can be done about each."""
    reader = chat.member
    if reader is None or not reader.is_desk:
        return None
    every = [one for one in team.open_invites(tx, reader.region_id, house.clock()) if _is_theirs(reader, one)]
    page = min(int(letter.subject), max(0, (len(every) - 1) // ON_A_PAGE))
    shown = every[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    count = words.count("{n} link is not used yet.", "{n} links are not used yet.", len(every))
    lines = [bold("📋 " + count), *(plain(f"{n}. {_told(one, house, words)}") for n, one in enumerate(shown, 1))]
    if shown:
        lines.append(plain(words.say("🚫 makes a link void. 🔁 makes a new one in its place.")))
    rows = [
        (Button(f"🚫 {n}", f"i:no:{one.id}"), Button(f"🔁 {n}", f"i:again:{one.id}")) for n, one in enumerate(shown, 1)
    ]
    turns = paging.turner(page, paging.count_of(len(every), ON_A_PAGE), "i:open:{}".format)
    back = Button(words.named(ACTIONS["back"]), Choice(region=reader.region_id or 0).data)
    return TextMessage(
        "\n".join(lines),
        (*rows, *turns, (back,)),
        edit=letter.params.get("edit"),
        protect=True,
    )


def _is_theirs(reader: Member, invite: OpenInvite) -> bool:
    return may_give(reader, invite.role, invite.region_id)


def _told(one: OpenInvite, house: House, words: Words) -> str:
    until = f"{one.expires_at.astimezone(house.time_zone):%d.%m %H:%M}"
    parts = [
        one.for_whom or f"{ROLE_SIGNS[one.role]} {words.named(ROLE_NAMES[one.role])}",
        one.region,
        one.station,
        words.say("until {time}", time=until),
        words.say("made by {name}", name=one.made_by) if one.made_by else None,
    ]
    return " · ".join(part for part in parts if part)
