"""Words in Kazakh, Russian and English as they are searched for: "бюллетеней" finds "бюллетень", "жәшіктерді" "жәшік".

The same on every database, since none of them knows Kazakh. Russian and English words have a stem (Snowball, see
https://snowballstem.org/algorithms/). Kazakh words keep their beginning, and suffixes follow it one after another
(жәшік-тер-ді), so the common ones are taken off and what is left is searched as a beginning. A word typed without the
Kazakh letters (жашик) is the same word. Words are cut to 40 letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock

import snowballstemmer

SHORTEST_BEGINNING = 3  # letters typed, to be searched as a beginning
SHORTEST_STEM = 4  # letters that taking a Kazakh suffix off must leave
MOST_SUFFIXES = 4
LONGEST_WORD = 40
MOST_STEMS = 4000  # of one report
MOST_WORDS = 8  # of one query
LONGEST_QUERY = 200

KAZAKH = frozenset("әғқңөұүһі")
_FOLDED = str.maketrans("ёәғқңөұүһі", "еагкноуухи")
_WORD = re.compile(r"[^\W_]+")

# As they are after folding: plural, possessive, case.
_ENDINGS = """
лар лер дар дер тар тер
ым им ымыз имиз мыз миз ын ин ыныз иниз ныз низ ы и сы си сын син сына сине сында синде сынан синен
нын нин дын дин тын тин га ге ка ке на не ны ни ды ди ты ти да де та те нда нде
дан ден тан тен нан нен мен бен пен дагы деги тагы теги ндагы ндеги
"""
_SUFFIXES = tuple(sorted(_ENDINGS.split(), key=len, reverse=True))
_VOICED = {"к": "г", "г": "к", "п": "б", "б": "п"}  # жәшік, жәшігі; кітап, кітабы
_RUSSIAN, _ENGLISH = snowballstemmer.stemmer("russian"), snowballstemmer.stemmer("english")
_one_at_a_time = Lock()  # a stemmer keeps the word it is at work on


def stems_of(texts: Iterable[str]) -> str:
    """What an index holds of these texts: every word and its stems, once each, in order, with spaces between."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _plain_words(text):
            found.update(dict.fromkeys(_indexed(word[:LONGEST_WORD])))
    return " ".join(list(found)[:MOST_STEMS])


def sought(query: str) -> tuple[tuple[str, ...], ...]:
    """For each word of a query what may stand in the index for it; what ends in `*` is a beginning.

    Letters and digits only, so that nothing typed is taken for the language of a search engine.
    """
    words = list(dict.fromkeys(word[:LONGEST_WORD] for word in _plain_words(query[:LONGEST_QUERY])))
    telling = [
        word for word in words if len(word) >= SHORTEST_BEGINNING or word.isdigit()
    ]  # "в" and "to" tell nothing beside others
    return tuple(_sought(word) for word in (telling or words)[:MOST_WORDS])


def _plain_words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def _folded(word: str) -> str:
    return word.translate(_FOLDED)


@lru_cache(maxsize=50_000)
def _indexed(word: str) -> tuple[str, ...]:
    """The word and its stem; of a Kazakh one the word alone, for it is found by its beginning."""
    folded = _folded(word)
    return (folded,) if KAZAKH & set(word) or not word.isalpha() else tuple(dict.fromkeys((folded, _stem(folded))))


@lru_cache(maxsize=1_000)
def _sought(word: str) -> tuple[str, ...]:
    folded = _folded(word)
    if not word.isalpha():
        return (folded, f"{folded}*") if len(folded) >= SHORTEST_BEGINNING else (folded,)
    ways = [folded] if KAZAKH & set(word) else [folded, _stem(folded)]
    if len(folded) >= SHORTEST_BEGINNING:
        beginning = _without_suffixes(folded)
        ways += [f"{folded}*", f"{beginning}*", *_otherwise_ended(beginning)]
    return tuple(dict.fromkeys(ways))


def _stem(folded: str) -> str:
    with _one_at_a_time:
        return str((_ENGLISH if folded.isascii() else _RUSSIAN).stemWord(folded))


def _otherwise_ended(beginning: str) -> list[str]:
    """The last consonant before a vowel is another one."""
    other = _VOICED.get(beginning[-1]) if len(beginning) >= SHORTEST_STEM else None
    return [f"{beginning[:-1]}{other}*"] if other else []


def _without_suffixes(folded: str) -> str:
    """Up to four Kazakh suffixes less; a Russian or English word rarely ends so, and then it is found by more."""
    if folded.isascii():
        return folded
    for _ in range(MOST_SUFFIXES):
        room = len(folded) - SHORTEST_STEM
        ending = next((one for one in _SUFFIXES if len(one) <= room and folded.endswith(one)), "")
        if not ending:
            break
        folded = folded[: -len(ending)]
    return folded


def snippet(texts: Iterable[str], ways: tuple[tuple[str, ...], ...], most: int) -> str:
    """The words around the first that was sought, in at most `most` letters and the marks of what is left out; the
    beginning of the first text where none is there."""
    every = [" ".join(text.split()) for text in texts]
    for text in every:
        for found in _WORD.finditer(text):
            if _fits(unicodedata.normalize("NFC", found[0]).casefold()[:LONGEST_WORD], ways):
                return _around(text, found.start(), found.end(), most)
    return _around(every[0], 0, 0, most) if every else ""


def _fits(word: str, ways: tuple[tuple[str, ...], ...]) -> bool:
    kept = _indexed(word)
    every = [way for of_word in ways for way in of_word]
    return any(one.startswith(way[:-1]) if way.endswith("*") else one == way for way in every for one in kept)


def _around(text: str, start: int, end: int, most: int) -> str:
    first = max(0, min(start - (most - (end - start)) // 2, len(text) - most))
    shown = text[first : first + most].strip()
    return f"{'…' if first else ''}{shown}{'…' if first + most < len(text) else ''}"
