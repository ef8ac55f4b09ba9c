"""An event loop whose clock jumps: nobody waits for a timer, and what happens when is known to the microsecond."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
PATIENCE = 1.0  # real seconds until a timer is believed to be what those at work wait for


class _Jumping(selectors.DefaultSelector):
    """Where nobody is at work, time moves on to the next timer."""

    def __init__(self, busy: Callable[[], bool]) -> None:
        super().__init__()
        self.busy, self.now = busy, 0.0

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        events = super().select(PATIENCE if self.busy() else 0)
        if not events:
            self.now += timeout
        return events


def run_virtually(work: Coroutine[Any, Any, T], busy: Callable[[], bool] = lambda: False) -> T:
    """Like asyncio.run; `busy` says whether sockets or threads are at work, which takes them real time."""
    selector = _Jumping(busy)
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now  # type: ignore[method-assign]
    try:
        return loop.run_until_complete(work)
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
