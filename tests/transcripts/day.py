"""A whole election day of one observer, from the link in the morning to the signed protocol at night."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.core.forms import Kind, Question
from bot.core.words import Role
from storage import forms
from tests.stage import photo_bytes
from tests.transcript import Performer, Play, script
from tests.transcripts.interview import publish_protocol

HALF_PAST_SIX = datetime(2021, 1, 10, 0, 30, tzinfo=UTC)  # in Almaty


@script("A full election day: the pledge, arrival, opening, an incident, figures, SOS, a correction, the count, home")
async def election_day(play: Play) -> None:
    publish_protocol(play)
    play.now = HALF_PAST_SIX
    desk = await play.coordinator("Desk", region="Алатау")
    aigul = await play.stranger("Айгүл")
    await comes(play, aigul)
    await opens(play, aigul)
    await sees_something(play, aigul, desk)
    await watches(play, aigul)
    await is_made_to_leave(play, aigul, desk)
    await counts(play, aigul)
    await goes_home(play, aigul)


async def comes(play: Play, aigul: Performer) -> None:
    await aigul.joins(Role.OBSERVER, station="T-1")
    await aigul.chooses_language()
    await aigul.taps_like("m:pledge")
    play.passes(minutes=10)
    await aigul.says("/arrived")


async def opens(play: Play, aigul: Performer) -> None:
    play.passes(minutes=35)
    asked = {
        "admitted": "yes",
        "arrived_at": "06:40",
        "box_shown_empty": "yes",
        "box_sealed": "with_numbers",
        "opened_at": "07:02",
        "ballots_counted": "in_view",
        "ballots_announced": "1150",
        "voters_on_list": "1204",
    }
    await fills(aigul, "opening", asked)


async def sees_something(play: Play, aigul: Performer, desk: Performer) -> None:
    play.passes(hours=2)
    play.form_id = "incident"
    await aigul.sends_photo(
        photo_bytes(), play.in_words("Жәшікке бума салды", "В урну опустили пачку", "A pack went in")
    )
    await aigul.picks("category_group", "voting")
    await aigul.picks("category", "ballot_stuffing")
    await aigul.signs("submit")
    await play.files_arrive()
    await desk.takes("claim")
    play.passes(minutes=4)
    await aigul.presses_menu("myreports")
    await aigul.taps_like(r"r:[\w-]{22}:show")
    await aigul.taps_like(r"r:[\w-]{22}:add")
    await aigul.says(play.in_words("Салған — комиссия мүшесі", "Опустил член комиссии", "A commission member did it"))
    await aigul.taps_like(r"r:[\w-]{22}:done")
    await desk.takes("resolve")
    await desk.takes("done:dealt_with")


async def watches(play: Play, aigul: Performer) -> None:
    play.passes(hours=2, minutes=15)
    figures = {"voters_counted": "311", "voters_announced": "340", "occurred_at": "11:30"}
    await fills(aigul, "voting", {**figures, "incidents_seen": "reported"})


async def is_made_to_leave(play: Play, aigul: Performer, desk: Performer) -> None:
    play.passes(hours=4)
    await aigul.presses_menu("sos")
    await aigul.taps_like(r"s:\d+:.*expelled")
    await desk.taps_like(r"s:\d+:claim")
    await aigul.says(play.in_words("Есік алдында тұрмын", "Стою у входа", "I am at the door"))
    play.passes(minutes=25)
    await desk.taps_like(r"s:\d+:close")
    await desk.taps_like(r"s:\d+:end:safe")
    await desk.taps_like(r"s:\d+:ended")


async def counts(play: Play, aigul: Performer) -> None:
    play.passes(hours=5)
    await fills(aigul, "counting", {"closed_at": "20:00", "unused_cancelled": "yes", "count_view": "partly"})
    play.passes(minutes=90)
    await reads_the_protocol(aigul)


async def reads_the_protocol(aigul: Performer) -> None:
    """One contest, heard and posted the same; the copy is refused."""
    await begins(aigul, "results_protocol")
    await aigul.picks("contest", "party")
    await aigul.sends_photo(photo_bytes("teal"))
    await aigul.signs("done")
    await aigul.picks("party_heard_given", "figures")
    await aigul.says("1204\n1150\n890\n10\n250\n886\n4\n420\n300\n100")
    await aigul.says("62")
    await aigul.picks("party_copy_given", "refused")
    await aigul.picks("party_posted_given", "same_as_heard")
    await aigul.signs("review")
    await aigul.signs("submit")


async def goes_home(play: Play, aigul: Performer) -> None:
    play.passes(minutes=20)
    await aigul.presses_menu("station")
    await aigul.taps_like("p:leave.*")
    await fills(aigul, "departure", {"leaving_reason": "end_of_day", "rating": "bad"})
    await aigul.presses_menu("myreports")


async def fills(observer: Performer, form_id: str, answers: Mapping[str, str]) -> None:
    """Open the checklist, answer what is known, skip the rest, check and submit."""
    await begins(observer, form_id)
    left = dict(answers)
    while left:
        question = asked(observer)
        answer = left.pop(question.name, None)
        if answer is None:
            await observer.signs("acknowledge" if question.kind is Kind.ACKNOWLEDGE else "skip")
        elif question.choices:
            await observer.picks(question.name, answer)
        else:
            await observer.says(answer)
    await observer.signs("review")
    await observer.signs("submit")


async def begins(observer: Performer, form_id: str) -> None:
    play = observer.stage
    play.form_id = form_id
    await observer.presses_menu("checklists")
    with play.mission.database.reading() as tx:
        number = next(number for number, found, _ in forms.current(tx) if found == form_id)
    await observer.taps_like(f"f:{number}")


def asked(observer: Performer) -> Question:
    """The question on the screen: it alone has this way to cancel."""
    _, data = observer.button_like(r"d:[^:]+:x\d+")
    found = re.search(r":x(\d+)$", data)
    assert found is not None
    return observer.stage.form.questions[int(found[1])]
