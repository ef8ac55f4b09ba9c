"""Parameters of one call: from the address, JSON, a form or multipart ("Making requests", "Sending files")."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.files import Upload


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    values: dict[str, Any]
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        return default if value is None else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f'parameter "{name}" must be an integer') from None

    def number(self, name: str) -> float:
        try:
            return float(self.values[name])
        except (KeyError, TypeError, ValueError):
            raise bad_request(f"{name} is empty or no number") from None

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in ("true", "1", "yes")

    def json(self, name: str) -> Any:
        """A structure: native in a JSON body, a string of JSON elsewhere."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def objects(self, name: str) -> list[dict[str, Any]]:
        value = self.json(name) or []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise bad_request(f"expected an Array of {name}")
        return value


async def read_call(request: web.Request, method: str) -> Call:
    values: dict[str, Any] = dict(request.query) if request.query_string else {}
    if request.method == "GET" or not request.can_read_body:
        return Call(method, values)
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _read_multipart(request, method, values)
    raw = await request.read()
    if kind == "application/json":
        return Call(method, {**values, **_read_json(raw)})
    if kind == "application/x-www-form-urlencoded":
        return Call(method, {**values, **dict(parse_qsl(raw.decode(), keep_blank_values=True))})
    return Call(method, values)


def _read_json(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw or b"{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("expected an Object in the request body")
    return body


async def _read_multipart(request: web.Request, method: str, values: dict[str, Any]) -> Call:
    uploads: dict[str, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise bad_request("nested multipart")
        name, data = part.name or "", bytes(await part.read())
        if part.filename is None:
            values[name] = data.decode()
        else:
            uploads[name] = Upload(data, part.filename, part.headers.get("Content-Type", ""))
    return Call(method, values, uploads)


def too_large() -> ApiError:
    return ApiError(413, "Request Entity Too Large")
