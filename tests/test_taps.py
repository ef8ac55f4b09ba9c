"""How many acts a report costs: a finger in the cold counts them."""

from __future__ import annotations

from tests.stage import Actor, Stage, photo_bytes
from tests.test_bad_input import staged


class Counted:
    """An observer whose taps and texts are counted; a photo or a button of the keyboard is a tap too."""

    def __init__(self, actor: Actor) -> None:
        self.actor, self.taps, self.texts = actor, 0, 0

    async def tap(self, *labels: str) -> None:
        for label in labels:
            await self.actor.taps(label)
            self.taps += 1

    async def press(self, label: str) -> None:
        await self.actor.presses(label)
        self.taps += 1

    async def photo(self) -> None:
        await self.actor.sends_photo(photo_bytes())
        self.taps += 1

    async def write(self, text: str) -> None:
        await self.actor.says(text)
        self.texts += 1


@staged
async def test_an_incident_with_a_photo_takes_four_acts(stage: Stage) -> None:
    observer = Counted(await stage.observer("Aigul", "en"))
    await observer.photo()
    await observer.tap("Voting", "Pack of ballots", "✅ Submit")
    assert "Received" in observer.actor.sees
    assert (observer.taps, observer.texts) == (4, 0)


@staged
async def test_a_full_incident_takes_twelve_taps_and_one_text(stage: Stage) -> None:
    """Everything that coordinators ask about first: what, whether anyone is hurt, when, at what stage, how known,
    where and why there is no photo; looked at once more before it goes."""
    observer = Counted(await stage.observer("Aigul", "en"))
    await observer.press("📷 Report")
    await observer.tap("⏭", "Voting", "Same person", "Nobody", "✅ Done", "🕐 Now", "Voting", "saw it myself")
    await observer.write("He came back with another coat")
    await observer.tap("At this station", "📋", "✅ Submit")
    assert "Received" in observer.actor.sees
    assert observer.taps <= 12
    assert observer.texts == 1


@staged
async def test_the_figures_of_the_hour_take_four_taps_and_two_texts(stage: Stage) -> None:
    observer = Counted(await stage.observer("Aigul", "en"))
    await observer.press("📝 Checklists")
    await observer.tap("Voting")
    await observer.write("412")
    await observer.write("460")
    await observer.tap("🕐 Now", "✅ Submit")
    assert "Received" in observer.actor.sees
    assert (observer.taps, observer.texts) == (4, 2)
