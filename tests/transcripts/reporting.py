"""An observer files a report: photo first, by form, late, in pieces."""

from __future__ import annotations

from tests.stage import photo_bytes
from tests.transcript import Play, script


@script("Photo first: somebody drops a pack of ballots in (story 4)")
async def photo_first(play: Play) -> None:
    await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    await aigul.sends_photo(photo_bytes(), play.in_words("Жәшікке бума салды", "Опустили пачку", "A pack went in"))
    play.passes(minutes=3)
    await aigul.picks("category_group", "voting")
    await aigul.picks("category", "ballot_stuffing")
    await aigul.picks("anyone_harmed", "nobody")
    await aigul.signs("done")
    await aigul.says("12:38")
    await aigul.picks("phase", "voting")
    await aigul.picks("basis", "saw_myself")
    await aigul.picks("location", "this_station")
    await aigul.signs("review")
    await aigul.signs("submit")
    await play.files_arrive()


@script("Kept out, and no photo possible: the reason is a choice, so that reasons can be counted (story 2)")
async def kept_out(play: Play) -> None:
    await play.coordinator("Desk")
    dana = await play.observer("Дана", station="T-2")
    await dana.says("/report")
    await dana.signs("skip")
    await dana.picks("category_group", "observer_rights")
    await dana.picks("category", "observer_entry_denied")
    await dana.picks("anyone_harmed", "nobody")
    await dana.signs("done")
    await dana.says("06:45")
    await dana.picks("phase", "opening")
    await dana.picks("basis", "saw_myself")
    await dana.picks("denial_reason", "organisation_charter")
    story = play.in_words(
        "Төраға ұйымның жарғысында сайлау жазылмаған деді",
        "Председатель сказал, что в уставе нет слова «выборы»",
        "The chair said the charter does not mention elections",
    )
    await dana.says(story)
    await dana.picks("location", "this_station")
    await dana.signs("skip")
    await dana.picks("who_did_it", "commission_chair")
    await dana.signs("done")
    await dana.picks("who_was_affected", "observer")
    await dana.signs("done")
    await dana.signs("skip")
    await dana.picks("action_taken", "wrote_complaint", "complaint_refused")
    await dana.signs("done")
    await dana.picks("no_photo_reason", "forbidden")
    await dana.signs("submit")


@script("People surrounded in the frost: figures as a range, times, a hospital; always critical (story 1)")
async def kettled(play: Play) -> None:
    await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    play.passes(hours=8)
    await aigul.presses_menu("report")
    await aigul.signs("skip")
    await aigul.picks("category_group", "liberty")
    await aigul.picks("category", "kettling")
    await aigul.says("11:40")
    await aigul.signs("skip")
    await aigul.picks("basis", "saw_myself")
    square = play.in_words("Алаңда полиция шеңбері", "Кольцо полиции на площади", "A ring of police on a square")
    await aigul.says(square)
    await aigul.picks("medical_need", "yes")
    await aigul.signs("skip")
    await aigul.says("30")
    await aigul.says("20")
    await aigul.says("50")
    await aigul.picks("lawyer", "not_let_in")
    await aigul.says("11:40")
    await aigul.says(play.in_words("екі", "двое", "two"))
    await aigul.says("2")
    await aigul.says("2")
    await aigul.says("20:30")
    await aigul.says("-9")
    await aigul.signs("review")
    await aigul.signs("submit")


@script("Back, skip, an answer changed from the review, a required answer missing, cancel and no, cancel and yes")
async def changing_ones_mind(play: Play) -> None:
    aigul = await play.observer("Айгүл")
    await aigul.sends_photo(photo_bytes())
    await aigul.picks("category_group", "voting")
    await aigul.signs("back")
    await aigul.picks("category_group", "counting")
    await aigul.picks("category", "count_interrupted")
    await aigul.signs("skip")
    await aigul.signs("now")
    await aigul.signs("back")
    await aigul.signs("done")
    await aigul.signs("skip")
    await aigul.picks("basis", "witness")
    await aigul.signs("review")
    await aigul.changes("basis")
    await aigul.picks("basis", "saw_myself")
    await aigul.changes("category_group")
    await aigul.picks("category_group", "results")
    await aigul.picks("category", "protocol_not_posted")
    await aigul.signs("cancel")
    await aigul.signs("no")
    await aigul.says("/cancel")
    await aigul.signs("yes")
    await aigul.says("/cancel")


