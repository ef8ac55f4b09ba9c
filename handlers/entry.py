"""The door: strangers, invites, languages."""

from __future__ import annotations

from datetime import timedelta

from bot.cases.getting_in import Admitted, InviteRefused, accept_invite
from bot.core.words import Language
from handlers import admission, question_letters
from handlers.desk import catch_up, show_waiting
from handlers.observing import show_open_draft
from handlers.turns import Turn
from storage import accounts
from storage.accounts import Member
from storage.admission import pledged_at

STRANGER_PAUSE = timedelta(hours=1)
REFUSAL_PAUSE = timedelta(seconds=10)  # somebody who tries a link again wants to know, somebody who guesses must wait


def enter(turn: Turn, code: str) -> None:
    """`/start CODE`: the link is used up at once; the language comes next, then what is kept and who one is here."""
    admitted = accept_invite(turn.tx, turn.chat, code, turn.now)
    match admitted:
        case Admitted() if turn.chat.language is None:
            turn.send("language", to=turn.chat.account_id)
        case Admitted():
            _welcome(turn)
        case InviteRefused(why="unknown") if turn.chat.member is None:
            _tell_stranger(turn, "invite_unknown", REFUSAL_PAUSE)
        case InviteRefused(why=why) if turn.chat.member is None:
            _tell_stranger(turn, f"invite_{why}", REFUSAL_PAUSE)
        case InviteRefused(why="suspended"):
            turn.line("suspended")
        case InviteRefused(why=why):
            turn.line(f"invite_{why}")


def greet_stranger(turn: Turn) -> None:
    """One polite line, at a slow rate; a stranger learns nothing."""
    _tell_stranger(turn, "stranger", STRANGER_PAUSE)


def _tell_stranger(turn: Turn, line: str, pause: timedelta) -> None:
    told = turn.chat.told_off_at
    if told is not None and turn.now - told < pause:
        return
    accounts.told_off(turn.tx, turn.chat.account_id, turn.now)
    turn.line(line, language=turn.language.value)


def choose_language(turn: Turn, code: str) -> None:
    if code not in tuple(Language):
        turn.pop_up("closed")
        return
    first = turn.chat.language is None
    accounts.set_language(turn.tx, turn.chat.account_id, code)
    turn.language = Language(code)
    if first:
        _welcome(turn)
    else:
        turn.send("line", "language_changed", menu=True, commands=True)
    show_open_draft(turn)


def _welcome(turn: Turn) -> None:
    member = accounts.get_chat(turn.tx, turn.chat.account_id).member  # as it is after the invite
    assert member is not None
    if pledged_at(turn.tx, member.person_id) is None:
        admission.ask_pledge(turn)
    elif not member.active:
        turn.line("pending")
    if not member.active:
        return  # the mission's data is for those who are admitted
    turn.send("welcome", commands=True)
    if member.is_desk:
        _show_waiting(turn, member)


def _show_waiting(turn: Turn, member: Member) -> None:
    show_waiting(turn, member.region_id, member.practice)
    admission.show_waiting(turn, member.region_id)


def reachable(turn: Turn, yes: bool) -> None:
    """The person blocked the bot or let it in again: what waits for a blocked chat is not sent."""
    accounts.set_unreachable(turn.tx, turn.chat.account_id, None if yes else turn.now)
    if yes and turn.chat.unreachable_since is not None:
        back_again(turn)


def back_again(turn: Turn) -> None:
    """What was to be said meanwhile is gone; a desk finds what nobody has claimed, an observer what is asked."""
    member = turn.chat.member
    if member is not None:
        turn.post(question_letters.let_go(turn.tx, turn.house.bot_id, member.person_id))
    if member is not None and member.is_desk:
        if turn.chat.unreachable_since is not None:
            catch_up(turn, turn.chat.unreachable_since)
        _show_waiting(turn, member)
