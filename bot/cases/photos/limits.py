"""What a process that decodes a stranger's picture gives up first."""

import signal
import sys
from dataclasses import dataclass
from typing import Self

try:
    import resource
except ImportError:  # Windows: only the parent's clock and the cap on pixels protect there
    resource = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Limits:
    """memory: bytes of address space. cpu, wall: seconds.

    Measured at 40 megapixels, copy and thumbnail included: a WebP takes most, 700 MB (a JPEG or HEIF 350, a PNG with
    transparency 500); a PNG with transparency takes longest, 1.6 s. A JPEG of 12 megapixels takes 200 MB and 140 ms,
    with a profile to be applied 280 ms, a HEIF 300 ms.
    """

    memory: int = 1 << 30
    cpu: int = 10
    wall: int = 15

    def to_arguments(self) -> list[str]:
        return [str(self.memory), str(self.cpu), str(self.wall)]

    @classmethod
    def from_arguments(cls, arguments: list[str]) -> Self:
        memory, cpu, wall = map(int, arguments)
        return cls(memory, cpu, wall)


def give_up_rights(limits: Limits) -> None:
    """Apply `limits` to this process for good. Call it with the file already open and every module imported.

    With no new file descriptors a decoder that was taken over can open neither the database nor a socket; with a file
    size of nothing it can write to no file (pipes are not files). It could still signal processes of the same user.
    The number of processes is not limited: that limit counts threads too, and the HEIF decoder needs one of its own.
    """
    if resource is None:
        return
    signal.alarm(limits.wall)  # unhandled, so it ends the process even inside a decoder that never returns
    _limit("RLIMIT_CORE", 0)  # a core would be a copy of somebody's photo
    _limit("RLIMIT_CPU", limits.cpu, limits.cpu + 1)  # SIGXCPU at the first says why; SIGKILL at the second insists
    _limit("RLIMIT_FSIZE", 0)
    _limit("RLIMIT_NOFILE", 0)
    if sys.platform != "darwin":  # macOS accepts it and then refuses ordinary allocations
        _limit("RLIMIT_AS", limits.memory)


def _limit(name: str, soft: int, hard: int | None = None) -> None:
    kind = getattr(resource, name, None)
    if kind is None:
        return
    _, highest = resource.getrlimit(kind)
    hard = soft if hard is None else hard
    if highest != resource.RLIM_INFINITY:
        soft, hard = min(soft, highest), min(hard, highest)
    resource.setrlimit(kind, (soft, hard))


def ran_out_of_time(signal_number: int) -> bool:
    """Was this the signal by which a limit on time ends a process? SIGKILL is not: it may tell of no memory."""
    return signal_number in {getattr(signal, name, -1) for name in ("SIGXCPU", "SIGALRM")}
