"""The sandbox in a thread of its own, for callers without an event loop: browser tests, benchmarks, notebooks."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from bot.sandbox.telegram import Emulator

T = TypeVar("T")


class SandboxThread:
    """`with SandboxThread(scenes=…) as sandbox:` runs an Emulator at `sandbox.url`.

    The emulator belongs to its own loop: reach it through `do` (a plain function) or `wait` (a coroutine).
    """

    def __init__(self, *, port: int = 0, **options: Any) -> None:
        self._options, self._port = options, port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sandbox", daemon=True)
        self.emulator: Emulator
        self.url = ""

    def __enter__(self) -> "SandboxThread":
        self._thread.start()
        self.url = self.wait(self._start())
        return self

    async def _start(self) -> str:
        self.emulator = Emulator(**self._options)
        return await self.emulator.start(port=self._port)

    async def _stop(self) -> None:
        await self.emulator.stop()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def do(self, work: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """Calls `work` inside the loop: `sandbox.do(sandbox.emulator.send_text, user, "hello")`."""

        async def inside() -> T:
            return work(*arguments, **named)

        return self.wait(inside())

    def wait(self, coroutine: Coroutine[Any, Any, T], seconds: float = 30) -> T:
        """Runs a coroutine inside the loop: `sandbox.wait(sandbox.emulator.wait_for(user, "kept"))`."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(seconds)

    def __exit__(self, *_: object) -> None:
        self.wait(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
