"""🎓 in the first line of whatever is practice, so that nobody takes it for the day itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from bot.text import Words
from handlers.messages import TextMessage, bold
from storage import reports
from storage.accounts import Chat
from storage.database import Tx
from storage.forms import DraftRow
from storage.outbox import Letter

M = TypeVar("M")
BY_MODE = frozenset({"welcome", "help", "checklists", "my_reports"})  # the rest is marked by what it shows


def marked(text: str, practice: bool, words: Words) -> str:
    """HTML in, HTML out."""
    if not practice:
        return text
    return "🎓 " + bold(words.say("Practice")) + "\n" + text


def by_mode(message: M, chat: Chat, letter: Letter, words: Words) -> M | TextMessage:
    """The screens of somebody who practises."""
    if letter.kind in BY_MODE and isinstance(message, TextMessage) and chat.member is not None:
        return replace(message, text=marked(message.text, chat.member.practice, words))
    return message


def is_practice(tx: Tx, chat: Chat, draft: DraftRow) -> bool:
    """Would it be practice if it were submitted now? A correction is what its report is."""
    corrected = reports.find(tx, draft.revises) if draft.revises is not None else None
    if corrected is not None:
        return corrected.practice
    return chat.member is not None and chat.member.practice
