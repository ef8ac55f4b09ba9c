"""`/open` and `/find`: the worst first, filters by buttons; by code, station, observer, words in three languages."""

from __future__ import annotations

import pytest

from storage.models import Person, Report, SosCall
from tests.acting import code_in, files_a_pack_of_ballots, on_stage, stored
from tests.stage import Actor, Stage, photo_bytes
from tests.test_report_page import Shown


async def tells(observer: Actor, words: str) -> str:
    """Files an incident told in words; returns its code."""
    await observer.says(words)
    for label in ("⏭", "Voting", "Pack of ballots", "Nobody", "Done", "Now", "⏭", "saw it", "📋", "Submit"):
        if any(label in one for one in observer.buttons):
            await observer.taps(label)
    return code_in(observer.sees)


@on_stage
async def test_a_report_is_found_by_its_code_however_it_is_typed(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    code = await files_a_pack_of_ballots(observer)
    for typed in (code, code.replace("-", ""), code.replace("-", " "), code.replace("-", "–"), f"№{code}"):
        await desk.says(f"/find {typed}")
        assert f"Code: {code}" in desk.sees and "Observer:" in desk.sees, typed
    await desk.says("/find")
    assert desk.sees.startswith("What are you looking for?")
    await desk.says(code)
    assert f"Code: {code}" in desk.sees


@on_stage
async def test_words_are_found_by_any_form_newest_first_with_the_words_around(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "ru"), await stage.observer("Aigul", "en")
    first = await tells(observer, "У входа лежал испорченный бюллетень")
    second = await tells(observer, "Қораптан басқа, жәшігінде бір бума бюллетень болды")
    await tells(observer, "Nothing of that kind")
    await desk.says("/find бюллетеней")
    assert desk.sees.index(second) < desk.sees.index(first)
    assert "испорченный бюллетень" in desk.sees and desk.sees.startswith("🔎 «бюллетеней» · 2")
    await desk.says("/find жашиктерди")
    assert second in desk.sees and first not in desk.sees
    shown = Shown(desk)
    await shown.taps(second)
    assert "Қораптан басқа" in shown.text and "⬅ Назад" in shown.buttons
    await shown.taps("История")
    await shown.taps("⬅")
    await shown.taps("⬅ Назад")
    assert shown.text.startswith("🔎 «жашиктерди» · 1")


@on_stage
async def test_what_was_added_later_a_caption_a_reason_is_found_and_what_was_taken_back_is_not(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    code = await files_a_pack_of_ballots(observer)
    await observer.says("/myreports")
    await observer.taps(code)
    await observer.taps("➕")
    await observer.says("The chairwoman hid the protocol")
    await observer.sends_photo(photo_bytes(), "A staircase")
    await observer.taps("✅")
    for typed in ("chairwoman", "staircases", "hid protocols"):
        await desk.says(f"/find {typed}")
        assert code in desk.sees, typed
    await desk.says("/find marzipan chairwoman")
    assert "these have some of them" in desk.sees and code in desk.sees
    await desk.says("/find marzipan")
    assert desk.sees.startswith("Nothing found for “marzipan”.")


@on_stage
async def test_an_observer_and_a_station_are_found_with_what_came_from_them(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    other = await stage.observer("Bolat", "en", station="S-9")
    code, others = await files_a_pack_of_ballots(observer), await files_a_pack_of_ballots(other)
    pseudonym = min((key, name) for key, name in stored(stage, Person.id, Person.pseudonym) if name[0] == "O")[1]
    for typed in (pseudonym, "О" + pseudonym[1:].replace("-", ""), pseudonym.lower()):
        await desk.says(f"/find {typed}")
        assert code in desk.buttons and others not in desk.buttons, typed
    for typed in ("S-9", "s9", "9"):
        await desk.says(f"/find {typed}")
        assert desk.sees.startswith("📍 S-9"), typed
        assert len([one for one in desk.buttons if "S-9" in one]) == 1
    await desk.says("/find мектеп")
    assert any("📍 T-1" in one for one in desk.buttons)
    await desk.taps("📍 T-1")
    assert desk.sees.startswith("📍 T-1") and "⬅ Back" in desk.buttons


@on_stage
async def test_a_call_for_help_is_found_by_its_code(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    await observer.says("/sos")
    ((code,),) = stored(stage, SosCall.code)
    for typed in (code, code.lower().replace("-", " "), "СОС" + code[3:]):
        before = desk.last.id
        await desk.says(f"/find {typed}")
        assert desk.sees.startswith("🆘 SOS") and desk.last.id > before, typed


@on_stage
async def test_a_regional_desk_finds_its_own_region_and_practice_is_not_found(stage: Stage) -> None:
    await stage.coordinator("Everywhere", "en")
    regional = await stage.coordinator("Regional", "en", "Сарыарқа")
    observer = await stage.observer("Aigul", "en")
    code = await files_a_pack_of_ballots(observer)
    await regional.says(f"/find {code}")
    assert regional.sees.startswith("Nothing found")
    await regional.says("/find ballots voting stuffing")
    assert code not in regional.sees
    await regional.says("/open")
    assert regional.sees == "Nothing is open."


@on_stage
async def test_whatever_is_typed_is_only_words(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    await files_a_pack_of_ballots(observer)
    for typed in (
        "%",
        "_",
        '"',
        "'",
        "a OR b",
        "NEAR(a b)",
        "stems:x",
        "(",
        "*",
        "a*",
        "-a",
        "\\",
        "& | !",
        "' OR 1=1 --",
        "x" * 300,
        "😀",
        "\u0000a",
        "𞤀𞤁𞤂",
        "ǅ",
        "²³¹",
        "<b>x</b>",
        "{0}",
        ":*",
    ):
        await desk.says(f"/find {typed}")
        assert "problem" not in desk.sees, typed
        assert desk.sees.startswith(("Nothing found", "🔎", "What are")), (typed, desk.sees)


@on_stage
async def test_open_reports_come_worst_first_in_pages_with_filters_that_count(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    far = await stage.observer("Bolat", "en", station="S-9")
    codes = [await files_a_pack_of_ballots(observer) for _ in range(9)]
    await files_a_pack_of_ballots(far)
    await desk.says("/open")
    assert desk.sees.startswith("Open reports, the worst first · 10")
    listed = Shown(desk)
    assert "1/2" in listed.buttons and "🔔 Not taken 10" in listed.buttons
    assert not any("Mine" in one for one in listed.buttons)
    await listed.taps("▶")
    assert "2/2" in listed.buttons
    await listed.taps("📍 Where")
    assert "Алатау 9" in listed.buttons and "Сарыарқа 1" in listed.buttons
    await listed.taps("Сарыарқа")
    assert "☰ Сарыарқа" in listed.text and "· 1" in listed.text
    await listed.taps("✖ Without filters")
    await listed.taps("T-1")
    await listed.taps("✋ Claim")
    assert "Claimed by" in listed.text
    await listed.taps("⬅ Back")
    assert "✋ Mine 1" in listed.buttons and "🔔 Not taken 9" in listed.buttons
    await listed.taps("✋ Mine")
    assert "✅ ✋ Mine 1" in listed.buttons and len([one for one in listed.buttons if "T-1" in one]) == 1
    await listed.taps("❗ Severity")
    await listed.taps("Critical")
    assert "✋ Mine · 🔴 Critical" in listed.text
    await listed.taps("🗂 About")
    assert "Voting 1" in listed.buttons
    await listed.taps("Voting")
    await listed.taps("🕐 Since")
    await listed.taps("the last 1 hour")
    assert "Voting · the last 1 hour" in listed.text
    stage.passes(hours=2)
    await listed.taps("❗ Severity")
    await listed.taps("Back")
    assert "Nothing passes these filters." in listed.text
    assert len(stored(stage, Report.seq)) == 10 and codes


@on_stage
async def test_a_button_of_a_search_that_is_not_known_any_more_pops_up(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    await files_a_pack_of_ballots(observer)
    card = desk.last
    assert await desk.taps_data("o:l:f0", card) == "This button is no longer in use."
    for wrong in ("o:l:", "o:l:o", "o:l:o0.q", "o:l:o0.h5", "o:l:o0.sz", "o:s:o0.g99", "o:r:s0.t99", "o:h:zz"):
        await desk.taps_data(wrong, card)
    observers = await observer.taps_data("o:l:o0", observer.messages[-1])
    assert observers == "This command is for coordinators."
    await observer.says("/find x")
    assert observer.sees == "This command is for coordinators."


@pytest.mark.parametrize("written", ["o0", "f12.sc.g8.t999999999.h24.m.u.n.v", "s3.t5", "o2.r7.sl"])
def test_the_state_of_a_list_is_read_as_it_was_written(written: str) -> None:
    from handlers.list_state import read_state

    state = read_state(written)
    assert state is not None and read_state(state.written()) == state
    assert len(f"o:999999999:99:{state.written()}") <= 64
