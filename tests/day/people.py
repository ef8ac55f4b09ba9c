"""Fifty observers and their desk, each a script that goes on whenever the screen shows what it waits for.

A script is a generator: it acts, then yields until the bot has answered. It looks at the screen as a person does, so
letters that come late, twice or after a restart are only slowness. What it did is kept, to be compared with what was
stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from random import Random
from uuid import UUID

from bot.core.forms import Form, Kind, Question
from bot.sandbox.model import Message, User
from bot.sandbox.telegram import Emulator
from handlers.callbacks import draft_of, token_of
from tests.stage import photo_bytes

CODE = re.compile(r"\d{3}-\d{3,5}")
Script = Iterator[str]  # each word says what is waited for
Forms = Callable[[str], Form]


@dataclass(slots=True)
class Told:
    """A report as the script knows it: answers by question name, the bytes of its files in order, its code."""

    form_id: str
    draft: UUID
    answers: dict[str, str] = field(default_factory=dict)
    files: list[bytes] = field(default_factory=list)
    code: str = ""
    added: str = ""
    revisions: int = 1
    withdrawn: str | None = None


class Person:
    def __init__(self, emulator: Emulator, name: str, language: str, rng: Random) -> None:
        self.emulator, self.name, self.language, self.rng = emulator, name, language, rng
        self.user: User = emulator.user(name, language)
        self.waits_for = "nothing"
        self._tapped: set[tuple[int, str]] = set()

    @property
    def messages(self) -> list[Message]:
        return [message for message in self.emulator.messages(self.user) if message.from_bot]

    def until(self, what: str, fits: Callable[[Message], bool]) -> Iterator[str]:
        """Yield until a message of the bot fits; the newest that does is the generator's value."""
        while True:
            for message in reversed(self.messages):
                if fits(message):
                    return message
            yield what

    def joins(self, code: str) -> Script:
        self.emulator.start_chat(self.user, code)
        asked = yield from self.until("the languages", lambda m: has(m, f"l:{self.language}"))
        self.tap(asked, f"l:{self.language}")
        yield from self.until("a welcome", lambda m: re.search(r"[OC]-\d{4}", m.text) is not None)

    def tap(self, shown: Message, data: str) -> None:
        self.emulator.tap(self.user, shown.id, data, force=True)

    def says(self, text: str) -> None:
        self.emulator.send_text(self.user, text)


