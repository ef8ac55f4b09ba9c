"""What the chats show at the end: each check gives what is not as the scripts say; an empty list is all well."""

from __future__ import annotations

from collections import Counter

from bot.core.words import Lane, Language
from bot.sandbox.model import Message
from bot.text import words_of
from handlers.vocabulary import TOASTS
from tests.desk_day import buttons
from tests.desk_day.books import Rang, lost_answers, readers, who_pressed
from tests.desk_day.coordinators import PSEUDONYM, Coordinator
from tests.desk_day.desk_day import DeskDay


def shown(day: DeskDay, alerts: list[Rang]) -> list[str]:
    """Everybody who is to have a card has it; whoever was away need not have what others took meanwhile."""
    return [
        f"{desk.name} never saw {one.told.code}, {desk.went} {desk.came} {one.claimed_at}"
        for one in alerts
        for desk in readers(day, one)
        if not desk.cards(one.alert) and not (desk.went and one.claimed_at <= desk.came + 60)
    ]


def taken(day: DeskDay, alerts: list[Rang]) -> list[str]:
    """One claimed it and one closed it, of those who pressed; the pop-up said "yours" to that one alone."""
    wrong, told_so = [], 0
    for one in alerts:
        yours = [name for desk in day.desk for name in _told_so(desk, one)]
        pressed, closed = who_pressed(day, one, "claim"), who_pressed(day, one, "dealt_with", "nothing")
        told_so += len(yours)
        if one.claimed_by not in pressed or yours not in ([], [one.claimed_by]):
            wrong.append(f"{one.told.code} is {one.claimed_by}'s: pressed by {pressed}, said to be of {yours}")
        if one.resolved_by not in closed:
            wrong.append(f"{one.told.code} is closed by {one.resolved_by}, pressed by {closed}")
    several = sum(len(who_pressed(day, one, "claim")) > 1 for one in alerts)
    enough = several > 5 and told_so > len(alerts) / 2
    return wrong if enough else [*wrong, f"only {several} contested, {told_so} told"]


def _told_so(desk: Coordinator, one: Rang) -> list[str]:
    """Whose chat said "yours", as often as it did."""
    yours = words_of(Language(desk.language)).named(TOASTS["claimed"])
    return [desk.pseudonym for query in desk.pressed[one.alert, "claim"] if query.text == yours]


def alike(day: DeskDay, alerts: list[Rang]) -> list[str]:
    """Every card in every chat shows the same end, and names the same two people."""
    return [
        f"{desk.name}, {one.told.code}: {card.text[-120:]!r} {card.buttons}"
        for desk in day.desk
        for one in alerts
        for card in desk.cards(one.alert)
        if not _is_closed(card, one)
    ]


def _is_closed(card: Message, one: Rang) -> bool:
    pressable = [
        pattern for pattern in (buttons.CLAIM, buttons.RESOLVE, buttons.OUTCOME) if buttons.shows(card, pattern)
    ]
    state = [line for line in card.text.splitlines() if line.startswith("☑")]
    return not pressable and buttons.shows(card, buttons.REOPEN) and len(state) == 1 and one.resolved_by in state[0]


def rung_once(day: DeskDay, alerts: list[Rang]) -> list[str]:
    """No card came twice, but where Telegram had it and could not say so."""
    return [
        f"{desk.name}: {more} cards more than alerts, {lost_answers(day, desk.user.id)} answers lost"
        for desk in day.desk
        for more in [sum(max(len(desk.cards(one.alert)) - 1, 0) for one in alerts)]
        if more > lost_answers(day, desk.user.id)
    ]


def _conversation(day: DeskDay, one: Rang, desk: Coordinator) -> list[str]:
    question = desk.questions[one.alert]
    there = [m for m in one.witness.messages if question in m.text]
    back = [m for m in desk.messages if question in m.text and buttons.number(m, buttons.ANSWERED) == one.report]
    wrong = []
    if not 1 <= len(there) <= 1 + lost_answers(day, one.witness.user.id):
        wrong.append(f"{one.witness.name} was asked {len(there)} times about {one.told.code}")
    if not 1 <= len(back) <= 1 + lost_answers(day, desk.user.id):
        wrong.append(f"{desk.name} was answered {len(back)} times about {one.told.code}")
    return wrong


def asked_and_answered(day: DeskDay, alerts: list[Rang]) -> list[str]:
    """Each question stands once in the observer's chat, and its answer once in the chat of whoever asked."""
    asked = [(one, desk) for one in alerts for desk in day.desk if one.alert in desk.questions]
    return [wrong for one, desk in asked for wrong in _conversation(day, one, desk)]


def nameless(day: DeskDay) -> list[str]:
    """What the bot says holds nobody's name or number at Telegram, and at observers no coordinator at all."""
    names = [said for one in (*day.desk, *day.observers) for said in (one.user.first_name, str(one.user.id))]
    wrong = [
        f"{one.name} reads {name} in {message.text!r}"
        for one in (*day.desk, *day.observers)
        for message in one.messages
        for name in names
        if name in message.text
    ]
    own = [(one, m.text) for one in day.observers for m in one.messages if PSEUDONYM.search(m.text)]
    return wrong + [f"{one.name} reads of a coordinator: {said!r}" for one, said in own]


def looked(day: DeskDay, alerts: list[Rang]) -> list[str]:
    """Whoever pressed 📷 got the photos of that report, as they were sent."""
    pressed = [(one, desk) for one in alerts for desk in day.desk if one.alert in desk.looked]
    wrong = [
        f"{desk.name} got {len(got)} photos with {one.told.code}"
        for one, desk in pressed
        for got in [_photos(day, one, desk)]
        if not got or not got <= set(one.told.files)
    ]
    return wrong if pressed else ["nobody looked at photos"]


def _photos(day: DeskDay, one: Rang, desk: Coordinator) -> set[bytes]:
    """Albums carry the code under their first photo."""
    files = day.emulator.world.files.by_id
    shown = [
        m.content["photo"][-1]["file_id"] for m in desk.messages if "photo" in m.content and one.told.code in m.text
    ]
    return {files[file_id].data for file_id in shown}


def patient(day: DeskDay) -> list[str]:
    """Told to wait, the bot leaves a chat alone; what is more urgent tries once, and no storm comes of it."""
    rest: dict[int, float] = {}
    in_vain: Counter[int] = Counter()
    wrong = []
    for call in day.emulator.log:
        if call.chat_id is None or call.code != 429:
            continue
        resting = call.at < rest.get(call.chat_id, 0)
        in_vain[call.chat_id] = in_vain[call.chat_id] + 1 if resting else 0
        if in_vain[call.chat_id] >= len(Lane):
            wrong.append(f"{call.chat_id} was written to {in_vain[call.chat_id]} times in vain")
        rest[call.chat_id] = call.at + int(call.description.split()[-1])
    return wrong if rest else ["nobody was told to wait"]


OF_ALERTS = (shown, taken, alike, rung_once, asked_and_answered, looked)
OF_ALL = (nameless, patient)
