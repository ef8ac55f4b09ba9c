"""Where an observer is: a station chosen, the wrong one, arriving and leaving, a colleague relieved, a mobile team."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.core.words import StationType
from storage import stations
from storage.stations import StationRow
from tests.stage import photo_bytes
from tests.transcript import Performer, Play, script

TOWN = tuple(
    StationRow(code, "Мысал өңірі", "Asia/Almaty", StationType.ORDINARY, district, number, address, *place, voters)
    for code, district, number, address, place, voters in (
        ("M-1215", "Шығыс ауданы", "215", "Жаңа көше, 10, № 12 мектеп", (43.2401, 76.9101), 1840),
        ("M-2215", "Батыс ауданы", "215", "Әл-Фараби даңғылы, 71", (43.2189, 76.9270), 2110),
        ("M-3215", "Солтүстік ауданы", "215", "Теміржол көшесі, 5", (43.3501, 76.9502), 960),
        ("M-4215", "Оңтүстік ауданы", "215", "Бау-бақша көшесі, 1", (43.1502, 76.9003), 1205),
        ("M-0007", "Шығыс ауданы", "7", "Гүлдер көшесі, 3, мәдениет үйі", (43.2450, 76.9150), 700),
        ("M-0008", "Шығыс ауданы", "8", "Гүлдер көшесі, 40, балабақша", (43.2460, 76.9190), 655),
    )
)


def bring_town(play: Play) -> None:
    with play.mission.database.transaction() as tx:
        stations.save(tx, TOWN)


def id_of(play: Play, code: str) -> int:
    with play.mission.database.reading() as tx:
        found = stations.by_code(tx, code)
        assert found is not None
        return found.id


def region_of(play: Play, code: str) -> int:
    with play.mission.database.reading() as tx:
        found = stations.by_code(tx, code)
        assert found is not None
        return found.region_id


async def chooses(observer: Performer, typed: str, code: str) -> None:
    """Type, pick from what fits, confirm."""
    await observer.says(typed)
    await observer.taps_like(f"p:pick:{id_of(observer.stage, code)}")
    await observer.taps_like("p:yes:.*")


async def files_incident(observer: Performer) -> None:
    await observer.sends_photo(photo_bytes())
    await observer.picks("category_group", "voting")
    await observer.picks("category", "ballot_stuffing")
    await observer.signs("skip")
    await observer.signs("now")
    await observer.signs("skip")
    await observer.picks("basis", "saw_myself")
    await observer.signs("review")
    await observer.signs("submit")


@script("Choosing a station: a region, then a number that is in four districts, a mistyped street, No, and arrival")
async def choosing_a_station(play: Play) -> None:
    bring_town(play)
    aigul = await play.observer("Айгүл", station=None)
    await aigul.presses_menu("station")
    await aigul.taps_like(f"p:region:{region_of(play, 'M-0007')}")
    await aigul.says("УИК 215")
    await aigul.taps_like(f"p:pick:{id_of(play, 'M-3215')}")
    await aigul.taps_like("p:no")
    await aigul.says("аль фораби")
    await aigul.taps_like("p:yes:.*")
    play.passes(minutes=5)
    await aigul.taps_like("p:arrive:.*")
    play.passes(hours=1)
    await aigul.says("/station")
    await aigul.says("/arrived")
    await aigul.taps_like("p:leave")


@script("A location gives the nearest five with their distance; what fits nothing is said so; cancel")
async def station_nearby(play: Play) -> None:
    bring_town(play)
    aigul = await play.observer("Айгүл", station=None)
    await aigul.says("/arrived")
    await aigul.says(play.in_words("қасқыр", "носорог", "rhinoceros"))
    await aigul.taps_like("p:cancel")
    await aigul.says("/arrived")
    await aigul.taps_like("p:near")
    await aigul.sends_location(43.2445, 76.9140)
    await aigul.taps_like(f"p:pick:{id_of(play, 'M-0007')}")
    await aigul.taps_like("p:yes:.*")


@script("The wrong station, noticed at 13:00: one tap moves the reports of the day, the desk sees it (story 10)")
async def wrong_station(play: Play) -> None:
    bring_town(play)
    await play.coordinator("Desk")
    aigul = await play.observer("Айгүл", station=None)
    with play.offstage():
        await aigul.says("/arrived")
        await chooses(aigul, "215", "M-1215")
        for _ in range(2):
            await files_incident(aigul)
        await aigul.sends_photo(photo_bytes("teal"))
    play.passes(hours=6)
    await aigul.says("/station")
    await aigul.taps_like("p:go:wrong")
    await aigul.taps_like(f"p:region:{region_of(play, 'M-0007')}")
    await chooses(aigul, "215", "M-2215")
    await aigul.taps_like("p:move:.*")
    await aigul.says("/station")


@script("Relieving a colleague: one takes over and the other hears of it; two work side by side")
async def relieving(play: Play) -> None:
    bring_town(play)
    aigul = await play.observer("Айгүл", station="M-0007")
    bolat = await play.observer("Болат", station="M-0007")
    await aigul.says("/arrived")
    play.passes(hours=4)
    await bolat.presses_menu("station")
    await bolat.taps_like("p:arrive:.*")
    play.passes(hours=2)
    await bolat.says("/station")
    await bolat.taps_like("p:relieve:.*")
    await aigul.says("/station")
    await aigul.taps_like("p:relieve:.*")
    await bolat.taps_like("p:go:add")
    await bolat.taps_like("p:cancel")


@script("A mobile team: stations added, one tap at the next; what was begun in one village stays there (story 8)")
async def mobile_team(play: Play) -> None:
    bring_town(play)
    aigul = await play.observer("Айгүл", station="M-0007")
    await aigul.says("/arrived")
    await aigul.taps_like("p:go:add")
    await aigul.says("гүлдер 40")
    await aigul.taps_like("p:yes:.*")
    await aigul.says(play.in_words("Пандус жоқ", "Нет пандуса", "There is no ramp"))
    play.passes(minutes=40)
    await aigul.says("/station")
    await aigul.taps_like(f"p:now:{id_of(play, 'M-0008')}")
    await aigul.taps_like(f"p:now:{id_of(play, 'M-0007')}")


async def goes_by(play: Play, **how_long: float) -> None:
    """Time passes, and whatever became due meanwhile is said."""
    play.passes(**how_long)
    await play.looks()
    play._write_down(None)


@script("The day by the station's clock: each reminder once, only for what is missing")
async def reminders(play: Play) -> None:
    settings = replace(play.mission.settings, election_day=date(2021, 1, 11))
    play.mission = replace(play.mission, settings=settings)
    await play.restart()
    aigul = await play.observer("Айгүл", station="T-1")
    await play.observer("Болат", station="S-9")  # an hour behind
    await goes_by(play, hours=17, minutes=35)
    await aigul.taps_like("p:arrive:.*")
    await goes_by(play, minutes=30)
    await goes_by(play, minutes=36)
    await goes_by(play, hours=3, minutes=39)
    await goes_by(play, hours=8, minutes=50)
    await goes_by(play, hours=2, minutes=40)