@script("An album: each photo is kept as it comes, one message counts them")
async def album(play: Play) -> None:
    aigul = await play.observer("Айгүл")
    await aigul.sends_album([photo_bytes(colour) for colour in ("navy", "teal", "olive")])
    await aigul.picks("category_group", "results")
    await aigul.sends_album([photo_bytes(colour) for colour in ("maroon", "gray")])


@script("Photos, a file, a voice message and a video in the middle of other questions are kept with the report")
async def photo_in_the_middle(play: Play) -> None:
    aigul = await play.observer("Айгүл")
    await aigul.says("/report")
    await aigul.signs("skip")
    await aigul.picks("category_group", "voting")
    await aigul.sends_photo(photo_bytes())
    await aigul.sends_photo(photo_bytes("teal"), play.in_words("Сол адам", "Тот же человек", "The same man"))
    await aigul.picks("category", "repeat_voting")
    await aigul.sends_document(b"%PDF-1.7 invented", "protocol.pdf")
    await aigul.sends_voice()
    await aigul.sends_video()
    await aigul.signs("cancel")
    await aigul.sends_photo(photo_bytes("olive"))


@script("A voice message, a video, a file, words or a place outside a form begin an incident")
async def anything_first(play: Play) -> None:
    aigul = await play.observer("Айгүл")
    acts = (
        aigul.sends_voice,
        aigul.sends_video,
        lambda: aigul.sends_document(b"%PDF-1.7 invented", "protocol.pdf"),
        lambda: aigul.sends_location(43.2389, 76.8897),
        lambda: aigul.says(play.in_words("Есік жабық", "Дверь закрыта", "The door is locked")),
    )
    for act in acts:
        await act()
        await aigul.signs("cancel")
        await aigul.signs("yes")


@script("A draft left for a day is resumed by /report")
async def draft_resumed(play: Play) -> None:
    aigul = await play.observer("Айгүл")
    await aigul.sends_photo(photo_bytes())
    await aigul.picks("category_group", "counting")
    play.passes(days=1)
    await aigul.presses_menu("report")
    await aigul.picks("category", "count_view_blocked")


@script("A location: asked for by the form, shared before it is asked, and where it answers nothing")
async def location_shared(play: Play) -> None:
    aigul = await play.observer("Айгүл", station=None)
    await aigul.says("/report")
    await aigul.sends_location(43.2389, 76.8897)
    await aigul.sends_location(43.2390, 76.8898)
    await aigul.signs("cancel")
    await aigul.signs("yes")
    await aigul.says("/report")
    await aigul.signs("skip")
    await aigul.picks("category_group", "infrastructure")
    await aigul.picks("category", "communications_shutdown")
    await aigul.signs("skip")
    await aigul.signs("now")
    await aigul.signs("skip")
    await aigul.picks("basis", "saw_myself")
    await aigul.says(play.in_words("Байланыс жоқ", "Нет связи", "No signal"))
    await aigul.picks("location", "outside")
    await aigul.says("T-2")
    await aigul.signs("now")
    await aigul.sends_location(43.2389, 76.8897)


@script("A wrong answer gets one sentence that says what would be right")
async def wrong_answers(play: Play) -> None:
    aigul = await play.observer("Айгүл")
    await aigul.says("/report")
    await aigul.says(play.in_words("фото жоқ", "фото нет", "no photo"))
    await aigul.signs("skip")
    await aigul.says("xyz")
    await aigul.says(play.in_words("Дауыс", "Голос", "Vot"))
    await aigul.picks("category_group", "voting")
    await aigul.picks("category", "repeat_voting")
    await aigul.picks("anyone_harmed", "nobody", "hurt")
    await aigul.signs("done")
    await aigul.taps_like(r"d:[^:]+:c3\.1\.0")
    await aigul.signs("done")
    await aigul.says("25:99")
    await aigul.says("10.01")
    await aigul.says("23:50")
    await aigul.says("11.01.2021 14:30")


@script("The server was away: what waited at Telegram is marked late and does not ring")
async def late_report(play: Play) -> None:
    await play.coordinator("Desk")
    aigul = await play.observer("Айгүл")
    await play.stop()
    play.remarks("the bot is away")
    play.emulator.send_photo(aigul.user, photo_bytes())
    play.remarks("Айгүл: [photo]")
    play.passes(hours=3)
    await play.start()
    await play.settle()
    play.remarks("the bot is back")
    play._write_down(aigul)
    await aigul.picks("category_group", "voting")
    await aigul.picks("category", "ballot_stuffing")
    await aigul.signs("skip")
    await aigul.says("12:38")
    await aigul.signs("skip")
    await aigul.picks("basis", "saw_myself")
    await aigul.signs("review")
    await aigul.signs("submit")
