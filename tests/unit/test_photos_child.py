"""One child process per file: what it may do, how it dies, what its parent believes."""

import io
import json
import struct
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.cases.photos import inspector as inspector_module
from bot.cases.photos import wire
from bot.cases.photos.inspection import Inspection, Verdict, from_json, to_json
from bot.cases.photos.inspector import CAN_FORK, Inspector
from bot.cases.photos.limits import Limits

PHOTOS = Path(__file__).parents[1] / "data" / "photos"
forking = pytest.mark.skipif(not CAN_FORK, reason="needs fork and the limits of Linux")


@pytest.fixture(scope="module")
def inspector() -> Iterator[Inspector]:
    with Inspector() as one:
        yield one


def test_many_threads_may_ask(inspector: Inspector) -> None:
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(inspector.inspect, [PHOTOS / "flower.jpg"] * 12))
    assert {each.verdict for each in found} == {Verdict.OK}


def test_a_fresh_process_per_file_says_the_same(inspector: Inspector) -> None:
    with Inspector(fork=False) as slow:
        for name in ("flower.jpg", "broken_data_stream.png"):
            assert slow.inspect(PHOTOS / name) == inspector.inspect(PHOTOS / name)


def test_a_closed_inspector_starts_again_when_asked() -> None:
    with Inspector() as one:
        one.close()
        assert one.inspect(PHOTOS / "flower.jpg").verdict is Verdict.OK
        one.close()
        one.close()
        assert one.inspect(PHOTOS / "flower.jpg").verdict is Verdict.OK


@pytest.mark.parametrize("fork", [pytest.param(True, marks=forking), False])
def test_the_clock_of_the_parent_ends_what_takes_too_long(tmp_path: Path, fork: bool) -> None:
    path = tmp_path / "a.png"
    Image.effect_noise((4000, 3000), 90).save(path, compress_level=1)
    with Inspector(seconds=0.01, fork=fork) as hurried:
        begun = time.monotonic()
        assert [hurried.inspect(path).verdict for _ in range(2)] == [Verdict.TIMED_OUT] * 2
        assert time.monotonic() - begun < 30


