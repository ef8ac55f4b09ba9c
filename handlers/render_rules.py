"""The screen of `/rules`: how things stand, and a page of buttons for each thing that can be chosen."""

from __future__ import annotations

from collections.abc import Iterable

from bot.cases.forms import INCIDENT
from bot.core.routing import Quiet, Rules
from bot.core.words import Severity
from bot.text import Words
from handlers.digest_screens import OFF, ON
from handlers.house import House
from handlers.messages import Button, TextMessage, bold, plain, shorten
from handlers.render_checklists import title
from handlers.vocabulary import ACTIONS, SEVERITIES
from storage import accounts, chat_rules, desk_groups, forms, stations, subscriptions
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter

PAGES = ("main", "cat", "reg", "form", "quiet", "zone", "link")
USUAL_QUIET = (23, 7)
MOST_LISTED = 45
MOST_ZONES = 8
MOST_NAMED = 3
LONGEST = 28
LONGEST_DATA = 64  # bytes, InlineKeyboardButton

Row = tuple[Button, ...]
Page = tuple[list[str], list[Row]]


def rules(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """The subject is the account of the chat whose rules they are."""
    if not chat.is_desk:
        return None
    of = accounts.get_chat(tx, int(letter.subject))
    known = chat_rules.of_chat(tx, of.account_id)
    lines, rows = _page(tx, house, of, chat, known, letter.params.get("page", "main"), words)
    head, *rest = lines
    text = "\n".join([bold(head), *(plain(line) for line in rest)])
    fitting = tuple(row for row in rows if all(len(one.data.encode()) <= LONGEST_DATA for one in row))
    return TextMessage(text, fitting, edit=letter.params.get("edit"))


def _page(tx: Tx, house: House, chat: Chat, reader: Chat, known: Rules, page: str, words: Words) -> Page:
    number = chat.account_id
    match page:
        case "cat":
            found = category_groups(tx, house, words)
            lines, rows = _choose(words.say("🏷 Which reports ring?"), "cat", number, found, known.groups)
        case "reg" if chat.region_id is None:
            lines, rows = _choose(words.say("📍 Of which regions?"), "reg", number, stations.regions(tx), known.regions)
        case "form":
            known_forms = _forms(tx, house, words)
            codes = {form_id: form for form, form_id, _ in known_forms}
            chosen = None if known.forms is None else frozenset(codes[one] for one in known.forms if one in codes)
            lines, rows = _choose(
                words.say("📝 From which forms?"),
                "form",
                number,
                [(form, name) for form, _, name in known_forms],
                chosen,
            )
        case "quiet":
            lines, rows = _quiet(number, known.quiet, words)
        case "zone":
            offered = zones(tx, house, chat)
            lines = [words.say("🌍 By which clock?")]
            rows = [
                (_box(known.quiet is not None and known.quiet.zone.key == one, one, f"k:zone:{number}:{one}"),)
                for one in offered
            ]
            rows.append((Button(words.named(ACTIONS["back"]), f"k:r:{number}:quiet"),))
            return lines, rows
        case "link":
            lines, rows = _link(house, words), []
        case _:
            return _main(tx, house, chat, reader, known, words)
    return lines, [*rows, (Button(words.named(ACTIONS["back"]), f"k:r:{number}:main"),)]


def _main(tx: Tx, house: House, chat: Chat, reader: Chat, known: Rules, words: Words) -> Page:
    number = chat.account_id
    whole = stations.region_name(tx, chat.region_id) if chat.region_id is not None else words.say("the whole mission")
    lines = [
        words.say("🔔 What rings here")
        if chat.account_id == reader.account_id
        else words.say("👥 What rings in the group"),
        " · ".join(
            f"{SEVERITIES[one][1]} {words.named(SEVERITIES[one][0])}"
            for one in reversed(Severity)
            if one in known.severities
        )
        or "—",
        "🏷 " + (_named(known.groups, category_groups(tx, house, words)) or words.say("all categories")),
        "📍 " + (_named(known.regions, stations.regions(tx)) or whole),
        "📝 "
        + (
            _named(known.forms, [(form_id, name) for _, form_id, name in _forms(tx, house, words)])
            or words.say("all forms")
        ),
        "🌙 " + (_hours(known.quiet) or words.say("no quiet hours")),
        words.say("What does not ring waits in /open and in the digest. 🆘 rings always."),
    ]
    weights = tuple(
        _box(one in known.severities, SEVERITIES[one][1], f"k:sev:{number}:{one}:{int(one not in known.severities)}")
        for one in reversed(Severity)
    )
    regions = [_to(number, "reg", words.say("📍 Regions"))] if chat.region_id is None else []
    return lines, [
        weights,
        (_to(number, "cat", words.say("🏷 Categories")), _to(number, "form", words.say("📝 Forms"))),
        (*regions, _to(number, "quiet", words.say("🌙 Quiet hours"))),
        *(_groups(tx, reader, words) if chat.account_id == reader.account_id else _of_group(number, reader, words)),
    ]


def _groups(tx: Tx, reader: Chat, words: Words) -> list[Row]:
    """The desks in groups that this reader answers for, and the way to a new one."""
    rows: list[Row] = []
    for one in desk_groups.in_use(tx, reader.bot_id):
        if reader.region_id in (None, one.region_id):
            region = one.region_id
            name = stations.region_name(tx, region) if region is not None else words.say("the whole mission")
            rows.append((_to(one.account_id, "main", words.say("👥 Group: {region}", region=name)),))
    return [*rows, (_to(reader.account_id, "link", words.say("➕ A desk in a group")),)]


def _of_group(number: int, reader: Chat, words: Words) -> list[Row]:
    close = Button(words.say("🚫 Close this desk"), f"k:close:{number}")
    return [(close,), (_to(reader.account_id, "main", words.named(ACTIONS["back"])),)]


def _link(house: House, words: Words) -> list[str]:
    return [
        words.say("👥 A desk in a group"),
        words.say("Only people of the desk may be in the group: with anybody else there nothing comes."),
        words.say("Press the link and choose the group; or add the bot there and write /desk"),
        f"https://t.me/{house.username}?startgroup=desk",
    ]


def _choose(
    head: str,
    what: str,
    number: int,
    found: Iterable[tuple[str | int, str]],
    chosen: frozenset[str] | frozenset[int] | None,
) -> Page:
    """One button for each; without a filter all are ticked."""
    rows: list[Row] = []
    for code, name in list(found)[:MOST_LISTED]:
        on = chosen is None or code in chosen
        rows.append((_box(on, shorten(name, LONGEST), f"k:{what}:{number}:{code}:{int(not on)}"),))
    return [head], rows


def _quiet(number: int, quiet: Quiet | None, words: Words) -> Page:
    lines = [
        words.say("🌙 Quiet hours"),
        _hours(quiet) or words.say("no quiet hours"),
        words.say("Only 🔴 and 🆘 ring then. The rest comes in one card when they end."),
    ]
    if quiet is None:
        first, last = USUAL_QUIET
        return lines, [(Button(f"🌙 {first}:00–{last:02}:00", f"k:hours:{number}:{first}:{last}"),)]

    def hours(first: int, last: int) -> str:
        return f"k:hours:{number}:{first % 24}:{last % 24}"

    first, last = quiet.from_hour, quiet.until_hour
    begin = (
        Button("◀", hours(first - 1, last)),
        Button(f"{first:02}:00", hours(first, last)),
        Button("▶", hours(first + 1, last)),
    )
    end = (
        Button("◀", hours(first, last - 1)),
        Button(f"{last:02}:00", hours(first, last)),
        Button("▶", hours(first, last + 1)),
    )
    return lines, [
        begin,
        end,
        (_to(number, "zone", f"🌍 {quiet.zone.key}"),),
        (Button(words.say("🔔 No quiet hours"), f"k:loud:{number}"),),
    ]


def zones(tx: Tx, house: House, chat: Chat) -> list[str]:
    """The mission's own time zone, then those of the stations that this desk answers for."""
    return list(dict.fromkeys((house.time_zone.key, *subscriptions.zones_of_stations(tx, chat.region_id, MOST_ZONES))))


def category_groups(tx: Tx, house: House, words: Words) -> list[tuple[str, str]]:
    """(code, name) of the groups of categories, as the incident form has them."""
    version = forms.current_version(tx, INCIDENT)
    form = house.library.get(tx, version) if version is not None else None
    asked = form.question("category_group") if form is not None else None
    if form is None or asked is None:
        return []
    language = words.language.value
    return [(one.name, form.choice_name("category_group", one.name, language)) for one in asked.choices]


def _forms(tx: Tx, house: House, words: Words) -> list[tuple[int, str, str]]:
    """(number, form id, title)"""
    return [
        (number, form_id, title(house.library.get(tx, version), words))
        for number, form_id, version in forms.current(tx)
    ]


def _named(chosen: frozenset[str] | frozenset[int] | None, found: Iterable[tuple[str | int, str]]) -> str:
    """The names of a few; of many only how many they are: `8/9`."""
    listed = list(found)
    names = [name for code, name in listed if chosen is not None and code in chosen]
    return ", ".join(names) if len(names) <= MOST_NAMED else f"{len(names)}/{len(listed)}"


def _hours(quiet: Quiet | None) -> str:
    return f"{quiet.from_hour:02}:00–{quiet.until_hour:02}:00, {quiet.zone.key}" if quiet else ""


def _to(number: int, page: str, text: str) -> Button:
    return Button(text, f"k:r:{number}:{page}")


def _box(chosen: bool, text: str, data: str) -> Button:
    return Button(f"{ON if chosen else OFF} {text}", data)


KINDS = {"rules": rules}
