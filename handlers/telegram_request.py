"""The library's network port over aiohttp: its default client falls behind at many calls at once."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

READ_SECONDS = 20.0
CONNECT_SECONDS = 10.0
MEDIA_SECONDS = 120.0


class Unreadable(TelegramError):
    """An answer that is no JSON, or nested beyond reading. `update_id` is the first update's in it, if one is there."""

    def __init__(self, payload: bytes) -> None:
        super().__init__("Invalid server response")
        found = re.search(rb'"update_id"\s*:\s*(\d{1,18})\b', payload[:500])
        self.update_id = int(found[1]) if found else None


class AiohttpRequest(BaseRequest):
    """Implements telegram.request.BaseRequest. Errors never carry the address, which holds the token."""

    def __init__(self, connections: int = 256) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The library's own writes an answer that it cannot read into the log, with all that people said in it."""
        try:
            answer: dict[str, Any] = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            raise Unreadable(payload) from None
        return answer

    @property
    def read_timeout(self) -> float | None:
        return READ_SECONDS

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the request is not initialized")
        return self._session

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300)
            self._session = aiohttp.ClientSession(connector=connector, headers={"User-Agent": self.USER_AGENT})

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        files = request_data is not None and request_data.contains_files
        timeout = aiohttp.ClientTimeout(
            total=None,
            sock_connect=_seconds(connect_timeout, CONNECT_SECONDS),
            sock_read=_seconds(read_timeout, MEDIA_SECONDS if files else READ_SECONDS),
        )
        try:
            body, headers = _body(request_data)
            async with self.session.request(method, url, data=body, headers=headers, timeout=timeout) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None


def fields(parameters: Mapping[str, Any]) -> RequestData:
    """The parameters of a call made without the library's objects; what is None is left out."""
    given = {name: value for name, value in parameters.items() if value is not None}
    return RequestData([RequestParameter.from_input(name, value) for name, value in given.items()])


def _seconds(given: Any, default: float) -> float | None:
    """A caller's own limit, which may be None for none; the library's placeholder means ours."""
    return given if given is None or isinstance(given, int | float) else default


def _body(data: RequestData | None) -> tuple[Any, dict[str, str] | None]:
    if data is None:
        return None, None
    if not data.contains_files:  # as JSON: writing Cyrillic and keyboards for a form costs a quarter of the loop's time
        return data.json_payload, {"Content-Type": "application/json"}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form, None
