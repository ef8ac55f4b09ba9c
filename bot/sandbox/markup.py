"""The HTML of `parse_mode` ("Formatting options"), as strict as TDLib's parser and with its words."""

import re
from dataclasses import dataclass, field

from bot.sandbox.entities import utf16_length
from bot.sandbox.errors import ApiError, Json, bad_request

_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler",
    "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}  # fmt: skip
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[^\s>/]*)(?P<rest>[^>]*)(?P<close>>?)")
_ATTRIBUTE = re.compile(r"([^\s=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


@dataclass(slots=True)
class _Open:
    name: str
    offset: int
    attributes: dict[str, str]


@dataclass(slots=True)
class _Parser:
    source: str
    pieces: list[str] = field(default_factory=list)
    length: int = 0  # UTF-16 units written so far
    stack: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def parse(self) -> tuple[str, list[Json]]:
        position = 0
        for tag in _TAG.finditer(self.source):
            self.write(self.source[position : tag.start()])
            self.end(tag) if tag["end"] else self.start(tag)
            position = tag.end()
        self.write(self.source[position:])
        if self.stack:
            raise unparsable(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].name}"')
        return "".join(self.pieces), sorted(self.entities, key=lambda item: (item["offset"], -item["length"]))

    def write(self, raw: str) -> None:
        text = _REFERENCE.sub(_character, raw) if "&" in raw else raw
        self.pieces.append(text)
        self.length += utf16_length(text)

    def start(self, tag: re.Match[str]) -> None:
        name, where = tag["name"].lower(), self.byte(tag.start())
        if not tag["close"]:
            raise unparsable(f"Unclosed start tag at byte offset {where}")
        attributes = {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _ATTRIBUTE.finditer(tag["rest"])}
        if name not in _TYPES:
            raise unparsable(f'Unsupported start tag "{name}" at byte offset {where}')
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self.stack.append(_Open(name, self.length, attributes))

    def end(self, tag: re.Match[str]) -> None:
        name, where = tag["name"].lower(), self.byte(tag.start())
        if not tag["close"]:
            raise unparsable(f"Unclosed end tag at byte offset {where}")
        if not self.stack:
            raise unparsable(f"Unexpected end tag at byte offset {where}")
        opened = self.stack.pop()
        if name and name != opened.name:
            raise unparsable(
                f'Unmatched end tag at byte offset {where}, expected "</{opened.name}>", found "</{name}>"'
            )
        if self.length > opened.offset:
            self.close(opened)

    def close(self, opened: _Open) -> None:
        entity: Json = {"type": _TYPES[opened.name], "offset": opened.offset, "length": self.length - opened.offset}
        attributes = opened.attributes
        if opened.name == "a":
            entity["url"] = attributes.get("href", "")
            if not re.match(r"(https?|tg|mailto|tel):", entity["url"]):
                return  # Telegram drops a link it does not understand and keeps its words
        if opened.name == "blockquote" and "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
        if opened.name == "tg-emoji":
            entity["custom_emoji_id"] = attributes.get("emoji-id", "")
        if opened.name == "code" and self.stack and self.stack[-1].name == "pre" and "class" in attributes:
            return
        self.entities.append(entity)

    def byte(self, position: int) -> int:
        return len(self.source[:position].encode())


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else match[0]


def unparsable(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")


def parse_html(source: str) -> tuple[str, list[Json]]:
    """The plain text and its entities (offsets in UTF-16 units); raises 400 "can't parse entities: …"."""
    if "<" not in source and "&" not in source:
        return source, []
    return _Parser(source).parse()


def parse(source: str, mode: str, explicit: list[Json] | None) -> tuple[str, list[Json]]:
    """Follows `parse_mode` or the explicit entities; only HTML is emulated, and a bot is told so."""
    match mode.lower():
        case "":
            return source, [_checked(entity) for entity in explicit or []]
        case "html":
            return parse_html(source)
        case "markdown" | "markdownv2":
            raise bad_request("the sandbox reads parse_mode HTML only")
        case _:
            raise bad_request("unsupported parse_mode")


def _checked(entity: Json) -> Json:
    """A MessageEntity a bot gave; raises 400 where its fields have the wrong type."""
    for name, kind in (("type", str), ("offset", int), ("length", int)):
        if not isinstance(entity.get(name), kind):
            raise bad_request(f'can\'t parse MessageEntity: Field "{name}" must be of type {kind.__name__}')
    return entity