class Observer(Person):
    """Fills any form by what the screen offers; which answers is drawn by the seed."""

    def __init__(
        self,
        emulator: Emulator,
        name: str,
        language: str,
        station: str,
        rng: Random,
        forms: Forms,
        number_of: Callable[[str], int],
    ) -> None:
        super().__init__(emulator, name, language, rng)
        self.station, self.forms, self.number_of = station, forms, number_of
        self.told: list[Told] = []
        self.called = False
        self._drafts: set[str] = set()

    def fills(self, form_id: str, first: Callable[[], object], given: dict[str, str]) -> Script:
        """From what opens the form to its receipt. `given`: what is to be answered to some questions."""
        form = self.forms(form_id)
        told = Told(form_id, UUID(int=0), {"station": self.station})
        files_before = self._opened(first, told)
        shown = yield from self.until(f"{form_id} to open", lambda m: self._new_token(m) is not None)
        token = self._new_token(shown) or ""
        self._drafts.add(token)
        told.draft = draft_of(token) or UUID(int=0)
        told.files = files_before
        self.told.append(told)
        yield from self._answers(form, token, told, given)
        yield from self._submits(token, told)

    def _opened(self, first: Callable[[], object], told: Told) -> list[bytes]:
        sent = first()
        return list(sent) if isinstance(sent, list) else []

    def _answers(self, form: Form, token: str, told: Told, given: dict[str, str]) -> Script:
        done: set[int] = set()
        while True:
            shown, at = yield from self._next(token, done)
            if at is None:
                return
            done.add(at)
            yield from self._answer(form.questions[at], shown, token, told, given)

    def _next(self, token: str, done: set[int]) -> Iterator[str]:
        """(message, question's index) of a question not answered yet, or (message, None) at the review."""
        while True:
            for message in reversed(self.messages):
                if self._submit(message, token):
                    return message, None
                at = asked(message, token)
                if at is not None:
                    if at not in done:
                        return message, at
                    break
            yield f"the question after {sorted(done)}"

    def _answer(self, question: Question, shown: Message, token: str, told: Told, given: dict[str, str]) -> Script:
        at, prefix = question.index, f"d:{token}:"
        wanted = given.get(question.name)
        match question.kind:
            case Kind.SELECT_ONE:
                number = self._choice(question, shown, prefix, wanted)
                told.answers[question.name] = question.choices[number].name
                self.tap(shown, f"{prefix}c{at}.{number}")
            case Kind.SELECT_MULTIPLE if wanted is not None or not has(shown, f"{prefix}s{at}"):
                yield from self._several(question, shown, prefix, told, wanted)
            case Kind.DATETIME | Kind.DATE | Kind.TIME if wanted is None and has(shown, f"{prefix}t{at}"):
                told.answers[question.name] = "now"
                self.tap(shown, f"{prefix}t{at}")
            case Kind.IMAGE if wanted is not None:
                yield from self._photos(question, prefix, told, int(wanted))
            case Kind.INTEGER | Kind.TEXT if wanted is not None:
                told.answers[question.name] = wanted
                self.says(wanted)
            case _ if has(shown, f"{prefix}s{at}"):
                self.tap(shown, f"{prefix}s{at}")
            case _ if has(shown, f"{prefix}d{at}"):
                self.tap(shown, f"{prefix}d{at}")
            case kind:
                raise AssertionError(f"{question.name} ({kind}) cannot be answered: {shown.text!r} {shown.buttons}")

    def _choice(self, question: Question, shown: Message, prefix: str, wanted: str | None) -> int:
        offered = [
            choice.index for choice in question.choices if has(shown, f"{prefix}c{question.index}.{choice.index}")
        ]
        if wanted is None:
            return self.rng.choice(offered)
        return next(choice.index for choice in question.choices if choice.name == wanted and choice.index in offered)

    def _several(self, question: Question, shown: Message, prefix: str, told: Told, wanted: str | None) -> Script:
        at = question.index
        names = [choice.name for choice in question.choices]
        number = names.index(wanted or names[0])
        told.answers[question.name] = names[number]
        self.tap(shown, f"{prefix}c{at}.{number}.1")
        chosen = yield from self.until(f"a tick at {question.name}", lambda m: has(m, f"{prefix}c{at}.{number}.0"))
        self.tap(chosen, f"{prefix}d{at}")

    def _photos(self, question: Question, prefix: str, told: Told, count: int) -> Script:
        at, before = question.index, max(m.id for m in self.messages)
        told.files += self.sends_photos(count)
        kept = yield from self.until("the photos kept", lambda m: m.id > before and has(m, f"{prefix}r{at}.{count}"))
        self.tap(kept, f"{prefix}d{at}")

    def sends_photos(self, count: int, caption: str = "") -> list[bytes]:
        """One photo, or an album of several; the bytes as Telegram will hand them out."""
        photos = [
            photo_bytes("#" + self.rng.randbytes(3).hex(), (self.rng.randrange(60, 90), 60)) for _ in range(count)
        ]
        if count == 1:
            sent = [self.emulator.send_photo(self.user, photos[0], caption)]
        else:
            sent = self.emulator.send_album(self.user, photos, caption)
        files = self.emulator.world.files.by_id
        return [files[message.content["photo"][-1]["file_id"]].data for message in sent if message is not None]

    def _submit(self, message: Message, token: str) -> str | None:
        """The button that submits, where somebody would press it: under the review."""
        return ends(message, f"d:{token}:uv")

    def _submits(self, token: str, told: Told) -> Script:
        review = yield from self.until("the review", lambda m: self._submit(m, token) is not None)
        known = {code for one in self.told for code in [one.code] if code}
        self.tap(review, self._submit(review, token) or "")
        receipt = yield from self.until(
            f"the receipt of {told.form_id}",
            lambda m: m.text.startswith("✅") and (code_in(m) or "none") not in {*known, "none"},
        )
        told.code = code_in(receipt)

    def _new_token(self, message: Message) -> str | None:
        for data in buttons(message):
            kind, _, rest = data.partition(":")
            token = rest.partition(":")[0]
            if kind == "d" and token not in self._drafts:
                return token
        return None

    @property
    def number(self) -> int:
        return int(self.name.split()[-1])

    def opens(self) -> Script:
        self.says("/arrived")
        yield from self.until("the arrival noted", lambda m: has(m, "p:leave"))
        yield from self.lists("opening", {})

    def sees_something(self) -> Script:
        """A photo first, questions after; every third tells it in words, every fifth of somebody held."""
        number = self.number
        given = {
            "category_group": "voting",
            "anyone_harmed": "nobody",
            "location": "this_station",
            "description": f"{self.name} saw it",
        }
        if number % 5 == 0:
            given |= {"category_group": "liberty", "category": "kettling", "held_from": "47", "held_to": "52"}
        photos = 0 if number % 3 == 0 else 1 + number % 2
        first = self._reports if not photos else lambda: self.sends_photos(photos)
        yield from self.fills("incident", first, given)

    def watches(self) -> Script:
        figures = {"voters_counted": str(self.rng.randrange(50, 400)), "incidents_seen": "no"}
        yield from self.lists("voting", figures)
        if self.number % 7 == 0:
            yield from self.withdraws(self.told[-1])
        if self.number % 10 == 0:
            yield from self.calls_for_help()
        if self.number % 4 == 1:
            yield from self.adds(self._incident, f"{self.name} saw more")
        if self.number % 6 == 2:
            yield from self.corrects(self._incident, "basis", "document")

    def counts(self) -> Script:
        yield from self.lists("counting", {"photo": "2"} if self.rng.random() < 0.5 else {})
        yield from self.lists("departure", {})

    def lists(self, form_id: str, given: dict[str, str]) -> Script:
        """A checklist, chosen from the list of them by its number in the mission."""
        before = max((m.id for m in self.messages), default=0)
        self.says("/checklists")
        number = self.number_of(form_id)
        listed = yield from self.until("the checklists", lambda m: m.id > before and has(m, f"f:{number}"))
        yield from self.fills(form_id, lambda: self.tap(listed, f"f:{number}"), given)

    @property
    def _incident(self) -> Told:
        return next(told for told in self.told if told.form_id == "incident")

    def calls_for_help(self) -> Script:
        """One tap, then what happened; the desk is heard of."""
        self.says("🆘")
        asked = yield from self.until("what is happening", lambda m: ends(m, ":a:kind:kettled") is not None)
        self.tap(asked, ends(asked, ":a:kind:kettled") or "")
        yield from self.until("somebody to have seen it", lambda m: m.text.startswith("👁") and "SOS-" in m.text)
        self.called = True

    def adds(self, told: Told, words: str) -> Script:
        yield from self._shows(told)
        shown = yield from self.until("a report of one's own", lambda m: has(m, self._own(told, "add")))
        self.tap(shown, self._own(told, "add"))
        yield from self.until("to be asked for more", lambda m: has(m, self._own(told, "done")))
        self.says(words)
        added = yield from self.until(
            "the words to be added", lambda m: m.text.startswith("📎") and has(m, self._own(told, "done"))
        )
        told.added, told.revisions = words, told.revisions + 1
        self.tap(added, self._own(told, "done"))

    def corrects(self, told: Told, question: str, choice: str) -> Script:
        yield from self._shows(told)
        shown = yield from self.until("a report of one's own", lambda m: has(m, self._own(told, "correct")))
        self.tap(shown, self._own(told, "correct"))
        review = yield from self.until("the review of a correction", lambda m: self._new_token(m) is not None)
        token = self._new_token(review) or ""
        self._drafts.add(token)
        asked = self.forms(told.form_id).question(question)
        assert asked is not None
        number = next(one.index for one in asked.choices if one.name == choice)
        self.tap(review, f"d:{token}:ev.{asked.index}")
        shown = yield from self.until(question, lambda m: has(m, f"d:{token}:c{asked.index}.{number}"))
        self.tap(shown, f"d:{token}:c{asked.index}.{number}")
        again = yield from self.until("the review again", lambda m: has(m, f"d:{token}:uv"))
        self.tap(again, f"d:{token}:uv")
        yield from self.until("the correction received", lambda m: m.id == again.id and not has(m, f"d:{token}:uv"))
        if told.answers.get(question) != choice:
            told.answers[question], told.revisions = choice, told.revisions + 1

    def withdraws(self, told: Told) -> Script:
        yield from self._shows(told)
        for step in ("withdraw", "why:mistake", "sure:mistake"):
            wanted = self._own(told, step)
            shown = yield from self.until(step, partial(has, data=wanted))
            self.tap(shown, wanted)
        yield from self.until("it to be withdrawn", lambda m: has(m, self._own(told, "restore")))
        told.withdrawn = "mistake"

    def _shows(self, told: Told) -> Script:
        before = max(m.id for m in self.messages)
        self.says("/myreports")
        shown = yield from self.until("my reports", lambda m: m.id > before and has(m, self._own(told, "show")))
        self.tap(shown, self._own(told, "show"))

    def _own(self, told: Told, what: str) -> str:
        return f"r:{token_of(told.draft)}:{what}"

    def _reports(self) -> None:
        self.says("/report")


