"""A person's page: facts, and the buttons for what this reader may do with them."""

from __future__ import annotations

from bot.cases.admission import REFUSALS
from bot.cases.authority import may_make, may_manage, may_see
from bot.cases.whereabouts import current_station
from bot.core.words import PersonState, Role
from bot.text import Words
from handlers import paging
from handlers.house import House
from handlers.messages import Button, Rows, TextMessage, bold, plain, shorten
from handlers.render_stations import label_of
from handlers.render_team import LONGEST_LABEL, REGIONS, ROLE_NAMES, ROLE_SIGNS, clock
from handlers.team_view import LETTER_OF, View
from handlers.vocabulary import ACTIONS, REFUSED_AS, commands_for, later, menu_texts
from storage import stations, team
from storage.accounts import Chat, Member
from storage.database import Tx
from storage.outbox import Letter
from storage.team import Teammate

STATES = {
    PersonState.PENDING: later("⏳ Waits to be admitted"),
    PersonState.ACTIVE: later("✅ Active"),
    PersonState.SUSPENDED: later("⛔ Suspended"),
}
NEWS = {
    "given_back": later("✋ What they had claimed is called out again."),
    "phone": later("📵 I am deleting my messages on that phone; how many follows below."),
    "unreachable": later("📵 I cannot reach that chat: nothing was deleted there."),
    "reinstated": later("✅ They can work again, and were told."),
    "role": later("✅ Done. They were told."),
    "moved": later("✅ Moved. They were told."),
    "link": later("🔑 The old phone is shut out. The new link stands below."),
}
ASKS = {
    "suspend": later("⛔ Suspend {pseudonym}? They can do nothing here any more but call SOS."),
    "phone": later("📵 {pseudonym}'s phone was taken? They are suspended, and I delete my messages of 48 hours there."),
    "link": later("🔑 A new link for {pseudonym}? The old phone is shut out. Whoever opens the link is {pseudonym}."),
    "down:o": later("⬇ Make {pseudonym} an observer? What they had claimed is called out again."),
    "down:c": later("⬇ Make {pseudonym} a coordinator?"),
}
YES = {"suspend": "suspend", "phone": "phone", "link": "link"}  # what a yes does; of a role, the question itself


