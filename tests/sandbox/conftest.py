"""`play(scenario)`: runs `async def scenario(emulator, api)` against a fresh sandbox whose clock stands still."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from PIL import Image

from bot.sandbox.telegram import Emulator

ELECTION_DAY = 1_610_236_800.0  # 10 January 2021, 00:00 UTC
Scenario = Callable[[Emulator, "Api"], Awaitable[None]]


@dataclass
class Clock:
    now: float = ELECTION_DAY

    def __call__(self) -> float:
        return self.now


@dataclass
class Api:
    """The Bot API as a bot without a library sees it."""

    url: str
    token: str
    session: aiohttp.ClientSession

    async def call(self, method: str, **fields: Any) -> dict[str, Any]:
        async with self.session.post(f"{self.url}/bot{self.token}/{method}", json=fields) as response:
            body: dict[str, Any] = await response.json()
        assert response.status == body.get("error_code", 200)
        return body

    async def ok(self, method: str, **fields: Any) -> Any:
        body = await self.call(method, **fields)
        assert body["ok"], body
        return body["result"]

    async def refused(self, method: str, **fields: Any) -> str:
        body = await self.call(method, **fields)
        assert not body["ok"], body
        return str(body["description"])

    async def form(self, method: str, data: aiohttp.FormData) -> dict[str, Any]:
        async with self.session.post(f"{self.url}/bot{self.token}/{method}", data=data) as response:
            body: dict[str, Any] = await response.json()
            return body


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def play(clock: Clock) -> Callable[..., None]:
    def run(scenario: Scenario, **options: Any) -> None:
        asyncio.run(_play(scenario, clock, options))

    return run


async def _play(scenario: Scenario, clock: Clock, options: dict[str, Any]) -> None:
    emulator = Emulator(clock=clock, **options)
    url = await emulator.start()
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
            await scenario(emulator, Api(url, emulator.world.token, session))
    finally:
        await emulator.stop()


@pytest.fixture
def jpeg() -> bytes:
    """A photo as a camera makes it: 2000 by 1500, with a place in its metadata."""
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    out = io.BytesIO()
    Image.new("RGB", (2000, 1500), "#446688").save(out, "JPEG", exif=exif)
    return out.getvalue()
