"""The list of forms to choose from."""

from __future__ import annotations

from bot.cases.forms import INCIDENT
from bot.core.forms import Form
from bot.core.words import Language
from bot.text import Words
from handlers.house import House
from handlers.messages import Button, TextMessage, plain
from handlers.vocabulary import LINES
from storage import forms
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter

SEPARATOR = " · "  # between the titles of one form: Kazakh, Russian, English


def checklists(tx: Tx, house: House, chat: Chat, _letter: Letter, words: Words) -> TextMessage | None:
    if chat.member is None:
        return None
    listed = [(number, version) for number, form_id, version in forms.current(tx) if form_id != INCIDENT]
    if not listed:
        return TextMessage(plain(words.named(LINES["no_form"])))
    buttons = tuple(
        (Button(title(house.library.get(tx, version), words), f"f:{number}"),) for number, version in listed
    )
    return TextMessage(plain(words.say("Which checklist?")), buttons)


def title(form: Form, words: Words) -> str:
    """A title in three languages, one after another, is said in the reader's; any other as it is."""
    parts = form.title.split(SEPARATOR)
    return parts[list(Language).index(words.language)] if len(parts) == len(Language) else form.title
