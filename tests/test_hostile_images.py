"""A thousand damaged pictures and fifty bombs before the real inspector: each is a value, the limits are kept.

With BAQYLAU_BROKEN_IMAGES naming a folder (Tests/images of Pillow's source, say), every file below it is looked at too.
"""

import os
import resource
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from bot.cases.photos.bare import is_bare_jpeg
from bot.cases.photos.inspection import Inspection, Verdict
from bot.cases.photos.inspector import CAN_FORK, Inspector
from bot.cases.photos.limits import Limits
from tests.hostile_images import EITHER, FINE, TOO_MANY, bombs, mutated

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="needs fork and the limits of Linux")

HURRIED = Limits(cpu=3, wall=6)  # seconds; the memory is that of every day
SLACK = 5.0  # seconds: a machine that does much else
MEGABYTE = 1 << 20
GOOD = Path(__file__).parent / "data" / "photos" / "flower.jpg"
FOLDER = os.environ.get("BAQYLAU_BROKEN_IMAGES")


@pytest.fixture
def inspector() -> Iterator[Inspector]:
    with Inspector(HURRIED) as one:
        yield one


def memory() -> int:
    """Of this process now, in bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def looked_at(inspector: Inspector, path: Path) -> Inspection:
    """One inspection, with all that must hold whatever the file is."""
    begun = time.monotonic()
    found = inspector.inspect(path)
    assert time.monotonic() - begun < HURRIED.wall + SLACK, path
    assert found.detail != "no child process", path
    pictures = [found.thumbnail, found.copy]
    assert all(pictures) if found.verdict is Verdict.OK else not any(pictures), path
    assert all(is_bare_jpeg(picture) for picture in pictures if picture), path
    return found


def look_at_all(inspector: Inspector, files: Iterable[tuple[str, bytes]], folder: Path) -> dict[str, Inspection]:
    """Through one file that is written anew, and with a look at our own memory before and after."""
    assert looked_at(inspector, GOOD).verdict is Verdict.OK
    found, path, before = {}, folder / "photo.jpg", memory()
    for name, data in files:
        path.write_bytes(data)
        found[name] = looked_at(inspector, path)
    assert memory() - before < 200 * MEGABYTE
    assert looked_at(inspector, GOOD).verdict is Verdict.OK, "and the next photo is looked at"
    return found


def test_a_thousand_damaged_pictures_are_a_thousand_verdicts(inspector: Inspector, tmp_path: Path) -> None:
    found = look_at_all(inspector, mutated(1000), tmp_path)
    verdicts = Counter(one.verdict for one in found.values())
    print(dict(verdicts))
    assert len(found) == 1000
    assert verdicts[Verdict.OK] > 50, "some damage is none: the corpus reaches the decoders"
    assert verdicts[Verdict.BROKEN] > 300
    died = [name for name, one in found.items() if one.verdict in (Verdict.CRASHED, Verdict.TIMED_OUT)]
    assert len(died) < 50, died


def test_the_damage_is_the_same_every_time() -> None:
    assert list(mutated(40)) == list(mutated(40))


def test_bombs_are_refused_with_a_verdict_and_the_limits_are_kept(tmp_path: Path) -> None:
    corpus = bombs()
    assert len(corpus) >= 50
    with Inspector(HURRIED) as inspector:
        found = look_at_all(inspector, ((name, data) for name, (data, _) in corpus.items()), tmp_path)
    for name, (_, wanted) in corpus.items():
        if wanted != EITHER:
            assert (found[name].verdict is Verdict.OK) == (wanted == FINE), (name, found[name])
        if wanted == TOO_MANY:
            assert found[name].verdict is Verdict.TOO_MANY_PIXELS, (name, "it is not left to the limit of memory")
    print(dict(Counter(one.verdict for one in found.values())))
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert most <= HURRIED.memory + 64 * MEGABYTE, "no child ever had more than its limit of address space"


@pytest.mark.skipif(FOLDER is None, reason="BAQYLAU_BROKEN_IMAGES names no folder")
def test_every_picture_of_a_folder_is_a_verdict(inspector: Inspector) -> None:
    paths = sorted(path for path in Path(FOLDER or ".").rglob("*") if path.is_file())
    begun, before = time.monotonic(), memory()
    found = {path: looked_at(inspector, path) for path in paths}
    verdicts = Counter(one.verdict.value for one in found.values())
    print(f"\n{len(found)} files in {time.monotonic() - begun:.1f} s: {dict(verdicts)}")
    slowest = [str(path.name) for path, one in found.items() if one.verdict in (Verdict.CRASHED, Verdict.TIMED_OUT)]
    print("died:", slowest)
    assert memory() - before < 200 * MEGABYTE
    assert looked_at(inspector, GOOD).verdict is Verdict.OK
