"""At the door: joining, strangers, languages, suspension, and the small commands."""

from __future__ import annotations

from bot.cases.getting_in import set_suspended
from bot.core.words import Language, Role
from tests.stage import photo_bytes
from tests.transcript import Performer, Play, script


@script("An observer joins with a link and is told the station, what is kept and what to do")
async def joining_observer(play: Play) -> None:
    aigul = await play.stranger("Айгүл")
    await aigul.joins(Role.OBSERVER, station="T-1")
    await aigul.chooses_language()
    show_commands(play, aigul)
    await aigul.presses_menu("help")
    await aigul.says("/start")


@script("A coordinator joins: one for a region, one for the whole mission")
async def joining_coordinator(play: Play) -> None:
    desk = await play.stranger("Desk")
    await desk.joins(Role.COORDINATOR, region="Алатау")
    await desk.chooses_language()
    show_commands(play, desk)
    await desk.presses_menu("help")
    everywhere = await play.stranger("Headquarters")
    await everywhere.joins(Role.COORDINATOR)
    await everywhere.chooses_language()


@script("An observer without a station; a photo or words sent before the language is chosen are kept")
async def joining_in_a_hurry(play: Play) -> None:
    aigul = await play.stranger("Айгүл")
    await aigul.joins(Role.OBSERVER)
    await aigul.sends_photo(photo_bytes())
    await aigul.says(play.in_words("Жәшікке бума салды", "Вбросили пачку", "A pack went in"))
    await aigul.chooses_language()
    bolat = await play.stranger("Болат")
    await bolat.joins(Role.OBSERVER)
    await bolat.says(play.in_words("Мені кіргізбеді", "Меня не пустили", "They did not let me in"))
    await bolat.chooses_language()
    await bolat.signs("skip")
    await bolat.picks("category_group", "observer_rights")
    await bolat.picks("category", "observer_entry_denied")
    await bolat.signs("skip")
    await bolat.signs("now")
    await bolat.signs("skip")
    await bolat.picks("basis", "saw_myself")


@script("Strangers get one polite line and then silence; a link that is wrong, used or expired says so")
async def strangers(play: Play) -> None:
    stranger = await play.stranger("Stranger")
    await stranger.says("/start")
    await stranger.says(play.in_words("Сәлем!", "Привет!", "Hi!"))
    await stranger.sends_photo(photo_bytes())
    await stranger.says("/report")
    play.passes(hours=1)
    await stranger.says("/help")
    guesser = await play.stranger("Guesser")
    await guesser.says("/start 123456")
    await guesser.says("/start 123457")
    play.passes(seconds=10)
    await guesser.says("/start 123458")
    link = await used_link(play)
    friend = await play.stranger("Friend")
    await friend.says(f"/start {link}")
    latecomer = await play.stranger("Latecomer")
    old = play.invite(Role.OBSERVER)
    play.hides(old)
    play.passes(days=14)
    await latecomer.says(f"/start {old}")


async def used_link(play: Play) -> str:
    code = play.invite(Role.OBSERVER, station="T-2")
    play.hides(code)
    member = await play.stranger("Member")
    await member.says(f"/start {code}")
    await member.chooses_language()
    await member.says(f"/start {code}")
    return code


@script("Telegram's language is one the bot does not speak: it speaks the mission's until one is chosen")
async def another_language(play: Play) -> None:
    stranger = await play.stranger("Stranger", language="uz")
    await stranger.says("Salom")
    guest = await play.stranger("Guest", language="pt-br")
    await guest.joins(Role.OBSERVER, station="T-1")
    await guest.says("/report")
    await guest.chooses_language()


@script("The language is switched in the middle of a form, and the question is asked again in it")
async def language_switched(play: Play) -> None:
    aigul = await play.observer("Айгүл")
    other = Language.RUSSIAN if play.language is not Language.RUSSIAN else Language.KAZAKH
    await aigul.sends_photo(photo_bytes())
    await aigul.picks("category_group", "voting")
    await aigul.presses_menu("language")
    await aigul.chooses_language(other.value)
    await aigul.picks("category", "ballot_stuffing")
    await aigul.says("/language")
    await aigul.chooses_language()


@script("A suspended observer can do nothing from the next update on; reinstated, goes on where the draft stands")
async def suspension(play: Play) -> None:
    aigul = await play.observer("Айгүл")
    await aigul.sends_photo(photo_bytes())
    suspend(play, aigul, True)
    await aigul.picks("category_group", "voting")
    await aigul.says("/report")
    await aigul.sends_photo(photo_bytes())
    fresh = play.invite(Role.OBSERVER)
    play.hides(fresh)
    await aigul.says(f"/start {fresh}")
    suspend(play, aigul, False)
    await aigul.says("/report")


def suspend(play: Play, actor: Performer, yes: bool) -> None:
    play.remarks(f"{actor.name} is {'suspended' if yes else 'reinstated'}")
    with play.mission.database.transaction() as tx:
        set_suspended(tx, play.member(tx, actor.user).person_id, yes, None, play.now)


@script("The small commands when there is nothing yet: reports, cancel, help, language, and one that does not exist")
async def small_commands(play: Play) -> None:
    aigul = await play.observer("Айгүл")
    await aigul.presses_menu("myreports")
    await aigul.says("/cancel")
    await aigul.says("/help")
    await aigul.says("/language")
    await aigul.chooses_language()
    await aigul.says("/vote")
    await aigul.says("/sos_now please")
    await aigul.says("/open")


def show_commands(play: Play, actor: Performer) -> None:
    """The list behind the menu button in this chat."""
    for key, commands in play.emulator.world.profile.commands.items():
        if str(actor.user.id) in str(key):
            listed = ", ".join(f"/{one['command']} {one['description']}" for one in commands)
            play.remarks(f"the menu button of {actor.name} lists: {listed}")
