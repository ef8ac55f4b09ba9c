"""What the child that draws may use, so that a fault there cannot take the machine along."""

from __future__ import annotations

import signal
import sys

try:
    import resource
except ImportError:  # Windows: the parent's clock alone protects there
    resource = None  # type: ignore[assignment]

MEMORY = 1 << 30  # bytes of address space; a picture with four photos takes some 300 MB, most of it libraries
CPU, WALL = 30, 45  # seconds
FILES = 64  # open at once: fonts


def hold_back() -> None:
    """Limit this process for good: no more memory or time than a picture takes, and nothing is written but the answer.

    Call it with every module loaded.
    """
    if resource is None:
        return
    signal.alarm(WALL)
    for name, most in (("RLIMIT_CPU", CPU), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0), ("RLIMIT_NOFILE", FILES)):
        _limit(name, most)
    if sys.platform != "darwin":  # macOS accepts it and then refuses ordinary allocations
        _limit("RLIMIT_AS", MEMORY)


def _limit(name: str, most: int) -> None:
    kind = getattr(resource, name)
    _, highest = resource.getrlimit(kind)
    if highest != resource.RLIM_INFINITY:
        most = min(most, highest)
    resource.setrlimit(kind, (most, most))
