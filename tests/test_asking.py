"""Questions from the desk and the answers: nothing is lost or misplaced, and nobody learns who the other is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update

from bot.cases import asking
from bot.cases.getting_in import set_suspended
from bot.core.words import Role
from storage import accounts, people
from storage.accounts import Member
from storage.models import Attachment, Draft, Person, Report, ReportNote, SosEntry
from storage.report_notes import NoteRow
from tests.acting import files_a_pack_of_ballots, heard, on_stage, stored
from tests.stage import Actor, Stage, photo_bytes


def member(stage: Stage, actor: Actor) -> Member:
    bot_id = stage.settings.bot_id
    with stage.mission.database.reading() as tx:
        chat = accounts.find_chat(tx, bot_id, stage.mission.seal.hash_chat(bot_id, actor.user.id))
    assert chat is not None and chat.member is not None
    return chat.member


async def a_report(stage: Stage) -> tuple[Actor, Actor]:
    """The desk and the observer, with one report that rang."""
    desk, aigul = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    await files_a_pack_of_ballots(aigul)
    return desk, aigul


async def asks(desk: Actor, text: str = "Who held the box?") -> None:
    await desk.taps("💬 Ask")
    await desk.says(text)


def told(stage: Stage) -> list[tuple[Any, ...]]:
    return stored(stage, ReportNote.what, ReportNote.text)


@on_stage
async def test_neither_sees_who_the_other_is(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    names = [member(stage, one).pseudonym for one in (desk, aigul)]
    before = len(aigul.messages), len(desk.messages)
    await asks(desk)
    await aigul.taps("✏ Answer")
    await aigul.says("The chair")
    at_observer = "\n".join(one.text for one in aigul.messages[before[0] :])
    answer = heard(desk, "💬 Answer to")[-1]
    assert "Who held the box?" in at_observer and "The chair" in answer
    assert not any(name in at_observer for name in (*names, "Desk", str(desk.user.id)))
    assert not any(name in answer for name in (*names, "Aigul", str(aigul.user.id)))


@on_stage
async def test_what_the_desk_reads_cannot_be_forwarded(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    await asks(desk)
    await aigul.taps("✏ Answer")
    await aigul.says("The chair")
    assert all(one.protected for one in desk.messages if one.from_bot and one.text.startswith(("💬", "❓", "🔴")))


@on_stage
async def test_a_reply_to_any_message_about_the_report_asks(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    card = desk.last
    await desk.taps("⋯ More")
    page = desk.last
    await desk.taps("📷 1", card)
    files = desk.last
    for number, message in enumerate((card, page, files)):
        await desk.replies(message, f"Question {number}")
    assert [text for what, text in told(stage) if what == "asked"] == ["Question 0", "Question 1", "Question 2"]
    assert len(heard(aigul, "❓ The desk asks")) == 3


@on_stage
async def test_each_of_several_questions_gets_its_own_answer(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    for text in ("First?", "Second?"):
        await asks(desk, text)
    first, second = (one for one in aigul.messages if one.from_bot and "❓ The desk asks" in one.text)
    await aigul.replies(second, "Two")
    await aigul.replies(first, "One")
    first_answer, last_answer = (one for one in heard(desk, "💬 Answer to"))
    assert "Two" in first_answer and "Second?" in first_answer
    assert "One" in last_answer and "First?" in last_answer


@on_stage
async def test_the_answer_goes_to_whoever_asked_and_to_nobody_else(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    other = await stage.coordinator("Other", "en")
    await asks(desk)
    await aigul.taps("✏ Answer")
    await aigul.says("The chair")
    assert (len(heard(desk, "💬 Answer to")), len(heard(other, "💬 Answer to"))) == (1, 0)
    assert len(heard(other, "💬 1 new answer")) == 1  # but every card counts it


@on_stage
async def test_where_the_asker_is_gone_the_claimer_hears_the_answer_else_the_desk(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    claimer, third = await stage.coordinator("Claimer", "en"), await stage.coordinator("Third", "en")
    await claimer.taps("✋ Claim")
    for text in ("First?", "Second?"):
        await asks(desk, text)
    questions = [one for one in aigul.messages if one.from_bot and "❓ The desk asks" in one.text]
    with stage.mission.database.transaction() as tx:
        set_suspended(tx, member(stage, desk).person_id, True, None, stage.now)
    await aigul.replies(questions[0], "One")
    assert [len(heard(one, "💬 Answer to")) for one in (desk, claimer, third)] == [0, 1, 0]
    with stage.mission.database.transaction() as tx:
        people.grant(tx, member(stage, claimer).person_id, Role.OBSERVER, None, stage.now)
    await aigul.replies(questions[1], "Two")
    assert [len(heard(one, "💬 Answer to")) for one in (desk, claimer, third)] == [0, 1, 1]


@on_stage
async def test_photos_and_a_voice_message_are_kept_with_the_report(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    await asks(desk)
    await aigul.taps("✏ Answer")
    await aigul.sends_album([photo_bytes(), photo_bytes("teal")])
    await aigul.sends_voice()
    await aigul.taps("✅ Done")
    (report,) = stored(stage, Report.id)
    assert [row for row in stored(stage, Attachment.report_id) if row == report] == [report] * 4
    assert "[📷 2]" in _buttons(desk)
    assert len(stored(stage, Draft.id)) == 1


def _buttons(actor: Actor) -> str:
    return " ".join(f"[{b['text']}]" for one in actor.messages for b in one.inline_buttons)


@on_stage
async def test_a_photo_that_comes_later_is_news_and_no_answer(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    await asks(desk)
    await aigul.taps("✏ Answer")
    await aigul.says("The chair")
    await aigul.sends_photo(photo_bytes("teal"))  # words ended the answer
    assert "Photo kept" in aigul.sees
    await asks(desk)
    await aigul.taps("✏ Answer")
    await aigul.sends_photo(photo_bytes("olive"))
    stage.passes(minutes=6)
    await aigul.sends_photo(photo_bytes("plum"))
    assert len([one for one in told(stage) if one[0] == "answered"]) == 2


@on_stage
async def test_a_call_for_help_is_never_taken_for_an_answer(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    await asks(desk)
    question = aigul.last
    await aigul.taps("✏ Answer")
    await aigul.replies(question, "SOS")
    await aigul.replies(question, "They hold us in the yard")
    assert [what for what, _ in told(stage) if what == "answered"] == []
    assert ("They hold us in the yard",) in stored(stage, SosEntry.text)


@on_stage
async def test_a_question_waits_until_the_call_for_help_is_closed(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    card = desk.last
    await aigul.says("sos")
    await desk.replies(card, "Who held the box?")
    assert "waits until it is closed" in desk.sees
    assert heard(aigul, "❓ The desk asks") == []
    await desk.taps("✋")
    await desk.taps("Close")
    await desk.taps("Safe")
    assert len(heard(aigul, "❓ The desk asks")) == 1
    assert [what for what, _ in told(stage) if what in ("asked", "held")] == ["asked"]


@on_stage
async def test_whoever_blocked_the_bot_is_asked_when_back(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    await aigul.blocks()
    await asks(desk)
    assert "cannot be reached" in desk.sees
    await aigul.unblocks()
    assert len(heard(aigul, "❓ The desk asks")) == 1


@on_stage
async def test_a_question_that_does_not_get_through_waits_and_the_desk_hears_of_it(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    with stage.mission.database.reading():
        await aigul.blocks()
    with stage.mission.database.transaction() as tx:  # as if nobody had told us yet
        for one in accounts.accounts_of(tx, stage.settings.bot_id, member(stage, aigul).person_id):
            accounts.set_unreachable(tx, one, None)
    await asks(desk)
    await stage.looks()
    assert "cannot be reached" in desk.sees
    await aigul.unblocks()
    assert len(heard(aigul, "❓ The desk asks")) == 1


@on_stage
async def test_who_has_no_chat_is_called_and_who_is_suspended_is_not_asked(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    with stage.mission.database.transaction() as tx:
        tx.execute(update(Report).values(channel="phone"))
    await asks(desk)
    assert "call them" in desk.sees
    with stage.mission.database.transaction() as tx:
        tx.execute(update(Report).values(channel="chat"))
        set_suspended(tx, member(stage, aigul).person_id, True, None, stage.now)
    await asks(desk)
    assert "was not sent" in desk.sees
    assert [what for what, _ in told(stage) if what in ("asked", "held")] == []


@on_stage
async def test_a_reply_to_the_receipt_adds_to_the_report(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    receipt = next(one for one in aigul.messages if one.from_bot and one.text.startswith("✅ Received"))
    await aigul.replies(receipt, "It was the second box")
    assert "Added to" in aigul.sees
    assert any("It was the second box" in text for text in heard(desk, "➕ Added to"))
    await aigul.sends_photo(photo_bytes("teal"))  # a reply adds one message; the next photo is news
    assert "Photo kept" in aigul.sees


@on_stage
async def test_a_changed_answer_reaches_the_desk_and_a_changed_question_nobody(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    await asks(desk)
    question = [one for one in desk.messages if not one.from_bot][-1]
    await aigul.taps("✏ Answer")
    await aigul.says("The chair")
    answer = [one for one in aigul.messages if not one.from_bot][-1]
    await aigul.edits(answer, "The deputy chair")
    assert "✏ The deputy chair" in heard(desk, "💬 Answer to")[-1]
    before = len(aigul.messages)
    await desk.edits(question, "Who carried the box?")
    assert "first words" in desk.sees
    assert len(aigul.messages) == before
    assert ("edited", "Who carried the box?") in told(stage)


@on_stage
async def test_a_reply_to_ones_own_note_stays_at_the_desk(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    await desk.taps("⋯ More")
    await desk.taps("📝 Note")
    await desk.says("The lawyer is called")
    note = [one for one in desk.messages if not one.from_bot][-1]
    for message in (note, desk.last):
        await desk.replies(message, "She comes at five")
    assert heard(aigul, "❓ The desk asks") == []
    assert [what for what, _ in told(stage)] == ["noted"] * 3


@on_stage
async def test_a_question_that_is_too_long_is_sent_back_and_may_be_shortened(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    await asks(desk, "w" * 2001)
    assert "Too long" in desk.sees
    await desk.says("Who held the box?")
    assert len(heard(aigul, "❓ The desk asks")) == 1


@on_stage
async def test_the_longest_answer_arrives(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    await asks(desk, "q" * 2000)
    await aigul.taps("✏ Answer")
    await aigul.says("😀<&" * 1000)
    assert len(heard(desk, "💬 Answer to")) == 1


@on_stage
async def test_a_place_is_an_answer(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    await asks(desk, "Where are they?")
    await aigul.taps("✏ Answer")
    await aigul.sends_location(43.25, 76.95)
    assert "📍 43.250000, 76.950000" in desk.sees


@on_stage
async def test_a_dialogue_of_the_desk_ends_after_half_an_hour(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    await desk.taps("💬 Ask")
    stage.passes(minutes=31)
    await desk.says("What was I about to ask?")
    assert heard(aigul, "❓ The desk asks") == []


@on_stage
async def test_buttons_in_other_hands_do_nothing(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    far, bolat = await stage.coordinator("Far", "en", region="Сарыарқа"), await stage.observer("Bolat", "en")
    await asks(desk)
    ((note,),) = stored(stage, ReportNote.id)
    ((seq,),) = stored(stage, Report.seq)
    for what in ("ask", "note", "ver", "ver:confirmed:media", "fol:resolved:complaint", "page", f"files:{note}", ""):
        for who in (far, bolat, aigul):
            await who.taps_data(f"w:{seq}:{what}", who.last)
    for what in ("answer", "no", "done", "x"):
        for who in (far, bolat, desk):
            await who.taps_data(f"w:q:{note}:{what}", who.last)
    for data in ("w:", "w:x", "w:q:", "w:q:x:no", f"w:{10**12}:ask", "w:-1:ask", f"w:{seq}:ver:nonsense:media"):
        await aigul.taps_data(data, aigul.last)
    assert [what for what, _ in told(stage)] == ["asked"]
    assert list(stored(stage, Report.verification, Report.follow_up)) == [("unverified", "needs_follow_up")]


@on_stage
async def test_of_a_practice_report_only_those_who_practise_ask(stage: Stage) -> None:
    desk, aigul = await stage.coordinator("Desk", "en"), await stage.observer("Aigul", "en")
    with stage.mission.database.transaction() as tx:
        tx.execute(update(Person).where(Person.id == member(stage, aigul).person_id).values(practice=True))
    await files_a_pack_of_ballots(aigul)
    ((seq,),) = stored(stage, Report.seq)
    await desk.taps_data(f"w:{seq}:ask", desk.last)
    await desk.says("Who?")
    assert told(stage) == []


@on_stage
async def test_words_about_a_draft_that_waits_go_on_after_the_answer(stage: Stage) -> None:
    desk, aigul = await a_report(stage)
    await aigul.sends_photo(photo_bytes("teal"))
    await asks(desk)
    await aigul.taps("✏ Answer")
    await aigul.says("The chair")
    assert "Your draft is kept" in aigul.sees


@on_stage
async def test_nobody_verifies_a_report_of_their_own(stage: Stage) -> None:
    desk, _ = await a_report(stage)
    with stage.mission.database.transaction() as tx:
        tx.execute(update(Report).values(entered_by=member(stage, desk).person_id))
    ((seq,),) = stored(stage, Report.seq)
    assert "somebody else" in await desk.taps_data(f"w:{seq}:ver:confirmed:media", desk.last)
    assert stored(stage, Report.verification) == [("unverified",)]


@on_stage
async def test_a_second_tap_on_a_verdict_changes_nothing(stage: Stage) -> None:
    desk, _ = await a_report(stage)
    ((seq,),) = stored(stage, Report.seq)
    for _ in range(2):
        await desk.taps_data(f"w:{seq}:ver:rejected:duplicate", desk.last)
    assert stored(stage, Report.verification) == [("rejected",)]
    assert [what for what, _ in told(stage)] == ["verified"]


def test_an_answer_is_unread_until_the_desk_does_something() -> None:
    def note(number: int, what: str) -> NoteRow:
        return NoteRow(number, UUID(int=1), datetime(2021, 1, 10, tzinfo=UTC), None, None, what, None, None, {})

    said = [note(at, what) for at, what in enumerate(("asked", "answered", "read", "answered", "climbed", "cannot"))]
    assert [one.id for one in asking.unread(said)] == [3, 5]
