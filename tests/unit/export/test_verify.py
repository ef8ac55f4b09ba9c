"""What `verify` says of an export that somebody changed, cut off, or made to do harm."""

import hashlib
import io
import json
import os
import struct
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from bot.cases.verify import Broken, Verified, verify_export
from bot.cases.verify_sources import MOST_DIRECTORY

SUMMARY = {"as_of": "2021-01-10T20:00:00.000Z", "not_included": [], "damaged": []}
FILES = {
    "attachments/123-456/1-abababababab.jpg": b"\xff\xd8\xff a photograph " + bytes(range(256)) * 40,
    "export.json": json.dumps(SUMMARY | {"counts": {"reports": 2, "attachments": 1, "files": 1}}).encode(),
    "reports.jsonl": b'{"code": "123-456"}\n{"code": "123-457"}\n',
}
PHOTO = next(iter(FILES))


def sums(files: dict[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items()).encode()


def zipped(path: Path, files: dict[str, bytes], manifest: bytes | None = None) -> Path:
    with ZipFile(path, "w") as made:
        for name, data in files.items():
            made.writestr(name, data)
        made.writestr("SHA256SUMS", sums(FILES) if manifest is None else manifest)
    return path


def unpacked(path: Path, files: dict[str, bytes]) -> Path:
    for name, data in (files | {"SHA256SUMS": sums(FILES)}).items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def problems(path: Path) -> list[tuple[str, str]]:
    found = verify_export(path)
    assert isinstance(found, Broken)
    return [(one.fault, one.name) for one in found.problems]


def test_an_untouched_zip_and_its_folder_verify(tmp_path: Path) -> None:
    good = Verified(3, 2, 1, 0, 0, "2021-01-10T20:00:00.000Z")
    assert verify_export(zipped(tmp_path / "good.zip", FILES)) == good
    assert verify_export(unpacked(tmp_path / "good", FILES)) == good


def test_progress_is_heard(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    verify_export(zipped(tmp_path / "good.zip", FILES), lambda done, total: heard.append((done, total)))
    assert heard == [(1, 3), (2, 3), (3, 3)]


def test_a_flipped_byte_is_found(tmp_path: Path) -> None:
    changed = FILES | {PHOTO: FILES[PHOTO][:-1] + b"\0"}
    assert problems(unpacked(tmp_path / "folder", changed)) == [("changed", PHOTO)]
    assert problems(zipped(tmp_path / "a.zip", changed)) == [("changed", PHOTO)]


def test_a_byte_flipped_inside_the_zip_is_found(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", FILES)
    content = bytearray(path.read_bytes())
    content[content.index(b" a photograph ")] ^= 1
    path.write_bytes(content)
    assert problems(path) == [("unreadable", PHOTO)]


def test_a_removed_file_is_missed(tmp_path: Path) -> None:
    rest = {name: data for name, data in FILES.items() if name != PHOTO}
    assert problems(unpacked(tmp_path / "folder", rest)) == [("missing", PHOTO)]
    assert problems(zipped(tmp_path / "a.zip", rest)) == [("missing", PHOTO)]


def test_an_added_file_is_seen(tmp_path: Path) -> None:
    more = FILES | {"attachments/123-456/2-cdcdcdcdcdcd.jpg": b"slipped in"}
    expected = [("extra", "attachments/123-456/2-cdcdcdcdcdcd.jpg")]
    assert problems(unpacked(tmp_path / "folder", more)) == expected
    assert problems(zipped(tmp_path / "a.zip", more)) == expected


def test_a_file_taken_out_together_with_its_line_does_not_agree_with_the_counts(tmp_path: Path) -> None:
    rest = {name: data for name, data in FILES.items() if name != PHOTO}
    assert problems(zipped(tmp_path / "a.zip", rest, sums(rest))) == [("counts", "attachments")]


def test_a_report_taken_out_of_the_lines_does_not_agree_with_the_counts(tmp_path: Path) -> None:
    fewer = FILES | {"reports.jsonl": b'{"code": "123-456"}\n'}
    assert problems(zipped(tmp_path / "a.zip", fewer, sums(fewer))) == [("counts", "reports.jsonl")]


def test_every_cut_of_a_zip_is_broken(tmp_path: Path) -> None:
    content = zipped(tmp_path / "whole.zip", FILES).read_bytes()
    for length in (0, 1, 21, 100, len(content) // 2, len(content) - 22, len(content) - 1):
        (tmp_path / "cut.zip").write_bytes(content[:length])
        assert problems(tmp_path / "cut.zip") == [("not_an_export", "cut.zip")]


def test_noise_in_any_byte_of_a_zip_raises_nothing(tmp_path: Path) -> None:
    content = zipped(tmp_path / "whole.zip", {name: data[:60] for name, data in FILES.items()}).read_bytes()
    for at in range(len(content)):
        noisy = bytearray(content)
        noisy[at] ^= 0xFF
        (tmp_path / "noisy.zip").write_bytes(noisy)
        verify_export(tmp_path / "noisy.zip")


def test_what_is_no_export_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.txt").write_text("hello")
    with ZipFile(tmp_path / "other.zip", "w") as made:
        made.writestr("a", "b")
    for name in ("empty", "a.txt", "other.zip", "absent.zip"):
        assert problems(tmp_path / name) == [("not_an_export", name)]


@pytest.mark.parametrize("name", ["../escaped", "/etc/cron.d/x", "a/../../b", "a\\b", "C:x", "a//b", "./a", "a\nb"])
def test_a_name_that_leaves_the_folder_is_refused_and_never_opened(tmp_path: Path, name: str) -> None:
    manifest = sums(FILES) + f"{'0' * 64}  ../../etc/passwd\n".encode()
    found = problems(zipped(tmp_path / "a.zip", FILES | {name: b"x"}, manifest))
    assert ("refused", name) in found
    assert ("missing", "../../etc/passwd") in found


def test_a_manifest_that_points_outside_the_folder_opens_nothing_there(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    folder = unpacked(tmp_path / "folder", FILES)
    outside = f"{hashlib.sha256(b'secret').hexdigest()}  ../secret\n".encode()
    (folder / "SHA256SUMS").write_bytes(sums(FILES) + outside)
    assert problems(folder) == [("missing", "../secret")]


def test_links_are_refused_and_not_followed(tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "folder", FILES)
    outside = tmp_path / "outside.jpg"
    outside.write_bytes(FILES[PHOTO])
    (folder / PHOTO).unlink()
    (folder / PHOTO).symlink_to(outside)
    assert problems(folder) == [("refused", PHOTO), ("missing", PHOTO)]
    link = ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with ZipFile(zipped(tmp_path / "a.zip", FILES), "a") as made:
        made.writestr(link, "/etc/passwd")
    assert problems(tmp_path / "a.zip") == [("refused", "link")]


def test_a_pipe_in_the_folder_does_not_hold_us_up(tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "folder", FILES)
    os.mkfifo(folder / "pipe")
    assert problems(folder) == [("refused", "pipe")]


def test_a_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with ZipFile(zipped(tmp_path / "bomb.zip", FILES), "a", ZIP_DEFLATED) as made:
        made.writestr("zeros", bytes(64 * 2**20))
    found = verify_export(tmp_path / "bomb.zip")
    assert isinstance(found, Broken)
    assert str(found.problems[0]) == "bomb.zip: would unpack to more than 256 times its size"


def test_a_packing_we_do_not_use_is_refused(tmp_path: Path) -> None:
    with ZipFile(zipped(tmp_path / "a.zip", FILES), "a", ZIP_BZIP2) as made:
        made.writestr("zeros", bytes(1000))
    assert problems(tmp_path / "a.zip") == [("refused", "zeros")]


def test_an_entry_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with ZipFile(zipped(tmp_path / "a.zip", FILES), "a") as made, pytest.warns(UserWarning, match="Duplicate name"):
        made.writestr(PHOTO, b"another photograph under the same name")
    assert problems(tmp_path / "a.zip") == [("refused", PHOTO)]


def test_a_huge_directory_is_refused_unread(tmp_path: Path) -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, MOST_DIRECTORY + 1, 0, 0)
    with (tmp_path / "huge.zip").open("wb") as file:
        file.truncate(MOST_DIRECTORY + 2)
        file.seek(0, io.SEEK_END)
        file.write(end)
    found = verify_export(tmp_path / "huge.zip")
    assert isinstance(found, Broken)
    assert found.problems[0].detail == "lists more files than any export has"


@pytest.mark.parametrize("manifest", [b"\xff\xfe", b"no hash at all\n", sums(FILES) * 2])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, manifest: bytes) -> None:
    assert isinstance(verify_export(zipped(tmp_path / "a.zip", FILES, manifest)), Broken)


@pytest.mark.parametrize("summary", [b"", b"[]", b'{"counts": 1}', b"[" * 100_000, b"\xff"])
def test_a_summary_that_tells_nothing_is_refused(tmp_path: Path, summary: bytes) -> None:
    files = FILES | {"export.json": summary}
    assert ("unreadable", "export.json") in problems(zipped(tmp_path / "a.zip", files, sums(files)))


def test_a_hostile_name_cannot_steer_the_terminal(tmp_path: Path) -> None:
    found = verify_export(unpacked(tmp_path / "folder", FILES | {"\x1b[2J\u202efdp": b""}))
    assert isinstance(found, Broken)
    assert str(found.problems[0]) == r"'\x1b[2J\u202efdp': is not listed in SHA256SUMS"
