"""The interview at its most obliging: times by taps, corrections, drafts that come back, the results protocol."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from bot.cases import standard_forms
from bot.cases.contests import read_contests, results_protocol_form
from bot.cases.forms import CheckedForm, check_form, publish_form
from tests.stage import photo_bytes
from tests.transcript import Performer, Play, script


async def to_the_time(play: Play) -> Performer:
    """An observer who is asked when it happened, with a photo sent before."""
    aigul = await play.observer("Айгүл")
    with play.offstage():
        await aigul.sends_photo(photo_bytes())
        await aigul.picks("category_group", "voting")
        await aigul.picks("category", "repeat_voting")
    await aigul.signs("skip")
    return aigul


@script("Times: by words, by so long ago, by a calendar and its hours, and a guess that is asked back")
async def times(play: Play) -> None:
    aigul = await to_the_time(play)
    await aigul.says("23:50")
    await aigul.signs("not_so")
    await aigul.says("23:50")
    await aigul.signs("so")
    await aigul.signs("back")
    await aigul.taps_like(r"d:[^:]+:m\d+\.15")
    await aigul.signs("back")
    await aigul.signs("month")
    await aigul.taps_like(r"d:[^:]+:k\d+\.202012")
    await aigul.taps_like(r"d:[^:]+:i\d+\.20201228")
    await aigul.says("1430")
    await aigul.signs("back")
    await aigul.taps_like(r"d:[^:]+:i\d+\.20210110")
    await aigul.taps_like(r"d:[^:]+:h\d+\.2021011009")
    await aigul.signs("back")
    await aigul.says(play.in_words("кеше 23:50", "вчера в 23:50", "yesterday 23:50"))
    await aigul.signs("back")
    await aigul.says(play.in_words("15 минут бұрын", "15 минут назад", "15 min ago"))


@script("Edits: of an answer, of a caption, of words that were refused, and of a report that is submitted")
async def edits(play: Play) -> None:
    aigul = await play.observer("Айгүл")
    await aigul.sends_photo(photo_bytes(), play.in_words("Екі адам", "Два человека", "Two men"))
    photo = aigul.messages[-2]
    await aigul.picks("category_group", "voting")
    await aigul.picks("category", "repeat_voting")
    await aigul.signs("skip")
    await aigul.says("25:70")
    await aigul.edits(aigul.messages[-2], "12:30")
    time = next(one for one in reversed(aigul.messages) if one.text == "12:30")
    await aigul.edits(time, "12:35")
    await aigul.edits(time, "12:99")
    await aigul.edits(photo, play.in_words("Үш адам", "Три человека", "Three men"))
    await aigul.signs("submit")
    await aigul.edits(time, "12:20")


@script("A draft that was left: what comes after a long silence is asked about, and nothing is lost")
async def silence(play: Play) -> None:
    aigul = await play.observer("Айгүл")
    await aigul.says("/report")
    await aigul.signs("skip")
    await aigul.picks("category_group", "counting")
    play.passes(hours=9)
    await aigul.says(play.in_words("Есікте адам көп", "У двери толпа", "A crowd at the door"))
    await aigul.signs("apart")
    await aigul.signs("skip")
    await aigul.picks("category_group", "voting")
    await aigul.picks("category", "voter_turned_away")
    await aigul.signs("cancel")
    await aigul.signs("yes")
    play.passes(days=1)
    await aigul.says(play.in_words("Санауды тоқтатты", "Подсчёт прервали", "The count was interrupted"))
    await aigul.signs("take")
    play.passes(hours=8)
    await aigul.sends_photo(photo_bytes("teal"))


@script("The results protocol: figures in one message, sums asked about once, the copy the same, the posted one not")
async def results_protocol(play: Play) -> None:
    publish_protocol(play)
    await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    play.passes(hours=10)
    await aigul.presses_menu("checklists")
    await aigul.taps_like(r"f:6")
    play.form_id = "results_protocol"
    await aigul.picks("contest", "party")
    await aigul.sends_photo(photo_bytes())
    await aigul.signs("done")
    await aigul.picks("party_heard_given", "figures")
    await aigul.says("900\n600\n400\n25\n175\n425\n8\n200\n100")
    await aigul.says("100")
    await aigul.says("12")
    await aigul.picks("party_heard_confirmed", "confirmed")
    await aigul.picks("party_copy_given", "same_as_heard")
    await aigul.picks("party_posted_given", "figures")
    await aigul.says("900\n600\n400\n25\n175\n425\n8\n200\n105\n100\n12")
    await aigul.picks("party_differs_confirmed", "confirmed")
    await aigul.says("22:10")
    await aigul.signs("review")
    await aigul.taps_like(r"d:[^:]+:pv\.1")
    await aigul.signs("submit")


@cache
def protocol_form() -> CheckedForm:
    """Converted once: starting the converter takes longer than the conversation."""
    contests = read_contests((standard_forms.FOLDER / "contests.sample.csv").read_bytes())
    assert isinstance(contests, tuple)
    checked = check_form(results_protocol_form(contests), ".md")
    assert isinstance(checked, CheckedForm)
    return checked


def publish_protocol(play: Play) -> None:
    with play.mission.database.transaction() as tx:
        publish_form(tx, protocol_form(), datetime(2021, 1, 9, tzinfo=UTC))
