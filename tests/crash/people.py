"""Observers and coordinators with phones. They look at their screens, not at the bot: a restart is only slowness."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from uuid import UUID

from bot.core.forms import Form
from bot.core.words import Language
from bot.sandbox.model import Message, User
from bot.text import words_of
from handlers.callbacks import draft_of
from handlers.vocabulary import LINES
from tests.crash.stories import Answer, Between, Part, Story, Style, Told
from tests.crash.watched import WatchedEmulator
from tests.stage import photo_bytes

PATIENCE_SECONDS = 90.0  # of a person whose bot is killed again and again on a busy machine
ALMATY = timezone(timedelta(hours=6))  # in 2021
CODE = re.compile(r"\d{3}-\d{3,5}")
PSEUDONYM = re.compile(r"[OC]-\d{4}")


class Stuck(Exception):
    """Somebody waits in vain: what for, and what they see."""


class Person:
    def __init__(self, emulator: WatchedEmulator, name: str, language: str, style: Style) -> None:
        self.emulator = emulator
        self.name, self.language, self.style = name, language, style
        self.user: User = emulator.user(name, language)

    async def sees(self, what: str, predicate: Callable[[Message], bool], since: int = 0) -> Message:
        """The first message from number `since` on, there or to come, new or edited, that fits."""
        try:
            return await self.emulator.wait_for(
                self.user, lambda m: m.from_bot and predicate(m), PATIENCE_SECONDS, since - 1
            )
        except TimeoutError as error:
            raise Stuck(f"{self.name} ({self.style}) waits in vain for {what}: {error}") from None

    async def joins(self, code: str) -> None:
        self.emulator.start_chat(self.user, code)
        if self.style == "twice":
            self.emulator.start_chat(self.user, code)
        asked = await self.sees("the languages", lambda m: has(m, f"l:{self.language}"))
        self.taps(asked, f"l:{self.language}")
        await self.sees("a welcome", lambda m: PSEUDONYM.search(m.text) is not None)

    def taps(self, shown: Message, data: str) -> None:
        """Some tap twice; the button may have gone by then, but the thumb was faster."""
        for _ in range(2 if self.style == "twice" else 1):
            self.emulator.tap(self.user, shown.id, data, force=True)


class Observer(Person):
    def __init__(self, emulator: WatchedEmulator, part: Part, form: Form, rng: Random) -> None:
        super().__init__(emulator, part.name, part.language, part.style)
        self.stories, self.station = part.stories, part.station
        self.told: list[Told] = []
        self._form, self._rng = form, rng
        self._since = 0  # older messages are history
        self._acts: list[tuple[str, Answer]] = []
        self._drafts: set[str] = set()
        self._token = ""

    async def tells(self, story: Story) -> Told:
        """Fill the form from the first message to the receipt, or to where it is put away."""
        told = Told(story, self.name, answers={"station": self.station})  # known, and so not asked
        self.told.append(told)
        await self._begin(told)
        await self._category(told)
        if story.end != "submit":
            return await self._put_away(told)
        await self._circumstances(told)
        for question, choice in story.edits:
            await self._edit(told, question, choice)
        return await self._submit(told)

    async def _begin(self, told: Told) -> None:
        """The draft's own name is in the first buttons below what was sent."""
        first = self._send_first(told)
        self._since = first.id
        shown = await self.sees("the first question", lambda m: self._new_token(m) is not None, self._since)
        self._token = self._new_token(shown) or ""
        self._drafts.add(self._token)
        told.draft = (draft_of(self._token) or UUID(int=0)).hex
        if told.story.begin in ("report", "text"):
            shown = await self._asked(told, "photo")
            if self.style == "patient" and told.story.begin == "report":
                self._photo(told)
                await self._asked(told, "photo", newer=True)
                self._press(await self._asked(told, "photo"), "d", "photo")
            else:
                self._press(shown, "s", "photo")

    def _send_first(self, told: Told) -> Message:
        match told.story.begin:
            case "photo":
                return self._photo(told)
            case "album":
                return self._album(told, self._rng.choice((2, 3, 4)))
            case "voice":
                return self._file(told, self.emulator.send_voice(self.user, self._rng.randbytes(20_000)))
            case "document":
                data = self._rng.randbytes(self._rng.choice((3_000, 700_000)))
                told.pictures += 1
                return self._file(told, self.emulator.send_document(self.user, data, "IMG_1.bin"))
            case "text":
                told.answers["description"] = words = f"{self.name} saw it: {self._rng.random()}"
                return sent(self.emulator.send_text(self.user, words))
            case _:
                first = sent(self.emulator.send_text(self.user, "/report"))
                if self.style != "patient":
                    self.emulator.send_text(self.user, "/report")
                return first

    async def _category(self, told: Told) -> None:
        story = told.story
        await self._choose(told, "category_group", story.group)
        if self.style == "hasty":
            self._photo(told)  # does not wait for what the tap brings
        await self._choose(told, "category", story.category)

    async def _circumstances(self, told: Told) -> None:
        story = told.story
        if story.group != "liberty":
            await self._harm(told)
        await self._time(told)
        await self._choose(told, "phase", "voting")
        for _ in range(story.photos_later):
            self._photo(told)
            if self.style == "patient":
                await self._asked(told, "basis", newer=True)
        await self._choose(told, "basis", "saw_myself")
        if story.category == "observer_removed":
            self._press(await self._asked(told, "denial_reason"), "s", "denial_reason")
        await self._describe(told)
        if story.group == "liberty":
            for question in ("medical_need", "where_taken"):
                self._press(await self._asked(told, question), "s", question)
            await self._type(told, "held_from", "47", "47")
            await self._to_review(told, "held_to")
        else:
            await self._to_review(told, "location")

    async def _describe(self, told: Told) -> None:
        """Asked of all who did not begin with words; only who shows a picture or tells of people held may skip it."""
        if told.story.begin == "text":
            return
        if (told.pictures or told.story.group == "liberty") and self._rng.random() < 0.5:
            self._press(await self._asked(told, "description"), "s", "description")
            return
        words = f"{self.name}: {self._rng.random()}"
        await self._type(told, "description", words, words)

    async def _harm(self, told: Told) -> None:
        shown = await self._asked(told, "anyone_harmed")
        if not told.story.hurt:
            self._press(shown, "s", "anyone_harmed")
            return
        at, number = self._number("anyone_harmed", "hurt")
        self._tap(shown, f"c{at}.{number}.1")
        self._note(told, "anyone_harmed", "hurt")
        shown = await self._asked(told, "anyone_harmed", f"c{at}.{number}.0")
        self._press(shown, "d", "anyone_harmed")

    async def _time(self, told: Told) -> None:
        typed = told.story.typed_time
        if typed is not None:
            moment = datetime.strptime(typed, "%d.%m.%Y %H:%M").replace(tzinfo=ALMATY)
            await self._type(told, "occurred_at", typed, Between(moment, moment))
            return
        before = datetime.now(UTC) - timedelta(minutes=1)
        self._press(await self._asked(told, "occurred_at"), "t", "occurred_at")
        await self._asked(told, "phase")
        told.answers["occurred_at"] = Between(before, datetime.now(UTC))

    async def _edit(self, told: Told, question: str, choice: str) -> None:
        review = await self._review(told)
        self._tap(review, f"ev.{self._index(question)}")
        await self._choose(told, question, choice)

    async def _submit(self, told: Told) -> Told:
        review = await self._review(told)
        self._tap(review, "uv")
        receipt = await self.sees(
            "a receipt", lambda m: m.text.startswith("✅") and CODE.search(m.text) is not None, self._since
        )
        told.code = code_in(receipt)
        told.receipt = review.id
        told.ended = True
        return told

    async def _put_away(self, told: Told) -> Told:
        at = self._index("anyone_harmed")
        shown = await self._asked(told, "anyone_harmed")
        if told.story.end == "command":
            self._since = sent(self.emulator.send_text(self.user, "/cancel")).id
        else:
            self._tap(shown, f"x{at}")
        asked = await self.sees("yes or no", lambda m: has(m, self._data(f"y{at}")), self._since)
        self._tap(asked, f"y{at}")
        said = words_of(Language(self.language)).named(LINES["cancelled"])
        await self.sees("that it is cancelled", lambda m: m.text == said, self._since)
        told.ended = True
        return told

    async def _choose(self, told: Told, question: str, choice: str) -> None:
        shown = await self._asked(told, question)
        at, number = self._number(question, choice)
        self._tap(shown, f"c{at}.{number}")
        self._note(told, question, choice)
        others = [one for one in shown.inline_buttons if f":c{at}." in one.get("callback_data", "")]
        if self.style == "hasty":  # the thumb slips onto another button before the screen has turned
            self.emulator.tap(self.user, shown.id, self._rng.choice(others)["callback_data"], force=True)

    async def _type(self, told: Told, question: str, words: str, answer: Answer) -> None:
        await self._asked(told, question)
        self._since = sent(self.emulator.send_text(self.user, words)).id
        self._note(told, question, answer)
        if self.style == "hasty":
            self.emulator.send_text(self.user, "/report")

    async def _to_review(self, told: Told, where: str) -> None:
        self._press(await self._asked(told, where), "w", where)

    async def _review(self, told: Told) -> Message:
        shown = await self.sees("the review", lambda m: has(m, self._data("uv")), self._since)
        self._known(told)
        return shown

    async def _asked(self, told: Told, question: str, action: str = "", newer: bool = False) -> Message:
        """The screen of a question: it alone has this way to cancel. `newer`: below all that is there."""
        if newer:
            self._since = max(m.id for m in self.emulator.messages(self.user) if not m.from_bot)
        wanted = self._data(action or f"x{self._index(question)}")
        shown = await self.sees(f"the question {question}", lambda m: has(m, wanted), self._since)
        self._known(told)
        return shown

    def _note(self, told: Told, question: str, answer: Answer) -> None:
        told.answers[question] = answer
        self._acts.append((question, answer))

    def _known(self, told: Told) -> None:
        """The bot went on: it has taken what it was told before."""
        told.shown.update(self._acts)
        self._acts.clear()

    def _press(self, shown: Message, sign: str, question: str) -> None:
        self._tap(shown, f"{sign}{self._index(question)}")

    def _tap(self, shown: Message, action: str) -> None:
        self._since = shown.id
        self.taps(shown, self._data(action))

    def _photo(self, told: Told, album: str | None = None) -> Message:
        colour = "#" + self._rng.randbytes(3).hex()
        photo = photo_bytes(colour, (200 + self._rng.randrange(200), 150 + self._rng.randrange(150)))
        told.pictures += 1
        return self._file(told, self.emulator.send_photo(self.user, photo, media_group_id=album))

    def _album(self, told: Told, count: int) -> Message:
        album = str(13_500_000_000_000_000 + self.emulator.world.sequence())
        first, *_ = [self._photo(told, album) for _ in range(count)]
        return first

    def _file(self, told: Told, message: Message | None) -> Message:
        message = sent(message)
        content = message.content[message.kind]
        told.files.append(content[-1]["file_id"] if message.kind == "photo" else content["file_id"])
        return message

    def _new_token(self, message: Message) -> str | None:
        for button in message.inline_buttons:
            kind, _, rest = str(button.get("callback_data", "")).partition(":")
            token = rest.partition(":")[0]
            if kind == "d" and token not in self._drafts:
                return token
        return None

    def _data(self, action: str) -> str:
        return f"d:{self._token}:{action}"

    def _index(self, question: str) -> int:
        asked = self._form.question(question)
        assert asked is not None, question
        return asked.index

    def _number(self, question: str, choice: str) -> tuple[int, int]:
        asked = self._form.question(question)
        assert asked is not None, question
        return asked.index, next(one.index for one in asked.choices if one.name == choice)


