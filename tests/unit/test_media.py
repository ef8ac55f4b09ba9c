"""The media folder never shows a half file, whatever happens while one is written."""

import errno
import hashlib
import os
import stat
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.media import Blob, MediaFolder, MediaFull

CONTENT = b"a protocol, photographed at the count" * 1000
NAME = hashlib.sha256(CONTENT).hexdigest()
SYSCALLS = ("open", "write", "fsync", "close", "mkdir", "replace", "unlink")
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def kept(root: Path) -> list[Path]:
    return [path for path in files(root) if path.parent.name != "incoming"]


def test_bytes_are_kept_under_their_hash(tmp_path: Path) -> None:
    folder = MediaFolder(tmp_path / "media")
    blob = folder.keep_bytes(CONTENT)
    assert blob == Blob(NAME, len(CONTENT))
    assert folder.path(NAME) == tmp_path / "media" / NAME[:2] / NAME
    assert folder.has(NAME)
    assert folder.check(NAME)
    with folder.open(NAME) as file:
        assert file.read() == CONTENT


def test_chunks_make_the_same_file_as_the_whole(tmp_path: Path) -> None:
    with MediaFolder(tmp_path).begin() as incoming:
        for start in range(0, len(CONTENT), 1000):
            incoming.write(CONTENT[start : start + 1000])
        assert incoming.keep() == Blob(NAME, len(CONTENT))
    assert [path.name for path in files(tmp_path)] == [NAME]


def test_an_empty_file_is_a_file(tmp_path: Path) -> None:
    assert MediaFolder(tmp_path).keep_bytes(b"") == Blob(hashlib.sha256(b"").hexdigest(), 0)


def test_the_same_content_twice_is_one_file(tmp_path: Path) -> None:
    folder = MediaFolder(tmp_path)
    assert folder.keep_bytes(CONTENT) == folder.keep_bytes(CONTENT)
    assert len(files(tmp_path)) == 1


def test_a_rotted_copy_is_noticed_and_healed_by_the_same_content(tmp_path: Path) -> None:
    folder = MediaFolder(tmp_path)
    folder.keep_bytes(CONTENT)
    folder.path(NAME).write_bytes(b"X" + CONTENT[1:])
    assert not folder.check(NAME)
    folder.keep_bytes(CONTENT)
    assert folder.check(NAME)


def test_what_is_not_kept_leaves_nothing(tmp_path: Path) -> None:
    folder = MediaFolder(tmp_path)
    with folder.begin() as incoming:
        incoming.write(CONTENT)
    with pytest.raises(RuntimeError), folder.begin() as incoming:
        incoming.write(CONTENT)
        raise RuntimeError("the network went away")
    assert files(tmp_path) == []


def test_a_file_is_kept_once(tmp_path: Path) -> None:
    with MediaFolder(tmp_path).begin() as incoming:
        incoming.keep()
        with pytest.raises(ValueError, match="already kept"):
            incoming.keep()
        with pytest.raises(ValueError, match="already kept"):
            incoming.write(b"more")


def test_what_is_not_here_is_said_so(tmp_path: Path) -> None:
    folder = MediaFolder(tmp_path)
    assert not folder.has(NAME)
    assert not folder.check(NAME)
    with pytest.raises(FileNotFoundError):
        folder.open(NAME)


@pytest.mark.parametrize(
    "name",
    ["", "../../etc/passwd", NAME[:63], NAME + "0", NAME.upper(), NAME + "\n", "/" + NAME[1:], "g" * 64, "٣" * 64],
)
def test_a_name_that_is_no_hash_is_refused(tmp_path: Path, name: str) -> None:
    folder = MediaFolder(tmp_path)
    for use in (folder.path, folder.has, folder.open, folder.check):
        with pytest.raises(ValueError, match="64 lowercase hex"):
            use(name)


@posix
def test_only_the_owner_may_read(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder = MediaFolder(tmp_path / "deep" / "media")
        folder.keep_bytes(CONTENT)
    finally:
        os.umask(before)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "deep").rglob("*")}
    assert modes
    assert all(mode == (0o700 if path.is_dir() else 0o600) for path, mode in modes.items())


