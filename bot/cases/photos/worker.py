"""The child process: reads paths from its standard input, writes answers to its standard output.

It imports Pillow once and then forks for every file. What looks at the file is a grandchild that has given up its
rights and dies after one answer: whatever a picture breaks or takes over is gone with it, and the next one costs no new
import (a fork takes 3 ms, a fresh process 50). Where there is no fork, or where it is not safe (macOS), it answers once
and ends.
"""

import gc
import os
import stat
import sys
from contextlib import suppress
from typing import IO, NoReturn

from bot.cases.photos import wire
from bot.cases.photos.inspection import Inspection, Verdict
from bot.cases.photos.limits import Limits, give_up_rights, ran_out_of_time
from bot.cases.photos.picture import get_ready, look


def main(arguments: list[str]) -> None:
    """`arguments`: "many" or "once", then the limits in the order of `Limits.to_arguments`."""
    limits = Limits.from_arguments(arguments[1:])
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    get_ready()
    gc.freeze()  # what was imported stays in pages that every grandchild shares
    _say(answers, wire.READY)
    while (path := wire.read_path(requests)) is not None:
        if arguments[0] == "once":
            _say(answers, wire.pack_answer(_inspect(path, limits)))
            return
        _say(answers, _in_a_grandchild(path, limits))


def _say(answers: IO[bytes], data: bytes) -> None:
    answers.write(data)
    answers.flush()


def _inspect(path: bytes, limits: Limits) -> Inspection:
    try:
        # Not blocking: somebody's pipe under that name must not stop us.
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        return Inspection(Verdict.CRASHED, f"cannot be read: {error.strerror}"[:200])
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        return Inspection(Verdict.CRASHED, "cannot be read: not a file")
    with os.fdopen(fd, "rb") as file:
        give_up_rights(limits)
        return look(file)


def _in_a_grandchild(path: bytes, limits: Limits) -> bytes:
    """The packed answer. The grandchild has a pipe of its own, so that a half answer never reaches the parent."""
    mine, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        _be_the_grandchild(path, limits, mine, theirs)
    os.close(theirs)
    with os.fdopen(mine, "rb") as pipe:
        packed = pipe.read(wire.MAX_ANSWER)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == 0 and wire.is_one_answer(packed):
        return packed
    if ran_out_of_time(-code):
        return wire.pack_answer(Inspection(Verdict.TIMED_OUT))
    return wire.pack_answer(Inspection(Verdict.CRASHED, f"ended with {code}"))


def _be_the_grandchild(path: bytes, limits: Limits, unused: int, answer: int) -> NoReturn:
    code = 1
    with suppress(BaseException):  # nothing may climb from here into the loop of `main`: that is the child's
        # Without the child's own pipes, what takes over this process cannot answer for files that come later.
        # And with both ends of its own pipe it would wait for itself when nobody reads on.
        for fd in (0, 1, unused):
            os.close(fd)
        with os.fdopen(answer, "wb") as pipe:
            pipe.write(wire.pack_answer(_inspect(path, limits)))
        code = 0
    os._exit(code)


def start() -> None:
    """The entry the parent calls, with the arguments of `main` behind the path of the project."""
    with suppress(KeyboardInterrupt, BrokenPipeError):
        main(sys.argv[2:])
