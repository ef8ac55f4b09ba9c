"""An event loop whose clock jumps: nobody waits for a timer, and what happens when is known to the microsecond."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Jumping(selectors.DefaultSelector):
    """Where nothing is to be read or written for `grace` real seconds, time moves on to the next timer."""

    def __init__(self, grace: float) -> None:
        super().__init__()
        self.grace, self.now = grace, 0.0

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        events = super().select(self.grace)
        if not events:
            self.now += timeout
        return events


def run_virtually(work: Coroutine[Any, Any, T], grace: float = 0.0) -> T:
    """Like asyncio.run; `grace` is for work with sockets and threads, which take real time to answer."""
    selector = _Jumping(grace)
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now  # type: ignore[method-assign]
    try:
        return loop.run_until_complete(work)
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
