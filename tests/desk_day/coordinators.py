"""Coordinators of the day: they claim whatever is free, all at once, and each deals with what it has: looks at photos,
asks, verifies, closes, follows up. What each pressed and was told is kept, to be compared with what was stored.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import count
from random import Random

from bot.sandbox.model import Message
from bot.sandbox.telegram import Emulator
from bot.sandbox.world import Query
from tests.day.people import Person, Script, has
from tests.desk_day import buttons

AT_ONCE = 3  # reports that one coordinator deals with side by side
PSEUDONYM = re.compile(r"C-\d{4}")


class Coordinator(Person):
    """`pressed`: the taps by (alert, what). `questions`, `verdicts`, `follow_ups`, `looked`: by the alert's number.

    `may_go` lets the script end once nothing is left; `busy` keeps it from claiming.
    """

    def __init__(self, emulator: Emulator, name: str, language: str, rng: Random) -> None:
        super().__init__(emulator, name, language, rng)
        self.pressed: dict[tuple[int, str], list[Query]] = defaultdict(list)
        self.questions: dict[int, str] = {}
        self.verdicts: dict[int, str] = {}
        self.follow_ups: dict[int, str] = {}
        self.looked: set[int] = set()
        self.away = range(0)  # turns in which the bot is blocked
        self.went = self.came = 0.0  # Telegram's clock
        self.may_go = self.busy = False
        self._reports: dict[int, int] = {}
        self._jobs: dict[int, Script] = {}
        self._done: set[int] = set()
        self._talking = False

    @property
    def pseudonym(self) -> str:
        return next(found[0] for m in self.messages if (found := PSEUDONYM.search(m.text)))

    def works(self) -> Script:
        for turn in count():
            if self._is_away(turn):
                yield "to come back"
                continue
            claimed = 0 if self.busy else self._claims()
            stale = self._puts_right()
            self._closes_for_others()
            self._begins()
            in_hand = self._goes_on()
            if self.may_go and not claimed and not stale and not in_hand:
                return
            yield f"{claimed} free, in hand: {in_hand}"

    def _goes_on(self) -> dict[int, str]:
        """What each report in hand waits for."""
        waiting = {alert: next(job, "") for alert, job in self._jobs.items()}
        self._done |= {alert for alert, what in waiting.items() if not what}
        self._jobs = {alert: job for alert, job in self._jobs.items() if waiting[alert]}
        return {alert: what for alert, what in waiting.items() if what}

    def _is_away(self, turn: int) -> bool:
        """Blocks the bot, but not in the middle of a talk, and lets it in again."""
        now = self.emulator.world.now
        if turn in self.away and not self.went and not self._talking:
            self.emulator.block(self.user)
            self.went = now
        if turn not in self.away and self.went and not self.came:
            self.emulator.unblock(self.user)
            self.came = now
        return bool(self.went and not self.came)

    def cards(self, alert: int) -> list[Message]:
        """All messages that show this alert's card: one, and those whose delivery Telegram did not confirm."""
        return [m for m in self.messages if buttons.is_card(m) and buttons.number(m, buttons.OF_ALERT) == alert]

    def lines(self, alert: int) -> list[Message]:
        """The lines that rang for it since."""
        return [m for m in self.messages if buttons.number(m, buttons.LINE) == alert]

    def has_in_hand(self, card: Message) -> bool:
        state = next((line for line in card.text.splitlines() if line.startswith("✋")), "")
        return self.pseudonym in state

    def _claims(self) -> int:
        """The oldest first, as everybody does: so several press the same one."""
        free = [(m, n) for m in self.messages if (n := buttons.number(m, buttons.CLAIM)) is not None]
        for shown, alert in free[: self.rng.randint(1, AT_ONCE)]:
            self._presses(shown, alert, "claim", buttons.data_of(shown, buttons.CLAIM))
        return len(free)

    def _presses(self, shown: Message, alert: int, what: str, data: str) -> None:
        """Often twice: nothing happened yet, or the thumb trembled."""
        for _ in range(self.rng.choice((1, 1, 2))):
            query = self.emulator.tap(self.user, shown.id, data, force=True)
            assert query is not None
            self.pressed[alert, what].append(query)

    def _begins(self) -> None:
        for shown in self.messages:
            alert = buttons.number(shown, buttons.RESOLVE)
            fresh = alert is not None and alert not in self._jobs and alert not in self._done
            if alert is not None and fresh and len(self._jobs) < AT_ONCE and self.has_in_hand(shown):
                self._jobs[alert] = self._deals_with(alert)

    def _puts_right(self) -> int:
        """Of a card that stands twice in the chat the other one may be stale: a tap draws it anew."""
        closed = {n for m in self.messages if (n := buttons.number(m, buttons.REOPEN)) is not None}
        stale = [(m, n) for m in self.messages if (n := buttons.number(m, buttons.RESOLVE)) in closed and n is not None]
        for shown, alert in stale:
            self.tap(shown, buttons.resolve(alert))
        return len(stale)

    def _closes_for_others(self) -> None:
        """Sometimes somebody else presses the button in the same moment."""
        for shown in self.messages:
            alert = buttons.number(shown, buttons.OUTCOME) or buttons.number(shown, buttons.RESOLVE)
            if alert is not None and alert % 4 == 1 and not self.has_in_hand(shown) and self.rng.random() < 0.3:
                self._presses(shown, alert, "nothing", buttons.outcome(alert, "nothing"))

    def _deals_with(self, alert: int) -> Script:
        if alert % 3 and buttons.shows(self.cards(alert)[-1], buttons.PHOTOS):
            yield from self._looks(alert)
        if alert % 2 == 0:
            yield from self._asks(alert)
            yield from self._judges(alert, "ver", self.verdicts, buttons.VERDICTS)
        yield from self._resolves(alert)
        if alert % 2 == 0 and alert % 3:
            yield from self._judges(alert, "fol", self.follow_ups, buttons.FOLLOW_UPS)

    def _looks(self, alert: int) -> Script:
        card = self.cards(alert)[-1]
        self.tap(card, buttons.photos(alert))
        self.looked.add(alert)
        yield from self.until("the photos", lambda m: m.id > card.id and "photo" in m.content)

    def _asks(self, alert: int) -> Script:
        while self._talking:  # words in a chat answer one prompt, the last
            yield "the talk before it"
        self._talking = True
        card, report = self._card(alert)
        before = self.messages[-1].id
        self._presses(card, alert, "ask", buttons.ask(report))
        wanted = self.until(
            "to be asked for the question",
            lambda m: m.id > before and buttons.number(m, buttons.ASKED_TO_WRITE) == report,
        )
        yield from wanted
        self.questions[alert] = f"Who saw it, and is there anybody hurt? ({alert})"
        self.says(self.questions[alert])
        yield from self.until(
            f"the answer about {alert}",
            lambda m: buttons.number(m, buttons.ANSWERED) == report and self.questions[alert] in m.text,
        )
        self._talking = False

    def _judges(self, alert: int, which: str, kept: dict[int, str], choices: dict[str, str]) -> Script:
        """From the card to the report's page, then what, then why: each turns the page over."""
        card, report = self._card(alert)
        before = self.messages[-1].id
        choice = self.rng.choice(sorted(choices))
        self.tap(card, buttons.page(report))
        for data in ((), (choice,), (choice, choices[choice])):
            wanted = buttons.judge(report, which, *data)
            shown = yield from self.until(wanted, lambda m, data=wanted: m.id > before and has(m, data))
            self._presses(shown, alert, which, wanted)
        kept[alert] = choice
        while any(has(m, wanted) for m in self.messages if m.id > before):
            yield "the verdict to stand"

    def _resolves(self, alert: int) -> Script:
        """Two taps, and again from the first one where the card moved in between."""
        while not any(buttons.shows(card, buttons.REOPEN) for card in self.cards(alert)):
            card, _ = self._card(alert)
            if buttons.shows(card, buttons.OUTCOME):
                self._presses(card, alert, "dealt_with", buttons.outcome(alert, "dealt_with"))
            else:
                self._presses(card, alert, "resolve", buttons.resolve(alert))
            yield f"{alert} to be closed"

    def _card(self, alert: int) -> tuple[Message, int]:
        """The newest one, and the number of its report."""
        card = self.cards(alert)[-1]
        report = buttons.number(card, buttons.CARD) or self._reports[alert]
        self._reports[alert] = report
        return card, report