def test_sweeping_removes_old_leftovers_only(tmp_path: Path) -> None:
    folder = MediaFolder(tmp_path)
    folder.keep_bytes(CONTENT)
    old, young = tmp_path / "incoming" / "old", tmp_path / "incoming" / "young"
    old.write_bytes(b"half")
    young.write_bytes(b"half")
    os.utime(old, (0, 0))
    assert folder.sweep(timedelta(hours=1)) == 1
    assert young.exists()
    assert not old.exists()
    assert folder.check(NAME)


class PowerCut(BaseException):
    """The process is gone: nothing after this call happens, not even the tidying."""


def interrupt(monkeypatch: pytest.MonkeyPatch, at: int, make: Callable[[], BaseException], forever: bool) -> list[str]:
    """Let call number `at` (from 0) into the operating system fail, and every later one when `forever`."""
    calls: list[str] = []

    def wrap(name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            calls.append(name)
            if len(calls) - 1 == at or (forever and len(calls) > at >= 0):
                raise make()
            return real(*args, **kwargs)

        return call

    for name in SYSCALLS:
        monkeypatch.setattr(os, name, wrap(name))
    return calls


def keep_in_two_chunks(root: Path) -> None:
    with MediaFolder(root).begin() as incoming:
        incoming.write(CONTENT[:1000])
        incoming.write(CONTENT[1000:])
        incoming.keep()


def calls_of_a_whole_run(root: Path) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        calls = interrupt(patch, -1, PowerCut, forever=False)
        keep_in_two_chunks(root)
    return calls


def test_a_crash_at_any_call_leaves_no_half_file(tmp_path: Path) -> None:
    calls = calls_of_a_whole_run(tmp_path / "whole")
    assert calls.index("replace") > calls.index("fsync")
    assert calls[calls.index("replace") :].count("fsync") == 1, "the folder of the new name is synced"
    for at in range(len(calls)):
        root = tmp_path / str(at)
        with pytest.MonkeyPatch.context() as patch, pytest.raises(PowerCut):
            interrupt(patch, at, PowerCut, forever=True)
            keep_in_two_chunks(root)
        assert all(path.read_bytes() == CONTENT and path.name == NAME for path in kept(root)), calls[at]
        after = MediaFolder(root)
        after.sweep(timedelta(0))
        assert after.keep_bytes(CONTENT).sha256 == NAME
        assert files(root) == [after.path(NAME)], calls[at]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_at_any_call_has_a_name_and_leaves_nothing_half(tmp_path: Path, code: int) -> None:
    calls = calls_of_a_whole_run(tmp_path / "whole")
    for at, name in enumerate(calls):
        if name not in {"write", "fsync", "mkdir", "replace"}:
            continue
        root = tmp_path / str(at)
        with pytest.MonkeyPatch.context() as patch, pytest.raises(MediaFull):
            interrupt(patch, at, lambda: OSError(code, "no room"), forever=False)
            keep_in_two_chunks(root)
        assert all(path.read_bytes() == CONTENT for path in files(root)), "whole or not there"


def test_another_fault_of_the_disk_keeps_its_own_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = MediaFolder(tmp_path)

    def broken(fd: int) -> None:
        raise OSError(errno.EIO, "the disk is dying")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="the disk is dying"):
        folder.keep_bytes(CONTENT)
    assert files(tmp_path) == []


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, data[:777]))
    folder = MediaFolder(tmp_path)
    assert folder.keep_bytes(CONTENT).size == len(CONTENT)
    assert folder.check(NAME)


def test_many_writers_of_the_same_content_make_one_file(tmp_path: Path) -> None:
    folders = [MediaFolder(tmp_path) for _ in range(2)]
    blobs: list[Blob] = []
    start = threading.Barrier(8)

    def write(folder: MediaFolder) -> None:
        with folder.begin() as incoming:
            incoming.write(CONTENT)
            start.wait()
            blobs.append(incoming.keep())

    threads = [threading.Thread(target=write, args=(folders[n % 2],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert blobs == [Blob(NAME, len(CONTENT))] * 8
    assert files(tmp_path) == [folders[0].path(NAME)]
    assert folders[0].check(NAME)
