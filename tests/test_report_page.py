"""The page of a report at the desk: whole, in pages, with its history, for those who may see it."""

from __future__ import annotations

from bot.sandbox.model import Message
from storage import report_notes, reports
from storage.models import Alert, Report
from tests.acting import files_a_pack_of_ballots, on_stage, stored
from tests.stage import Actor, Stage, photo_bytes


def seq_of(stage: Stage, code: str) -> int:
    return next(seq for seq, known in stored(stage, Report.seq, Report.code) if known == code)


class Shown:
    """One message of a chat, as it stands now."""

    def __init__(self, actor: Actor) -> None:
        self._actor, self._id = actor, actor.last.id

    @property
    def now(self) -> Message:
        return next(one for one in self._actor.messages if one.id == self._id)

    @property
    def text(self) -> str:
        return self.now.text

    @property
    def buttons(self) -> list[str]:
        return [str(one["text"]) for one in self.now.inline_buttons]

    async def taps(self, label: str) -> str:
        return await self._actor.taps(label, self.now)


async def opens(actor: Actor, stage: Stage, code: str) -> None:
    """As ⋯ More on a card does."""
    await actor.taps_data(f"o:{seq_of(stage, code)}", next(one for one in actor.messages if one.inline_buttons))


@on_stage
async def test_a_page_tells_everything_and_comes_below(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    code = await files_a_pack_of_ballots(observer)
    before = desk.last.id
    await opens(desk, stage, code)
    assert desk.last.id > before
    for told in (
        f"Code: {code}",
        "🔴 Critical · Pack of ballots",
        "T-1",
        "Observer: O-",
        "reports: 1",
        "Nobody has taken it",
    ):
        assert told in desk.sees, desk.sees
    for told in (
        "Happened 10.01.2021 12:40",
        "Sent 10.01.2021 12:40",
        "Received 10.01.2021 12:40",
        "Files: 1",
        "About: Voting",
    ):
        assert told in desk.sees, desk.sees
    row = ["✋ Claim", "⬆ Escalate", "🔎 Verify", "📌 Follow-up", "💬 Ask", "📝 Note", "🔗 Same event as …"]
    assert desk.buttons == [*row, "📷 1", "🕓 History", "📄 Complaint"]


@on_stage
async def test_claiming_on_the_page_moves_the_page_and_the_card(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    code = await files_a_pack_of_ballots(observer)
    card = Shown(desk)
    await opens(desk, stage, code)
    page = Shown(desk)
    assert await page.taps("✋") == "This is yours now."
    assert "Claimed by" in page.text and page.buttons[0] == "☑ Resolve"
    assert "Claimed by" in card.text
    await page.taps("☑")
    await desk.taps("✅ Dealt with")
    assert "Resolved by" in desk.sees
    assert stored(stage, Alert.state) == [("resolved",)]


@on_stage
async def test_a_long_report_has_pages_and_nothing_of_it_is_cut(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    story = " ".join(f"word{n}&<" for n in range(280))
    code = await files_a_pack_of_ballots(observer)
    await observer.says("/myreports")
    await observer.taps(code)
    await observer.taps("➕")
    for _ in range(3):
        await observer.says(story)
    await opens(desk, stage, code)
    page, told = Shown(desk), ""
    while True:
        told += page.text.replace("\n", " ") + " "
        if "▶" not in page.buttons:
            break
        await page.taps("▶")
    assert told.count("word279&<") == 3 and told.count("word100&<") == 3
    await page.taps("◀")


@on_stage
async def test_the_history_has_versions_notes_and_who_did_what(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    code = await files_a_pack_of_ballots(observer)
    await desk.taps("✋")
    stage.passes(minutes=5)
    await observer.says("/myreports")
    await observer.taps(code)
    await observer.taps("➕")
    await observer.says("One more pack & <b>more</b>")
    await observer.sends_photo(photo_bytes("teal"))
    (report_id,) = stored(stage, Report.id)[0]
    with stage.mission.database.transaction() as tx:
        report_notes.add(tx, report_id, stage.now, None, "noted", "Police were called")
    await opens(desk, stage, code)
    page = Shown(desk)
    await page.taps("🕓")
    for told in (
        "📥 Received",
        "✋ Claimed",
        "➕ Added, version 2",
        "— → 12:45: One more pack & <b>more</b>",
        "Police were called",
    ):
        assert told in page.text, page.text
    assert "📎 Added: photo" in page.text
    await page.taps("⬅")
    assert page.text.startswith("🔴 Critical")


@on_stage
async def test_the_place_is_the_one_that_was_sent_or_the_stations_own(stage: Stage) -> None:
    desk, observer = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en", station="G-1")
    code = await files_a_pack_of_ballots(observer)
    await opens(desk, stage, code)
    await desk.taps("🗺")
    assert desk.last.kind == "location"
    with stage.mission.database.reading() as tx:
        (report_id,) = stored(stage, Report.id)[0]
        report = reports.find(tx, report_id)
    assert report is not None and report.latitude == 43.2411


@on_stage
async def test_another_region_an_observer_and_a_suspended_coordinator_see_nothing(stage: Stage) -> None:
    desk = await stage.coordinator("Desk", "en")
    other, observer = await stage.coordinator("Other", "en", "Сарыарқа"), await stage.observer("Aigul", "en")
    code = await files_a_pack_of_ballots(observer)
    button, seq = desk.last, seq_of(stage, code)
    assert await other.taps_data(f"o:{seq}", other.messages[-1]) == "This button is no longer in use."
    assert await observer.taps_data(f"o:{seq}", observer.messages[-1]) == "This command is for coordinators."
    for wrong in (
        "o:",
        "o:x",
        "o:0",
        "o:99999999999",
        f"o:{seq}:nonsense",
        f"o:{seq}:99999999",
        "o:²",
        "o:l:",
        "o:l:zz.9",
    ):
        assert await desk.taps_data(wrong, button) in ("This button is no longer in use.", ""), wrong
    assert stored(stage, Alert.state) == [("open",)]
