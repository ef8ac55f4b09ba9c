"""Text as Telegram keeps it: UTF-16 lengths, trimming, and the entities it finds by itself ("MessageEntity")."""

import re

from bot.sandbox.errors import Json

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\t]")
_TRIM = " \n\u00a0\u200b"
_FOUND = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"]+|\b(?:t\.me|telegram\.me)/[^\s<>\"]+)"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[\w.-]*\w)"
    r"|(?P<bot_command>(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<!\w)@[A-Za-z0-9_]{4,32}\b)"
    r"|(?P<hashtag>(?<!\w)#\w+)"
)
_FIRST_LOOK = re.compile(r"[/@#]")
_SELF_FOUND = frozenset({"url", "email", "bot_command", "mention", "hashtag"})  # Telegram finds these, whatever is sent
_OPAQUE = frozenset({"pre", "code", "text_link", "text_mention"})


def utf16_length(text: str) -> int:
    """Length as Telegram counts it: characters outside the basic plane count twice."""
    if text.isascii():
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)


def clean(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Telegram's own tidying: no carriage returns or control characters, no space around the whole."""
    text = _CONTROL.sub(" ", text.replace("\r", "")) if not text.isprintable() else text
    shown = text.strip(_TRIM)
    if not entities or shown == text:
        return shown, entities
    lead = utf16_length(text[: len(text) - len(text.lstrip(_TRIM))])
    return shown, _clip(entities, lead, utf16_length(shown))


def _clip(entities: list[Json], lead: int, length: int) -> list[Json]:
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        end = min(length, entity["offset"] + entity["length"] - lead)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return kept


def with_found(text: str, entities: list[Json]) -> list[Json]:
    """Adds the commands, links, mentions and hashtags Telegram finds by itself; marked code stays as it is."""
    if not _FIRST_LOOK.search(text):
        return entities
    taken = [(item["offset"], item["offset"] + item["length"]) for item in entities if item["type"] in _OPAQUE]
    found = [item for item in entities if item["type"] not in _SELF_FOUND]
    for match in _FOUND.finditer(text):
        start, words = utf16_length(text[: match.start()]), match.group()
        length = utf16_length(words)
        if not any(start < end and begin < start + length for begin, end in taken):
            found.append({"type": match.lastgroup, "offset": start, "length": length})
    return sorted(found, key=lambda item: (item["offset"], -item["length"]))
