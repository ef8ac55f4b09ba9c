"""`/rules`: what rings in a chat of the desk, and its quiet hours, by buttons on one screen edited in place.

`k:<what>:<account>[:<argument>…]`; the account is the chat the rules are of. A button says what is to be, not what to
turn over, so a repeat or an old one does no harm.
"""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.core import routing
from bot.core.routing import Quiet, Rules
from bot.core.words import Lane, Severity
from handlers.callbacks import number_of
from handlers.desk_silence import fall_silent
from handlers.render_rules import PAGES, category_groups, zones
from handlers.turns import Turn
from storage import accounts, chat_rules, desk_groups, forms, people, stations
from storage.accounts import Chat

MOST_BLANKED = 100
STAYS = {"cat": "cat", "reg": "reg", "form": "form", "hours": "quiet", "loud": "main", "zone": "quiet", "sev": "main"}


def show(turn: Turn) -> None:
    turn.send("rules", str(turn.chat.account_id), page="main")


def tapped(turn: Turn, what: str, argument: str) -> bool:
    """False for a button that does not exist (any more)."""
    which, _, choice = argument.partition(":")
    chat = within_reach(turn, number_of(which))
    if chat is None:
        return False
    if what == "close" and chat.desk is not None:
        _close_desk(turn, chat)
        _redraw(turn, turn.chat, "main")
        return True
    if what == "r" and choice in PAGES:
        _redraw(turn, chat, choice)
        return True
    before = chat_rules.of_chat(turn.tx, chat.account_id)
    after = _changed(turn, chat, before, what, choice)
    if after is None:
        return False
    if _leaves_nobody(turn, chat, before, after):
        turn.pop_up("last_critical")
    elif after != before:
        chat_rules.save(turn.tx, chat.account_id, after, turn.member.person_id, turn.now)
        people.log(turn.tx, turn.now, turn.member.person_id, "change rules", f"chat:{chat.account_id}", what=what)
    _redraw(turn, chat, STAYS[what])
    return True


def show_link(turn: Turn) -> None:
    """`/desk` in private: how a desk comes into a group."""
    turn.send("rules", str(turn.chat.account_id), page="link")


def within_reach(turn: Turn, account_id: int | None) -> Chat | None:
    """The chat whose rules this person may change: their own, and the groups of their desk."""
    if account_id is None or account_id == turn.chat.account_id:
        return turn.chat if account_id is not None else None
    group = desk_groups.of_account(turn.tx, account_id)
    mine = group is not None and turn.member.region_id in (None, group.region_id)
    return accounts.get_chat(turn.tx, account_id) if mine else None


def _close_desk(turn: Turn, chat: Chat) -> None:
    """In one tap: nothing more is posted there, and what we showed there disappears as far as Telegram lets it."""
    account_id = chat.account_id
    if not desk_groups.revoke(turn.tx, account_id, turn.member.person_id, turn.now):
        return
    people.log(turn.tx, turn.now, turn.member.person_id, "close desk", f"chat:{account_id}")
    fall_silent(turn, account_id, chat.region_id)
    shown = desk_groups.messages_shown(turn.tx, account_id, MOST_BLANKED)
    if shown:
        turn.send("desk_blanked", to=account_id, lane=Lane.ALERT, messages=shown)
    turn.send("desk_closed", to=account_id, lane=Lane.ALERT)


def _changed(turn: Turn, chat: Chat, rules: Rules, what: str, choice: str) -> Rules | None:
    """The rules as the button wants them."""
    one, _, wanted = choice.rpartition(":")
    on = wanted == "1"
    match what:
        case "sev" if one in tuple(Severity):
            severity = {Severity(one)}
            return replace(rules, severities=rules.severities | severity if on else rules.severities - severity)
        case "cat" if one in (among := frozenset(name for name, _ in category_groups(turn.tx, turn.house, turn.words))):
            return replace(rules, groups=routing.narrowed(rules.groups, one, on, among))
        case "reg" if chat.region_id is None:
            regions = frozenset(number for number, _ in stations.regions(turn.tx))
            number = number_of(one)
            known = number if number in regions else None
            return replace(rules, regions=routing.narrowed(rules.regions, known, on, regions)) if known else None
        case "form":
            listed = {number: form_id for number, form_id, _ in forms.current(turn.tx)}
            form_id = listed.get(number_of(one) or 0)
            among = frozenset(listed.values())
            return replace(rules, forms=routing.narrowed(rules.forms, form_id, on, among)) if form_id else None
        case _:
            return _with_quiet(turn, chat, rules, what, choice)


def _with_quiet(turn: Turn, chat: Chat, rules: Rules, what: str, choice: str) -> Rules | None:
    zone = rules.quiet.zone if rules.quiet else turn.house.time_zone
    first, _, last = choice.partition(":")
    hours = [number for text in (first, last) if (number := number_of(text)) is not None and number < 24]
    match what:
        case "loud":
            return replace(rules, quiet=None)
        case "hours" if len(hours) == 2 and hours[0] != hours[1]:
            return replace(rules, quiet=Quiet(hours[0], hours[1], zone))
        case "zone" if rules.quiet and choice in zones(turn.tx, turn.house, chat):
            return replace(rules, quiet=replace(rules.quiet, zone=ZoneInfo(choice)))
    return None


def _leaves_nobody(turn: Turn, chat: Chat, before: Rules, after: Rules) -> bool:
    """Critical reports are switched off here, and no other chat of this desk hears them all."""
    if Severity.CRITICAL in after.severities or Severity.CRITICAL not in before.severities:
        return False
    desk = accounts.desk_accounts(turn.tx, turn.house.bot_id, chat.region_id)
    others = chat_rules.of_chats(turn.tx, [one for one in desk if one != chat.account_id])
    return not routing.may_switch_off_critical(others.values())


def _redraw(turn: Turn, chat: Chat, page: str) -> None:
    """The tapped message becomes the next page; of several taps at once the last one is shown."""
    message_id = turn.tapped_message
    turn.send("rules", str(chat.account_id), key=f"rules:{message_id}", edit=message_id, page=page)
