"""The file of contests: one row a candidate, all of it or every row that is wrong.

`contest` and `candidate` are codes (Latin small letters, digits, and "_" in candidates), contest_kk, contest_ru,
contest_en and candidate_kk, candidate_ru, candidate_en are what people read. The names of a contest may be left out
after its first row. "Against all" is a candidate like any other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.cases.contests.contest import Candidate, Contest, Names
from bot.cases.contests.tables import NotATable, cells_of
from bot.cases.stations_file import RowProblem

MOST_BYTES = 256 * 1024
MOST_CONTESTS = 10
MOST_CANDIDATES = 20  # of one contest: three times their figures and ours are just under the 100 buttons of a review
LONGEST_NAME = 60  # characters of a button

COLUMNS = (
    *("contest", "contest_kk", "contest_ru", "contest_en"),
    *("candidate", "candidate_kk", "candidate_ru", "candidate_en"),
)
_CODES = {"contest": re.compile(r"[a-z][a-z0-9]{0,19}"), "candidate": re.compile(r"[a-z][a-z0-9_]{0,29}")}
_CODE_RULES = {
    "contest": "write the code in 1 to 20 Latin small letters and digits, a letter first",
    "candidate": "write the code in 1 to 30 Latin small letters, digits and “_”, a letter first",
}
_OF_THE_FORM = re.compile(r"[|{}]")  # a cell ends at the first, the others begin and end a reference


@dataclass(frozen=True, slots=True)
class ContestsRefused:
    problems: tuple[RowProblem, ...]


Row = Mapping[str, str]
Problems = list[RowProblem]


def read_contests(content: bytes, kind: str = ".csv") -> tuple[Contest, ...] | ContestsRefused:
    """All of the file, in its order, or every row that is wrong; `kind` is .csv, .xlsx or .md.

    Text is UTF-8 with or without its mark, UTF-16 with it; comma, semicolon or tab between the cells of a CSV.
    """
    if len(content) > MOST_BYTES:
        return _refused(1, f"the file is larger than {MOST_BYTES // 1024} KB")
    try:
        numbered = [(at, row) for at, row in enumerate(cells_of(content, kind), start=1) if any(row)]
    except NotATable as error:
        return _refused(error.row, error.message)
    rows, problems = _rows(numbered)
    if problems:
        return ContestsRefused(tuple(problems))
    return _contests(rows) if rows else _refused(2, "there is no candidate in the file")


def _rows(numbered: list[tuple[int, list[str]]]) -> tuple[list[tuple[int, Row]], Problems]:
    """The candidates' rows by column, each with its number in a spreadsheet."""
    if not numbered:
        return [], [RowProblem(1, "", "the file is empty")]
    (at, header), *rows = numbered
    names = [cell.lower().replace(" ", "_") for cell in header]
    problems = [RowProblem(at, name, "there is no such column") for name in COLUMNS if name not in names]
    problems += [RowProblem(at, name, "two columns have this name") for name in COLUMNS if names.count(name) > 1]
    problems += [RowProblem(at, "", "more cells than the header has") for at, row in rows if any(row[len(names) :])]
    return [(at, dict.fromkeys(COLUMNS, "") | dict(zip(names, row, strict=False))) for at, row in rows], problems


def _contests(rows: list[tuple[int, Row]]) -> tuple[Contest, ...] | ContestsRefused:
    found: dict[str, Contest] = {}
    problems: Problems = []
    taken: dict[tuple[str, ...], int] = {}
    for at, row in rows:
        code = row["contest"]
        wrong = [*_wrong_contest(at, row, found.get(code)), *_wrong_candidate(at, row)]
        wrong += [] if wrong else _repeated(at, row, taken)
        problems += wrong
        if wrong:
            continue
        contest = found.get(code) or Contest(code, _names(row, "contest"), ())
        found[code] = replace(
            contest, candidates=(*contest.candidates, Candidate(row["candidate"], _names(row, "candidate")))
        )
        if len(found[code].candidates) == MOST_CANDIDATES + 1:
            problems.append(RowProblem(at, "candidate", f"more than {MOST_CANDIDATES} candidates in {code}"))
    if len(found) > MOST_CONTESTS:
        problems.append(RowProblem(rows[-1][0], "contest", f"more than {MOST_CONTESTS} contests"))
    return ContestsRefused(tuple(problems)) if problems else tuple(found.values())


def _names(row: Row, what: str) -> Names:
    return Names(row[f"{what}_kk"], row[f"{what}_ru"], row[f"{what}_en"])


def _wrong_contest(at: int, row: Row, known: Contest | None) -> Problems:
    """After its first row a contest may be named again, but not otherwise."""
    if known is None:
        return [*_wrong_code(at, row, "contest"), *_wrong_names(at, row, "contest")]
    columns = zip(("contest_kk", "contest_ru", "contest_en"), known.name.each(), strict=True)
    return [
        RowProblem(at, column, f"{known.code} was called “{name}” before")
        for column, name in columns
        if row[column] not in {"", name}
    ]


def _wrong_candidate(at: int, row: Row) -> Problems:
    return [*_wrong_code(at, row, "candidate"), *_wrong_names(at, row, "candidate")]


def _wrong_code(at: int, row: Row, what: str) -> Problems:
    return [] if _CODES[what].fullmatch(row[what]) else [RowProblem(at, what, _CODE_RULES[what])]


def _wrong_names(at: int, row: Row, what: str) -> Problems:
    columns = (f"{what}_kk", f"{what}_ru", f"{what}_en")
    return [RowProblem(at, column, said) for column in columns if (said := _wrong_name(row[column]))]


def _wrong_name(name: str) -> str:
    if not any(sign.isalnum() for sign in name):
        return "a name is missing here"
    if len(name) > LONGEST_NAME:
        return f"longer than {LONGEST_NAME} characters"
    return "a name has no “|”, “{” or “}” in it" if _OF_THE_FORM.search(name) or not name.isprintable() else ""


def _repeated(at: int, row: Row, taken: dict[tuple[str, ...], int]) -> Problems:
    """Namesakes happen; two buttons that read the same must not."""
    problems: Problems = []
    for column in ("candidate", "candidate_kk", "candidate_ru", "candidate_en"):
        first = taken.setdefault((row["contest"], column, row[column].casefold()), at)
        if first != at:
            problems.append(RowProblem(at, column, f"“{row[column]}” is in row {first} already"))
    return problems


def _refused(row: int, message: str) -> ContestsRefused:
    return ContestsRefused((RowProblem(row, "", message),))
