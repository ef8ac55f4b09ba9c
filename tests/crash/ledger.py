"""What is compared: the script on one side, the database, the media folder and the chats on the other.

The database is read with plain SQL and no code of the bot's, so that both cannot be wrong together.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.core.words import Language
from bot.sandbox.model import Message
from bot.text import words_of
from handlers.vocabulary import LINES, SEVERITIES
from tests.crash.people import CODE, Coordinator, Observer, button, is_of
from tests.crash.stories import Answer, Between, Desk, Told
from tests.crash.watched import WatchedEmulator


@contextmanager
def as_left(database: Path) -> Iterator[sqlite3.Connection]:
    """The database as a dead process left it: a copy, with the journal that undoes a torn commit."""
    copy = database.with_name("as-left.db")
    for tail in ("", "-journal", "-wal"):
        source, target = database.with_name(database.name + tail), copy.with_name(copy.name + tail)
        target.unlink(missing_ok=True)
        if source.exists():
            shutil.copyfile(source, target)
    with closing(sqlite3.connect(copy)) as connection:
        yield connection


@contextmanager
def reading(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as connection:
        yield connection


def is_quiet(database: Path) -> bool:
    """Nothing waits to be processed, said, fetched or looked at."""
    counts = (
        "SELECT count(*) FROM inbox WHERE state = 'waiting'",
        "SELECT count(*) FROM outbox WHERE state = 'waiting'",
        "SELECT count(*) FROM attachments WHERE fetch_state = 'pending'",
        "SELECT count(*) FROM attachments WHERE fetch_state = 'kept' AND verdict IS NULL",
    )
    try:
        with reading(database) as tx:
            return not any(tx.execute(count).fetchone()[0] for count in counts)
    except sqlite3.OperationalError:  # a commit was torn by a kill, and only the bot may undo it
        return False


def lost_at_once(database: Path, emulator: WatchedEmulator, observers: Iterable[Observer]) -> list[str]:
    """Right after a kill: is what the bot has promised until then in the database it left?"""
    with as_left(database) as tx:
        broken = [] if column(tx, "PRAGMA integrity_check") == ["ok"] else ["the database is damaged"]
        stored = set(column(tx, "SELECT update_id FROM inbox"))
        filed = set(column(tx, "SELECT code FROM reports"))
        drafts = {draft: json.loads(state)["answers"] for draft, state in tx.execute("SELECT id, state FROM drafts")}
    broken += [f"update {one} was acknowledged and is not stored" for one in emulator.updates.acknowledged - stored]
    broken += [f"'received' was said of {code}, which is not stored" for code in receipts(emulator) - filed]
    for told in (told for observer in observers for told in observer.told):
        kept = drafts.get(told.draft, {})
        broken += [
            f"{told.teller}'s answer to {question} was acknowledged and is lost: {answer} is {kept.get(question)!r} now"
            for question, answer in told.shown.items()
            if not agrees(answer, kept.get(question)) and not agrees(told.answers[question], kept.get(question))
        ]
    return broken


def receipts(emulator: WatchedEmulator) -> set[str]:
    return {found[0] for m in emulator.said() if m.text.startswith("✅") and (found := CODE.search(m.text))}


SIGNS = tuple(sign for _, sign in SEVERITIES.values())  # a card begins with one; other words of a report do not


class Ledger:
    """The end of a morning; every method returns what is wrong, in sentences."""

    def __init__(
        self,
        tx: sqlite3.Connection,
        media: Path,
        emulator: WatchedEmulator,
        observers: list[Observer],
        desk: list[Coordinator],
        people: dict[int, int],
        lives: list[int],
        questions: set[str],
    ) -> None:
        """`people`: a user's number -> the person; `lives`: the first message number of each life of the bot;
        `questions`: the names that the form asks for (what it calculates is its own affair)."""
        self.tx, self.media, self.emulator = tx, media, emulator
        self.observers, self.desk, self.people, self.lives = observers, desk, people, lives
        self.questions = questions
        self.told = [told for observer in observers for told in observer.told]
        self.filed = [told for told in self.told if told.story.end == "submit"]
        self.pseudonyms = dict(tx.execute("SELECT id, pseudonym FROM people"))
        self.repeats = self._repeats()
        again = {message.id for message in self.repeats}
        self.said = [message for message in emulator.said() if message.id not in again]

    def wrong(self) -> list[str]:
        return [
            *self.updates(),
            *self.reports(),
            *self.drafts(),
            *self.files(),
            *self.alerts(),
            *self.repeated(),
            *self.chats(),
            *self.cards(),
        ]

    def updates(self) -> list[str]:
        states = dict(self.tx.execute("SELECT update_id, state FROM inbox"))
        every = set(range(100_000_001, self.emulator.updates.next_id))
        wrong = [f"update {one} is {states.get(one, 'lost')}" for one in every if states.get(one) != "done"]
        wrong += [f"update {one} was never sent" for one in states.keys() - every]
        unsaid = "SELECT kind, state, error FROM outbox WHERE state NOT IN ('sent', 'superseded')"
        return wrong + [
            f"a {kind} is {state}: {error}"
            for kind, state, error in self.tx.execute(unsaid)
            if error != "nothing to say"
        ]

    def reports(self) -> list[str]:
        query = """SELECT r.id, r.code, p.id, v.answers FROM reports r JOIN people p ON p.id = r.reported_by
                   JOIN revisions v ON v.report_id = r.id"""
        stored = [(id, code, by, json.loads(answers)) for id, code, by, answers in self.tx.execute(query)]
        wrong = differences("reports", (row[0] for row in stored), (told.draft for told in self.filed))
        for told in self.filed:
            for _, code, by, answers in (row for row in stored if row[0] == told.draft):
                if code != told.code:
                    wrong.append(f"{told.teller} was told {told.code}, the report is {code}")
                if by != self.people[self._observer(told).user.id]:
                    wrong.append(f"{told.teller}'s report {code} is another person's")
                wrong += self._answers(told, answers)
        return wrong

    def _answers(self, told: Told, stored: dict[str, str]) -> list[str]:
        asked = {question: stored[question] for question in stored if question in self.questions}
        pictures = len(asked.pop("photo", "").split())
        wrong = [] if pictures == told.pictures else [f"{told.teller}: {pictures} photos of {told.pictures} answer"]
        for question in asked.keys() | told.answers.keys():
            if not agrees(told.answers.get(question), asked.get(question)):
                wrong.append(
                    f"{told.teller}'s {question}: {told.answers.get(question)} in the script, "
                    f"{asked.get(question)!r} in the report {told.code}"
                )
        return wrong

    def drafts(self) -> list[str]:
        rows = "SELECT id || ' ' || coalesce(outcome, 'open') FROM drafts"
        outcome = {True: "submitted", False: "cancelled"}
        expected = (f"{told.draft} {outcome[told.story.end == 'submit']}" for told in self.told)
        return differences("drafts", column(self.tx, rows), expected)

    def files(self) -> list[str]:
        """Each once, in order, and its bytes on the disk those that Telegram has."""
        query = """SELECT a.report_id, f.file_id, a.sha256, a.fetch_state, a.size FROM attachments a
                   JOIN telegram_files f ON f.attachment_id = a.id ORDER BY a.seq"""
        wrong: list[str] = []
        kept: dict[str, list[str]] = {told.draft: [] for told in self.told}
        for draft, file_id, sha256, state, size in self.tx.execute(query):
            kept.setdefault(draft, []).append(file_id)
            data = self.emulator.world.files.by_id[file_id].data
            disk = self.media / (sha256 or "")[:2] / (sha256 or "none")
            right = state == "kept" and size == len(data) and sha256 == hashlib.sha256(data).hexdigest()
            if not right or disk.read_bytes() != data:
                wrong.append(f"a file of draft {draft} is {state}, {size} bytes of {len(data)}, {sha256}")
        for told in self.told:
            if kept[told.draft] != told.files:
                wrong.append(
                    f"{told.teller} sent {len(told.files)} files with {told.draft}, kept are {len(kept[told.draft])}"
                    f"{'' if Counter(kept[told.draft]) != Counter(told.files) else ' in another order'}"
                )
        return wrong

    def alerts(self) -> list[str]:
        query = "SELECT report_id, state, claimed_by, resolved_by FROM alerts"
        stored = {row[0]: row[1:] for row in self.tx.execute(query)}
        wrong = differences("alerts", stored, (told.draft for told in self.filed if told.story.alerts))
        first, second = (self.people[one.user.id] for one in self.desk)
        for told in self.filed:
            if told.draft not in stored:
                continue
            by_script: dict[Desk, list[tuple[str, int | None, int | None]]] = {
                "left": [("open", None, None)],
                "claimed": [("claimed", first, None)],
                "resolved": [("resolved", second, second)],
                "raced": [("claimed", first, None), ("claimed", second, None)],
            }
            allowed = by_script[told.story.desk]
            if stored[told.draft] not in allowed:
                wrong.append(f"the alert of {told.code} ({told.story.desk}) is {stored[told.draft]}, not {allowed}")
        return wrong

    def _repeats(self) -> list[Message]:
        """Messages that no row of the outbox knows: they were sent, and the bot was killed before it noted it."""
        known = set(column(self.tx, "SELECT message_id FROM outbox WHERE state = 'sent'"))
        albums = {m.media_group_id for m in self.emulator.said() if m.id in known and m.media_group_id}
        return [m for m in self.emulator.said() if m.id not in known and m.media_group_id not in albums]

    def repeated(self) -> list[str]:
        """At most one for each chat and kill, and nothing new was said in that chat between it and the kill."""
        wrong = []
        units = {(m.chat_id, self._life(m), m.media_group_id or m.id): m for m in self.repeats}
        for (chat, life), count in Counter((chat, life) for chat, life, _ in units).items():
            if count > 1:
                wrong.append(f"{count} messages were repeated in chat {chat} at kill {life}")
        for (chat, life, _), message in units.items():
            later = [m for m in self.said if m.chat_id == chat and m.id > message.id and self._life(m) == life]
            if life == len(self.lives):
                wrong.append(f"a message was repeated though nobody was killed: {message.text!r}")
            elif later:
                wrong.append(f"repeated, and yet more was said before the kill: {message.text!r}, {later[0].text!r}")
        return wrong

    def _life(self, message: Message) -> int:
        return sum(1 for begin in self.lives if begin <= message.id)

    def chats(self) -> list[str]:
        """What the script lets one hear once is there once, repeats left out."""
        wrong = []
        for person in (*self.observers, *self.desk):
            mine = [m.text for m in self.said if m.chat_id == person.user.id]
            own = self.pseudonyms[self.people[person.user.id]]
            if (welcomes := sum(own in text for text in mine if not CODE.search(text))) != 1:
                wrong.append(f"{person.name} was welcomed {welcomes} times")
        for told in self.told:
            wrong += self._heard(told)
        for observer in self.observers:
            away = words_of(Language(observer.language)).named(LINES["cancelled"])
            count = sum(m.text == away for m in self.said if m.chat_id == observer.user.id)
            scripted = sum(told.story.end != "submit" for told in observer.told)
            if count != scripted:
                wrong.append(f"{observer.name} was told {count} times of {scripted} that a draft is cancelled")
        return wrong

    def _heard(self, told: Told) -> list[str]:
        if told.story.end != "submit":
            return []
        chat = self._observer(told).user.id
        mine = [m for m in self.said if m.chat_id == chat and told.code in m.text]
        counts = {mark: sum(m.text.startswith(mark) for m in mine) for mark in ("✅", "👁", "☑")}
        seen = told.story.alerts and told.story.desk != "left"
        wanted = {"✅": 1, "👁": int(seen), "☑": int(seen and told.story.desk == "resolved")}
        wrong = [] if counts == wanted else [f"{told.teller} heard of {told.code}: {counts} instead of {wanted}"]
        shown = self.emulator.world.chats[chat].messages[told.receipt].text
        if not shown.startswith("✅") or told.code not in shown:
            wrong.append(f"{told.teller} pressed ✅ under a message that is no receipt of {told.code} now: {shown!r}")
        if told.files and "📎✓" not in next((m.text for m in mine if m.text.startswith("✅")), ""):
            wrong.append(f"{told.teller} was never told that the files of {told.code} are kept")
        return wrong

    def cards(self) -> list[str]:
        """Each coordinator has each alert once, as it stands now; one repeated after a kill and tapped is known too."""
        wrong = []
        for coordinator in self.desk:
            mine = [m for m in self.said if m.chat_id == coordinator.user.id and m.kind == "text"]
            for told in self.filed:
                cards = [m for m in mine if is_of(m, told.code) and m.text.startswith(SIGNS)]
                states = {_state(card) for card in cards}
                if bool(cards) != told.story.alerts or len({self._life(card) for card in cards}) != len(cards):
                    wrong.append(f"{coordinator.name} has {len(cards)} cards of {told.code}")
                elif cards and told.story.desk.replace("raced", "claimed") not in states:
                    wrong.append(f"{coordinator.name}'s card of {told.code} ({told.story.desk}) says {states}")
        exported = sum(m.kind == "document" and not CODE.search(m.text) for m in self.said)
        return wrong if exported == 1 else [*wrong, f"one export was asked for, {exported} came"]

    def _observer(self, told: Told) -> Observer:
        return next(observer for observer in self.observers if told in observer.told)


def _state(card: Message) -> str:
    if button(card, "claim"):
        return "left"
    return "claimed" if button(card, "resolve") else "resolved"


def differences(what: str, found: Iterable[str], expected: Iterable[str]) -> list[str]:
    there, script = Counter(list(found)), Counter(list(expected))
    missing, extra = script - there, there - script
    return [f"{what} lost: {sorted(missing)}"] * bool(missing) + [f"{what} too many: {sorted(extra)}"] * bool(extra)


def agrees(expected: Answer | None, found: str | None) -> bool:
    if isinstance(expected, Between):
        moment = datetime.fromisoformat(found) if found else None
        return moment is not None and expected.earliest <= moment <= expected.latest
    return (expected or None) == (found or None)


def column(tx: sqlite3.Connection, query: str) -> list[Any]:
    return [row[0] for row in tx.execute(query)]
