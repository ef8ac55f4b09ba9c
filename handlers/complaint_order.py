"""A complaint's file, made just before it is sent, away from the event loop."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from bot.cases.complaints import folder
from bot.cases.complaints.filling import BadTemplate, fill
from bot.text import Words
from handlers.house import House
from handlers.messages import FileMessage, TextMessage, plain


@dataclass(frozen=True, slots=True)
class ComplaintOrder:
    """`template` and `language` name the file; `known` is what stands in it; `caption` comes with it."""

    template: str
    language: str
    name: str
    known: dict[str, str | None]
    caption: str
    words: Words


def make(order: ComplaintOrder, house: House) -> FileMessage | TextMessage:
    words = order.words
    found = folder.named(house.complaints, order.template, order.language) if house.complaints else None
    if found is None:
        return TextMessage(plain(words.say("The template is not there any more. Ask the administrator.")))
    filled = fill(found.path, order.known)
    if isinstance(filled, BadTemplate):
        text = words.say("The template {name} cannot be used. Ask the administrator to check it.", name=found.path.name)
        return TextMessage(plain(text))
    path = house.exports / f"{house.owner}-{secrets.token_hex(4)}.docx"
    path.write_bytes(filled.content)
    return FileMessage(path, order.name, order.caption)
