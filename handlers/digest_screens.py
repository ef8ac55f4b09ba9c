"""The screen of `/digest`: how things stand, and a page of buttons for each thing that can be chosen."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cases import subscriptions as cases
from bot.core.digest_hours import (
    CLOSING_HOURS,
    EVERY,
    FIRST_HOUR,
    LAST_HOUR,
    PROPOSED_CLOSING,
    PROPOSED_HOURS,
    Schedule,
    day_of,
    next_slot,
)
from bot.core.words import Language
from bot.text import Words
from handlers.house import House
from handlers.messages import Button, TextMessage, bold, plain, shorten
from handlers.vocabulary import NAMES
from storage import stations
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter
from storage.subscriptions import SubscriptionRow

ON, OFF = "☑", "☐"
HOURS_IN_A_ROW = 4
MOST_REGIONS = 90  # two a row; a keyboard holds 100 buttons
MONTHS_AHEAD = 6
LONGEST_REGION = 24

Page = tuple[list[str], list[tuple[Button, ...]]]


def digest_screen(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """A page as things stand now; whoever ended the digest meanwhile is offered one again."""
    if not chat.is_desk:
        return None
    row = cases.of_chat(tx, chat)
    now = house.clock()
    if row is None:
        lines, rows = _offer(words)
    else:
        lines, rows = _page(tx, house, chat, letter, row, words, now)
    head, *rest = lines
    text = "\n".join([bold(head), *(plain(line) for line in rest)])
    return TextMessage(text, tuple(rows), edit=letter.params.get("edit"))


def _page(tx: Tx, house: House, chat: Chat, letter: Letter, row: SubscriptionRow, words: Words, now: datetime) -> Page:
    assert chat.member is not None
    match letter.subject:
        case "hours":
            page = _hours(row.schedule, words)
        case "days":
            page = _days(row.schedule, letter.params.get("month"), words, now)
        case "language":
            page = _languages(row, words)
        case "scope":
            page = _scopes(tx, chat, row, words)
        case "zone":
            page = _zones(row, cases.zones_on_offer(tx, chat.member, house.time_zone), words, now)
        case "end":
            ask = Button(words.say("🗑 Yes, end it"), "g:stop")
            page = [words.say("🗞 End the digest?")], [(ask,)]
        case _:
            return _main(tx, chat, row, words, now)
    lines, rows = page
    return lines, [*rows, (Button(words.say("⬅ Back"), "g:show:main"),)]


def _offer(words: Words) -> Page:
    """One tap is enough; everything else can be chosen afterwards."""
    lines = [
        words.say("🗞 Digest"),
        words.say("A short letter with a picture: what is new, what nobody took, which stations are silent."),
        words.say(
            "Proposed: {hours} and one that sums the day at {closing}, every day, in your language.",
            hours=", ".join(f"{hour:02}:00" for hour in sorted(PROPOSED_HOURS)),
            closing=f"{PROPOSED_CLOSING}:00",
        ),
    ]
    return lines, [
        (Button(words.say("✅ As proposed"), "g:yes"),),
        (Button(words.say("🕐 Choose the hours"), "g:own"),),
        (Button(words.say("👁 Show me one now"), "g:preview"),),
    ]


def _main(tx: Tx, chat: Chat, row: SubscriptionRow, words: Words, now: datetime) -> Page:
    assert chat.member is not None
    region = cases.visible_region(chat.member, row)
    language = NAMES[row.language] if row.language else words.say("the language of this chat")
    lines = [
        words.say("🗞 Your digest"),
        "🕐 " + (_chosen_hours(row.schedule) or words.say("no hours chosen")),
        "📅 " + _chosen_days(row.schedule, words),
        "📍 " + (words.say("the whole mission") if region is None else stations.region_name(tx, region)),
        f"🌐 {language}",
        f"🌍 {row.schedule.zone.key}",
        _when_next(row, words, now),
    ]
    pause = (words.say("⏸ Pause"), "g:pause") if row.paused_at is None else (words.say("▶ Go on"), "g:resume")
    return lines, [
        (_to("hours", words.say("🕐 Hours")), _to("days", words.say("📅 Days"))),
        (_to("scope", words.say("📍 Region")), _to("language", words.say("🌐 In which language"))),
        (_to("zone", words.say("🌍 Time zone")), Button(words.say("👁 Show me one now"), "g:preview")),
        (Button(*pause), _to("end", words.say("🗑 End"))),
    ]


def _chosen_hours(plan: Schedule) -> str:
    """`09 · 12 · 15 · 🌙 23`: the moon is the one that sums the day."""
    ordinary = [f"{hour:02}" for hour in sorted(plan.hours) if hour != plan.closing]
    closing = [f"🌙 {plan.closing}"] if plan.closing is not None else []
    return " · ".join([*ordinary, *closing])


def _chosen_days(plan: Schedule, words: Words) -> str:
    if plan.first is None or plan.last is None:
        return words.say("every day")
    if plan.first == plan.last:
        return words.say("only on {day}", day=f"{plan.first:%d.%m.%Y}")
    return f"{plan.first:%d.%m.%Y} – {plan.last:%d.%m.%Y}"


def _when_next(row: SubscriptionRow, words: Words, now: datetime) -> str:
    if row.paused_at is not None:
        return words.say("⏸ Paused: nothing comes until you press “Go on”.")
    coming = next_slot(row.schedule, now)
    if coming is None:
        return words.say("Nothing more is to come: choose other hours or days.")
    local = coming.at.astimezone(row.schedule.zone)
    same_day = local.date() == day_of(now, row.schedule.zone)
    return words.say("The next one: {time}", time=f"{local:%H:%M}" if same_day else f"{local:%d.%m %H:%M}")


def _hours(plan: Schedule, words: Words) -> Page:
    lines = [
        words.say("🕐 At which hours?"),
        words.say("⏱ 3 chooses every third hour. 🌙 is the one that sums the day."),
    ]
    grid = [_hour(plan, hour) for hour in range(FIRST_HOUR, LAST_HOUR + 1)]
    closing = tuple(
        Button(f"{_box(plan.closing == hour)} 🌙 {hour}", f"g:close:{0 if plan.closing == hour else hour}")
        for hour in CLOSING_HOURS
    )
    return lines, [
        *_in_rows(grid, HOURS_IN_A_ROW),
        tuple(Button(f"⏱ {number}", f"g:every:{number}") for number in EVERY),
        closing,
    ]


def _hour(plan: Schedule, hour: int) -> Button:
    chosen = hour in plan.hours
    return Button(f"{_box(chosen)} {hour:02}", f"g:hour:{hour}:{int(not chosen)}")


def _days(plan: Schedule, month: str | None, words: Words, now: datetime) -> Page:
    today = day_of(now, plan.zone)
    shown = date.fromisoformat(f"{month}-01") if month else (max(plan.first or today, today)).replace(day=1)
    lines = [
        words.say("📅 On which days?"),
        words.say("Tap a day; for several days tap the first, then the last."),
        "📅 " + _chosen_days(plan, words),
    ]
    quick = (
        Button(words.say("Every day"), "g:days:all"),
        Button(words.say("Today"), "g:days:today"),
        Button(words.say("Tomorrow"), "g:days:tomorrow"),
    )
    weeks = calendar.Calendar().monthdatescalendar(shown.year, shown.month)
    grid = [tuple(_calendar_day(plan, day, shown, today) for day in week) for week in weeks]
    return lines, [quick, _months(shown, today), *grid]


def _calendar_day(plan: Schedule, day: date, shown: date, today: date) -> Button:
    if day.month != shown.month or day < today:
        return Button("·", f"g:month:{shown:%Y-%m}")
    chosen = plan.first is not None and plan.has(day)
    return Button(f"✓{day.day}" if chosen else str(day.day), f"g:day:{day}")


def _months(shown: date, today: date) -> tuple[Button, ...]:
    before, after = (shown - timedelta(days=1)), (shown + timedelta(days=31))
    back = [Button("◀", f"g:month:{before:%Y-%m}")] if before >= today.replace(day=1) else []
    ahead = (shown.year - today.year) * 12 + shown.month - today.month
    on = [Button("▶", f"g:month:{after:%Y-%m}")] if ahead < MONTHS_AHEAD else []
    return (*back, Button(f"{shown:%m.%Y}", f"g:month:{shown:%Y-%m}"), *on)


def _languages(row: SubscriptionRow, words: Words) -> Page:
    as_here = words.say("As in this chat")
    own = Button(f"{_box(row.language is None)} {as_here}", "g:lang:chat")
    named = [Button(f"{_box(row.language is one)} {NAMES[one]}", f"g:lang:{one.value}") for one in Language]
    return [words.say("🌐 In which language?")], [(own,), *((button,) for button in named)]


def _scopes(tx: Tx, chat: Chat, row: SubscriptionRow, words: Words) -> Page:
    assert chat.member is not None
    own, chosen = chat.member.region_id, cases.visible_region(chat.member, row)
    if own is not None:
        here = Button(f"{ON} {stations.region_name(tx, own)}", f"g:scope:{own}")
        return [words.say("📍 Your desk is this region's: its digest is too.")], [(here,)]
    everything = words.say("The whole mission")
    whole = Button(f"{_box(chosen is None)} {everything}", "g:scope:all")
    regions = [
        Button(f"{_box(chosen == number)} {shorten(name, LONGEST_REGION)}", f"g:scope:{number}")
        for number, name in stations.regions(tx)[:MOST_REGIONS]
    ]
    return [words.say("📍 About which region?")], [(whole,), *_in_rows(regions, 2)]


def _zones(row: SubscriptionRow, offered: list[str], words: Words, now: datetime) -> Page:
    chosen = row.schedule.zone.key
    buttons = [Button(f"{_box(name == chosen)} {_zone_name(name, now)}", f"g:zone:{name}") for name in offered]
    return [words.say("🌍 By which clock?")], [(button,) for button in buttons]


def _zone_name(name: str, now: datetime) -> str:
    """`Asia/Almaty (UTC+06:00)`"""
    offset = now.astimezone(ZoneInfo(name)).strftime("%z")
    return f"{name.replace('_', ' ')} (UTC{offset[:3]}:{offset[3:]})"


def _to(screen: str, text: str) -> Button:
    return Button(text, f"g:show:{screen}")


def _box(chosen: bool) -> str:
    return ON if chosen else OFF


def _in_rows(buttons: Iterable[Button], length: int) -> list[tuple[Button, ...]]:
    listed = list(buttons)
    return [tuple(listed[at : at + length]) for at in range(0, len(listed), length)]