def hostile(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Put a decoder that a picture took over in the place of ours. `body`: what it does with `file`."""
    code = "; ".join(
        (
            "import os, signal, socket, sys, time, pathlib",
            "sys.path.append(sys.argv[1])",
            "from bot.cases.photos import worker",
            "from bot.cases.photos.inspection import Inspection, Verdict",
            f"exec({('def look(file):' + chr(10) + ' ' + body)!r})",
            "worker.look = look",
            "worker.start()",
        )
    )
    monkeypatch.setattr(inspector_module, "_BEGIN", code)


@forking
@pytest.mark.parametrize("fork", [True, False])
@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("while True: pass", Verdict.TIMED_OUT),
        ("time.sleep(60)", Verdict.TIMED_OUT),
        ("os.kill(os.getpid(), signal.SIGSEGV)", Verdict.CRASHED),
        ("os.kill(os.getppid(), signal.SIGKILL) if FORK else os._exit(3)", Verdict.CRASHED),
        ("bytearray(2 << 30)", Verdict.CRASHED),
        ("raise SystemExit(0)", Verdict.CRASHED),
        ("return Inspection(Verdict.OK, thumbnail=b'no JPEG')", Verdict.CRASHED),
        ("return Inspection(Verdict.OK, thumbnail=bytes(50 << 20))", Verdict.CRASHED),
        ("return Inspection(Verdict.OK, copy=b'no JPEG')", Verdict.CRASHED),
        ("return Inspection(Verdict.OK, copy=bytes(50 << 20))", Verdict.CRASHED),
        ("return Inspection(Verdict.OK, latitude=1e9, longitude=0.0)", Verdict.CRASHED),
        ("return Inspection(Verdict.OK, width='wide')", Verdict.CRASHED),
        ("return Inspection(Verdict.OK, metadata={'a': {'b': []}})", Verdict.CRASHED),
        ("return Inspection(Verdict.OK, metadata={'a': 'x' * 9999})", Verdict.CRASHED),
    ],
)
def test_a_decoder_taken_over_costs_one_verdict(
    monkeypatch: pytest.MonkeyPatch, body: str, verdict: Verdict, fork: bool
) -> None:
    with monkeypatch.context() as patch, Inspector(Limits(cpu=1, wall=2), fork=fork) as one:
        hostile(patch, body.replace("FORK", str(fork)))
        assert one.inspect(PHOTOS / "flower.jpg").verdict is verdict
        assert one.inspect(PHOTOS / "flower.jpg").verdict is verdict, "it can be asked again"


@forking
@pytest.mark.parametrize(
    "deed",
    [
        "open('/etc/passwd')",
        "socket.socket()",
        "os.pipe()",
        "os.write(1, bytes(99))",
        "os.listdir('.')",
    ],
)
def test_a_decoder_taken_over_reaches_no_file_and_no_network(monkeypatch: pytest.MonkeyPatch, deed: str) -> None:
    hostile(monkeypatch, f"\n try: {deed}\n except OSError as e: return Inspection(Verdict.OK, detail=e.strerror)")
    with Inspector() as one:
        found = one.inspect(PHOTOS / "flower.jpg")
    assert found.verdict is Verdict.OK
    assert found.detail in {"Too many open files", "Bad file descriptor"}


FORGER = """
 from bot.cases.photos import wire
 for fd in range(3, 20):
  try: os.write(fd, wire.pack_answer(Inspection(Verdict.OK)) * 2)
  except OSError: pass
 os._exit(0)"""


@forking
def test_a_decoder_taken_over_cannot_answer_for_the_next_file(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile(monkeypatch, FORGER)
    with Inspector() as one:
        assert one.inspect(PHOTOS / "flower.jpg").verdict is Verdict.CRASHED


@forking
def test_the_secrets_of_the_bot_are_not_in_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "123:secret")
    hostile(monkeypatch, "return Inspection(Verdict.OK, detail=' '.join(os.environ)[:400])")
    with Inspector() as one:
        assert "BOT_TOKEN" not in one.inspect(PHOTOS / "flower.jpg").detail


def test_a_child_that_cannot_start_is_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspector_module, "_BEGIN", "raise SystemExit(1)")
    with Inspector() as one:
        assert one.inspect(PHOTOS / "flower.jpg").verdict is Verdict.CRASHED


def jpeg(colour: str, **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG", **options)
    return out.getvalue()


@pytest.mark.parametrize(
    "picture",
    [
        b"\xff\xd8\xff",
        b"GIF89a" + bytes(40),
        jpeg("red") + b"PK\x03\x04 and more behind the end",
        jpeg("red", comment=b"made by Somebody"),
        jpeg("red", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"),
        jpeg("red", icc_profile=b"a profile"),
        jpeg("red", progressive=True),
        jpeg("red")[:-2],
        jpeg("red")[:-2] + jpeg("blue"),
        jpeg("red").replace(b"JFIF", b"JFXX\x10", 1),
    ],
)
def test_a_picture_that_carries_more_than_pixels_is_not_believed(picture: bytes) -> None:
    for thumbnail, copy in ((picture, None), (None, picture)):
        with pytest.raises(ValueError):
            from_json(to_json(Inspection(Verdict.OK)), thumbnail, copy)


def test_a_picture_of_what_is_not_ok_is_not_believed() -> None:
    with pytest.raises(ValueError):
        from_json(to_json(Inspection(Verdict.BROKEN)), None, jpeg("red"))


def test_an_inspection_comes_back_from_the_wire_as_it_went() -> None:
    claims = ("д", "JPEG", 1, 2, 3, "t", 4.0, 5.0, "c", "s", {"a": 1, "b": None})
    one = Inspection(Verdict.OK, *claims, "0123456789abcdef", "by hand", jpeg("red"), jpeg("blue"))
    assert wire.read_answer(io.BytesIO(wire.pack_answer(one))) == one


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "splendid"},
        {"format": 5},
        {"width": True},
        {"height": -1},
        {"orientation": 9},
        {"latitude": 5.0},
        {"latitude": 1, "longitude": 2},
        {"detail": None},
        {"fingerprint": "0123"},
        {"fingerprint": "0123456789ABCDEF"},
        {"copy_method": 5},
        {"metadata": []},
        {"metadata": {str(number): 1 for number in range(201)}},
        {"unknown": 1},
    ],
)
def test_a_strange_answer_is_not_believed(change: dict[str, Any]) -> None:
    claims = json.loads(to_json(Inspection(Verdict.OK))) | change
    with pytest.raises(ValueError):
        from_json(json.dumps(claims).encode(), None)


@pytest.mark.parametrize("data", [b"", b"\0" * 11, b"\xff" * 12, struct.pack(">III", 5, 0, 0) + b"[]", b"\0" * 12])
def test_a_strange_frame_is_not_read(data: bytes) -> None:
    with pytest.raises(wire.Garbled):
        wire.read_answer(io.BytesIO(data))


def test_deep_nesting_and_numbers_that_are_none_are_refused() -> None:
    for text in (b"[" * 100_000, b"\xff\xfe", to_json(Inspection(Verdict.OK)).replace(b"{}", b'{"a": NaN}')):
        with pytest.raises(ValueError):
            from_json(text, None)