class Coordinator(Person):
    """Claims whatever can be claimed by what the screen says, calls for help before all, and resolves every other."""

    def answers_calls(self) -> Script:
        """For as long as the observers of this phase are at work, and a little longer."""
        while True:
            for m in self.messages:
                for what in (":end:released", ":ended", ":claim", ":close"):
                    data = ends(m, what)
                    if data and data.startswith("s:") and (m.id, data) not in self._tapped:
                        self._tapped.add((m.id, data))
                        self.tap(m, data)
            yield "a call"

    def works(self) -> Script:
        idle = 0
        while idle < 12:  # rounds without a card: the desk has nothing more to do
            cards = [(m, data) for m in self.messages for data in buttons(m) if re.fullmatch(r"a:\d+:claim", data)]
            mine = [
                (m, data) for m in self.messages for data in buttons(m) if re.fullmatch(r"a:\d*[02468]:resolve", data)
            ]
            if not cards and not mine:
                idle += 1
            else:
                idle = 0
                for shown, data in (cards + mine)[:3]:
                    self.tap(shown, data.replace(":resolve", ":done:dealt_with"))  # the second tap, which says how
            yield f"a card ({idle})"


def asked(message: Message, token: str) -> int | None:
    """The index of the question a message asks: it alone has this way to cancel."""
    for data in buttons(message):
        found = re.fullmatch(rf"d:{token}:x(\d+)", data)
        if found:
            return int(found[1])
    return None


def ends(message: Message, tail: str) -> str | None:
    """The data of the button that ends so."""
    return next((data for data in buttons(message) if data.endswith(tail)), None)


def buttons(message: Message) -> list[str]:
    return [str(button.get("callback_data", "")) for button in message.inline_buttons]


def has(message: Message, data: str) -> bool:
    return data in buttons(message)


def code_in(message: Message) -> str:
    found = CODE.search(message.text)
    return found[0] if found else ""