class Coordinator(Person):
    async def claims(self, told: Told) -> None:
        card, data = await self._card(told, "claim")
        self.taps(card, data)

    async def races(self, told: Told) -> None:
        """Claims it if it can still be claimed by what the screen says."""
        card = await self.sees(f"the card of {told.code}", lambda m: is_of(m, told.code) and bool(m.inline_buttons))
        if (data := button(card, "claim")) is not None:
            self.taps(card, data)

    async def resolves(self, told: Told) -> None:
        card, data = await self._card(told, "resolve")
        self.taps(card, data.replace(":resolve", ":done:dealt_with"))  # the second tap, which says how

    async def asks_for_photos(self, told: Told) -> None:
        """Once, whatever the style: twice would rightly bring them twice."""
        card, data = await self._card(told, "photos")
        self.emulator.tap(self.user, card.id, data, force=True)
        await self.sees("the photos", lambda m: m.kind != "text" and told.code in self._caption(m))

    async def exports(self) -> None:
        self.emulator.send_text(self.user, "/export csv")
        await self.sees("the export", lambda m: m.kind == "document")

    async def _card(self, told: Told, what: str) -> tuple[Message, str]:
        card = await self.sees(
            f"the card of {told.code} with {what}", lambda m: is_of(m, told.code) and button(m, what) is not None
        )
        return card, button(card, what) or ""

    def _caption(self, message: Message) -> str:
        return message.text


def is_of(message: Message, code: str) -> bool:
    """A card may name other reports further down, that may tell of the same."""
    return code in "\n".join(message.text.splitlines()[:2])


def button(card: Message, what: str) -> str | None:
    every = (str(one.get("callback_data", "")) for one in card.inline_buttons)
    return next((data for data in every if data.startswith("a:") and data.endswith(f":{what}")), None)


def has(message: Message, data: str) -> bool:
    return any(one.get("callback_data") == data for one in message.inline_buttons)


def code_in(message: Message) -> str:
    found = CODE.search(message.text)
    return found[0] if found else ""


def sent(message: Message | None) -> Message:
    assert message is not None
    return message