def page(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    them = team.find(tx, int(letter.subject))
    reader = chat.member
    if reader is None or them is None or not may_see(reader, them):
        return None
    lines, rows = _screen(tx, house, reader, them, letter, words)
    return TextMessage("\n".join(lines), rows, edit=letter.params.get("edit"), protect=True)


def _screen(
    tx: Tx, house: House, reader: Member, them: Teammate, letter: Letter, words: Words
) -> tuple[list[str], Rows]:
    back = (Button(words.named(ACTIONS["back"]), f"t:p:{them.person_id}"),)
    asking = letter.params.get("asking")
    if asking == "refuse":
        reasons = tuple((Button("⛔ " + words.named(REFUSED_AS[one]), _act(them, f"no:{one}")),) for one in REFUSALS)
        return [bold(them.pseudonym)], (*reasons, back)
    if asking in ASKS:
        yes = Button(words.say("✅ Yes"), _act(them, YES.get(asking, asking)))
        return [plain(words.named(ASKS[asking], pseudonym=them.pseudonym))], ((yes,), back)
    if letter.params.get("moving"):
        return [plain(words.say("📍 {pseudonym}: which region?", pseudonym=them.pseudonym))], (
            *_regions(tx, reader, them, letter.params.get("page", 0), words),
            back,
        )
    if letter.params.get("choosing"):
        return _stations(tx, them, letter, words, back)
    return _facts(tx, house, them, letter, words), _buttons(reader, them, words)


def _act(them: Teammate, act: str) -> str:
    return f"t:p:{them.person_id}:{act}"


def _facts(tx: Tx, house: House, them: Teammate, letter: Letter, words: Words) -> list[str]:
    news = letter.params.get("news")
    here = current_station(tx, them.person_id)
    role = f"{ROLE_SIGNS[them.role]} {words.named(ROLE_NAMES[them.role])}" if them.role else "—"
    station = label_of(here) if here else words.say("no station")
    seen = clock(them.seen_at, house.clock(), house.time_zone) if them.seen_at else "—"
    lines = [words.named(NEWS[news])] if news in NEWS else []
    lines += [
        words.named(STATES[them.state]),
        f"📍 {them.region or words.say('the whole mission')} · {station}",
        words.say("🕓 Last seen: {time}", time=seen),
        words.say("📋 Reports: {n}", n=team.reports_filed(tx, them.person_id)),
    ]
    inviter = team.invited_by(tx, them.person_id)
    lines += [words.say("Invited by {name}", name=inviter)] if inviter else []
    lines += ["🎓 " + words.say("Practice mode")] if them.practice else []
    return [f"{bold(them.pseudonym)} · {plain(role)}", *(plain(line) for line in lines)]


def _buttons(reader: Member, them: Teammate, words: Words) -> Rows:
    rows: list[tuple[Button, ...]] = []
    if may_manage(reader, them):
        rows = _waiting(them, words) if them.state is PersonState.PENDING else _managing(reader, them, words)
    return (*rows, (Button(words.say("👥 Team"), f"t:l:{View().data}"),))


def _waiting(them: Teammate, words: Words) -> list[tuple[Button, ...]]:
    return [(Button(words.say("✅ Admit"), _act(them, "admit")), Button(words.say("⛔ Refuse"), _act(them, "refuse")))]


def _managing(reader: Member, them: Teammate, words: Words) -> list[tuple[Button, ...]]:
    link = Button(words.say("🔑 New link"), _act(them, "ask:link"))
    if them.state is PersonState.SUSPENDED:
        taken = Button(words.say("📵 Phone taken"), _act(them, "ask:phone"))
        return [(Button(words.say("✅ Let in again"), _act(them, "back")),), (taken, link)]
    return [
        (Button(words.say("⛔ Suspend"), _act(them, "ask:suspend")), link),
        (
            Button(words.say("📵 Phone taken"), _act(them, "ask:phone")),
            Button(words.say("📍 Move"), _act(them, "move")),
        ),
        *_roles(reader, them, words),
    ]


def _roles(reader: Member, them: Teammate, words: Words) -> list[tuple[Button, ...]]:
    """One step up or down, where the reader may give it."""
    steps = {
        Role.OBSERVER: [(words.say("⬆ Make a coordinator"), Role.COORDINATOR, "up")],
        Role.COORDINATOR: [
            (words.say("⬆ Make an administrator"), Role.ADMINISTRATOR, "up"),
            (words.say("⬇ Make an observer"), Role.OBSERVER, "ask:down"),
        ],
        Role.ADMINISTRATOR: [(words.say("⬇ Make a coordinator"), Role.COORDINATOR, "ask:down")],
    }[them.role or Role.OBSERVER]
    region = {role: None if role is Role.ADMINISTRATOR else them.region_id for role in Role}
    allowed = [step for step in steps if may_make(reader, them, step[1], region[step[1]])]
    return [(Button(label, _act(them, f"{act}:{LETTER_OF[role]}")),) for label, role, act in allowed]


def _regions(tx: Tx, reader: Member, them: Teammate, page: int, words: Words) -> Rows:
    whole = [(0, words.say("🌐 The whole mission"))]
    every = [*whole, *stations.all_regions(tx)]
    allowed = [one for one in every if them.role and may_make(reader, them, them.role, one[0] or None)]
    shown = allowed[page * REGIONS : (page + 1) * REGIONS]
    rows = [(Button(shorten(name, LONGEST_LABEL), _act(them, f"region:{number}")),) for number, name in shown]
    pages = paging.count_of(len(allowed), REGIONS)
    return (*rows, *paging.turner(page, pages, lambda to: _act(them, f"move:{to}")))


def _stations(tx: Tx, them: Teammate, letter: Letter, words: Words, back: tuple[Button, ...]) -> tuple[list[str], Rows]:
    region = them.region or words.say("the whole mission")
    text = f"📍 {them.pseudonym}: {region}"
    if them.role is not Role.OBSERVER:
        return [plain(text)], (back,)
    found = [card for number in letter.params.get("hits", ()) if (card := stations.find(tx, number)) is not None]
    if "typed" in letter.params and not found:
        text += "\n" + words.say("Nothing found: “{typed}”.", typed=letter.params["typed"])
    text += "\n" + words.say("Write the station's number, code or street, or go back.")
    hits = [(Button(shorten(label_of(card), LONGEST_LABEL), _act(them, f"station:{card.id}")),) for card in found]
    return [plain(text)], (*hits, back)


def standing(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """Told to the person: they may work again, or as what. The keyboard and the commands follow the role."""
    member = chat.member
    if member is None or member.role is None:
        return None
    if letter.subject == "reinstated":
        text = words.say("✅ You can work here again.")
    else:
        role = words.named(ROLE_NAMES[member.role])
        region = stations.region_name(tx, member.region_id) if member.region_id else words.say("the whole mission")
        text = words.say("Your role is now: {role}. Region: {region}.", role=role.lower(), region=region)
    desk = member.is_desk
    return TextMessage(plain(text), menu=menu_texts(words, desk), commands=commands_for(words, desk))
