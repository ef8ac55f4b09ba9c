"""What is voted on, and who stands, in the three languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """The same words in the three languages."""

    kk: str
    ru: str
    en: str

    def each(self) -> tuple[str, str, str]:
        return (self.kk, self.ru, self.en)

    def after(self, beginning: Names, between: str) -> Names:
        return Names(*(between.join(pair) for pair in zip(beginning.each(), self.each(), strict=True)))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person, a party, or `against_all`."""

    code: str
    name: Names


@dataclass(frozen=True, slots=True)
class Contest:
    code: str
    name: Names
    candidates: tuple[Candidate, ...]
