"""The contests of this election from a small file, and the results protocol made of them.

The file is a CSV with one row a candidate: contest and candidate are codes (Latin small letters, digits, and "_" in
candidates), contest_kk, contest_ru, contest_en and candidate_kk, candidate_ru, candidate_en are what people read. The
names of a contest may be left out after its first row. "Against all" is a candidate like any other.

The form is filed once for each protocol. It asks for the same figures three times: as read out at the count, on the
copy received, as posted. Sums that do not add up, and figures that differ, are asked about once and then accepted.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.cases.stations_file import RowProblem

MOST_BYTES = 256 * 1024
MOST_CONTESTS = 10
MOST_CANDIDATES = 20  # of one contest: three times their figures and ours are just under the 100 buttons of a review
LONGEST_NAME = 60  # characters of a button
MOST_BALLOTS = 100_000

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


@dataclass(frozen=True, slots=True)
class ContestsRefused:
    problems: tuple[RowProblem, ...]


Row = Mapping[str, str]
Problems = list[RowProblem]


def read_contests(content: bytes) -> tuple[Contest, ...] | ContestsRefused:
    """All of the file, in its order, or every row that is wrong.

    UTF-8 with or without its mark, UTF-16 with it; comma, semicolon or tab between the cells.
    """
    if len(content) > MOST_BYTES:
        return _refused(1, f"the file is larger than {MOST_BYTES // 1024} KB")
    text = _decoded(content)
    if text is None:  # an older encoding has no Kazakh letters, so nothing is guessed
        return _refused(1, "this is not text in UTF-8; save the table as “CSV UTF-8”")
    rows, problems = _rows(text)
    if problems:
        return ContestsRefused(tuple(problems))
    if not rows:
        return _refused(2, "there is no candidate in the file")
    return _contests(rows)


def _decoded(content: bytes) -> str | None:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _rows(text: str) -> tuple[list[tuple[int, Row]], Problems]:
    """The candidates' rows by column, each with its number in a spreadsheet."""
    try:
        numbered = [(at, row) for at, row in enumerate(_cells(text), start=1) if any(row)]
    except _NotCsv as error:
        return [], [RowProblem(error.row, "", "a quotation mark is not closed, or stands inside a cell undoubled")]
    if not numbered:
        return [], [RowProblem(1, "", "the file is empty")]
    (at, header), *rows = numbered
    names = [cell.lower().replace(" ", "_") for cell in header]
    problems = [RowProblem(at, name, "there is no such column") for name in COLUMNS if name not in names]
    problems += [RowProblem(at, name, "two columns have this name") for name in COLUMNS if names.count(name) > 1]
    problems += [RowProblem(at, "", "more cells than the header has") for at, row in rows if any(row[len(names) :])]
    return [(at, dict.fromkeys(COLUMNS, "") | dict(zip(names, row, strict=False))) for at, row in rows], problems


class _NotCsv(Exception):
    def __init__(self, row: int) -> None:
        self.row = row


def _cells(text: str) -> Iterator[list[str]]:
    """Without outer and doubled spaces; strict, because a lenient reader takes the rest of the file for one cell."""
    first = text.lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    at = 0
    try:
        for at, row in enumerate(reader, start=1):  # noqa: B007 - used when the next one fails
            yield [" ".join(cell.split()) for cell in row]
    except csv.Error as error:
        raise _NotCsv(at + 1) from error


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


# The form: rows of an XLSForm, its columns by their headers.

_LANGUAGES = ("Қазақша (kk)", "Русский (ru)", "English (en)")
_TEXTS = ("label", "hint", "constraint_message")
_RULES = ("required", "read_only", "relevant", "constraint", "choice_filter", "calculation", "trigger")
_SURVEY = tuple(
    header
    for column in (*("type", "name"), *_TEXTS, *_RULES)
    for header in (tuple(f"{column}::{language}" for language in _LANGUAGES) if column in _TEXTS else (column,))
)
_CHOICES = ("list_name", "name", *(f"label::{language}" for language in _LANGUAGES), "needs")

_FIGURES = {
    "registered": Names("Тізімдегі сайлаушылар", "Избирателей в списке", "Voters on the list"),
    "received": Names("Комиссия алған бюллетень", "Получено бюллетеней", "Ballots received"),
    "issued_inside": Names("Учаскеде берілген бюллетень", "Выдано на участке", "Ballots issued at the station"),
    "issued_outside": Names("Учаскеден тыс берілгені", "Выдано вне участка", "Ballots issued outside it"),
    "unused": Names("Қалған, жойылған бюллетень", "Погашено неиспользованных", "Unused ballots, cancelled"),
    "found": Names("Жәшіктен шыққан бюллетень", "Бюллетеней в урнах", "Ballots found in the boxes"),
    "invalid": Names("Жарамсыз бюллетень", "Недействительных", "Invalid ballots"),
}
_NUMBER = Names(
    f"0-ден {MOST_BALLOTS}-ға дейінгі бүтін сан жазыңыз.",
    f"Напишите целое число от 0 до {MOST_BALLOTS}.",
    f"Write a whole number from 0 to {MOST_BALLOTS}.",
)
_NOT_YET = Names(
    "Бұл уақыт әлі келген жоқ. Тексеріп көріңізші.",
    "Это время ещё не наступило. Проверьте, пожалуйста.",
    "This time has not come yet. Please check it.",
)
_SUMS = Names(
    "Дауыстар + жарамсыз = жәшікте. Жәшікте ≤ берілген. Берілген + қалған = алынған.",
    "Голоса + недействительные = в урнах. В урнах ≤ выдано. Выдано + остаток = получено.",
    "Votes + invalid = in the boxes. In the boxes ≤ issued. Issued + unused = received.",
)
_TO_CORRECT = Names(
    "Түзету үшін 📋 басып, жауаптың ✏ нөмірін басыңыз.",
    "Чтобы исправить, нажмите 📋, потом ✏ с номером ответа.",
    "To correct a figure, tap 📋, then ✏ with its number.",
)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where figures are read from: its code and sign, the words above its questions, and what is asked."""

    code: str
    sign: str
    heading: Names
    given: Names
    confirm: Names
    filter: str = ""


_SAME = "needs = 'nothing' or (needs = 'heard' and ${{{0}_heard_given}} = 'figures')"
_SOURCES = (
    _Source(
        "heard",
        "👂",
        Names("👂 Оқылған сандар", "👂 Зачитано", "👂 Read out"),
        Names("Сандарды дауыстап оқыды ма?", "Цифры зачитали вслух?", "Were the figures read out?"),
        Names("Дәл осылай оқыды ма?", "Так и зачитали?", "Is that what was read out?"),
    ),
    _Source(
        "copy",
        "📄",
        Names("📄 Көшірмеде", "📄 В копии", "📄 On the copy"),
        Names("Көшірмеде қандай сандар бар?", "Какие цифры в копии протокола?", "What figures are on the copy?"),
        Names("Дәл осылай жазылған ба?", "Так и написано?", "Is that what is written?"),
        _SAME,
    ),
    _Source(
        "posted",
        "📌",
        Names("📌 Ілінген хаттамада", "📌 В вывешенном протоколе", "📌 On the posted one"),
        Names(
            "Ілінген хаттамада қандай сандар бар?",
            "Какие цифры в вывешенном протоколе?",
            "What figures are on the posted one?",
        ),
        Names("Дәл осылай жазылған ба?", "Так и написано?", "Is that what is written?"),
        _SAME + " or (needs = 'copy' and ${{{0}_copy_given}} = 'figures')",
    ),
)
_AS_HEARD = ("same_as_heard", Names("Оқылған сандармен бірдей", "Те же, что зачитали", "The same as read out"), "heard")
_AS_COPIED = ("same_as_copy", Names("Көшірмемен бірдей", "Те же, что в копии", "The same as on the copy"), "copy")
_WRITE = ("figures", Names("Сандарды жазамын", "Запишу цифры", "I will write the figures"), "nothing")
_LISTS: Mapping[str, tuple[tuple[str, Names, str], ...]] = {
    "heard_given": (
        ("figures", Names("Иә, жазамын", "Да, запишу", "Yes, I will write them"), "nothing"),
        ("not_read", Names("Жоқ, оқымады", "Нет, не зачитали", "No, they were not"), "nothing"),
        ("not_observed", Names("Өзім естімедім", "Не удалось услышать", "Not observed"), "nothing"),
    ),
    "copy_given": (
        _AS_HEARD,
        _WRITE,
        ("no_copy", Names("Көшірме жоқ", "Копии нет", "There is no copy"), "nothing"),
    ),
    "posted_given": (
        _AS_HEARD,
        _AS_COPIED,
        _WRITE,
        ("not_posted", Names("Хаттама ілінбеді", "Протокол не вывесили", "It was not posted"), "nothing"),
        ("not_observed", Names("Өзім көрмедім", "Не удалось увидеть", "Not observed"), "nothing"),
    ),
    "confirm": (
        ("confirmed", Names("Иә, дәл солай", "Да, именно так", "Yes, exactly so"), "nothing"),
        ("correct", Names("Жоқ, түзетемін", "Нет, исправлю", "No, I will correct it"), "nothing"),
    ),
    "category": (
        (
            "result_differs_from_copy",
            Names("Нәтиже көшірмеге сәйкес емес", "Итог не совпал с копией", "Result differs from the copy"),
            "nothing",
        ),
        (
            "ballots_exceed_voters",
            Names("Бюллетень сайлаушыдан көп", "Бюллетеней больше, чем избирателей", "More ballots than voters"),
            "nothing",
        ),
    ),
}


def results_protocol_form(contests: tuple[Contest, ...]) -> bytes:
    """An XLSForm in Markdown, form_id results_protocol; its version follows from what it asks, hence from the file."""
    survey = "\n".join(_table("survey", _SURVEY, _survey(contests)))
    choices = "\n".join(_table("choices", _CHOICES, _choices(contests)))
    version = hashlib.sha256(f"{survey}\n{choices}".encode()).hexdigest()[:12]
    settings = {
        "form_title": "Нәтижелер хаттамасы · Протокол об итогах · Results protocol",
        "form_id": "results_protocol",
        "version": version,
        "default_language": _LANGUAGES[-1],
    }
    return "\n\n".join([survey, choices, "\n".join(_table("settings", tuple(settings), [settings]))]).encode()


def _table(sheet: str, header: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    yield f"| {sheet} |" + " |" * len(header)
    yield "|---" * (len(header) + 1) + "|"
    yield f"| | {' | '.join(header)} |"
    for row in rows:
        yield f"| | {' | '.join(row.get(column, '') for column in header)} |"


def _row(kind: str, name: str, label: Names | None = None, hint: Names | None = None, **columns: str) -> dict[str, str]:
    row = {"type": kind, "name": name, **columns}
    return row | _texts("label", label) | _texts("hint", hint)


def _texts(column: str, said: Names | None) -> dict[str, str]:
    headers = (f"{column}::{language}" for language in _LANGUAGES)
    return dict(zip(headers, said.each(), strict=True)) if said else {}


def _survey(contests: tuple[Contest, ...]) -> Iterator[Row]:
    yield _row(
        "text",
        "station",
        Names("Қай учаске? Нөмірі не коды", "Какой участок? Номер или код", "Which station? Number or code"),
    )
    yield _which(contests)
    yield _row(
        "image",
        "photo",
        Names("Хаттаманың әр бетін түсіріңіз", "Снимите каждую страницу протокола", "Photograph each page"),
        Names(
            "Қауіпсіз болса. Файл етіп жіберсеңіз, ұсақ сандар анық көрінеді.",
            "Если это безопасно. Файлом лучше: мелкие цифры не размоются.",
            "If it is safe. Sent as a file, small figures stay sharp.",
        ),
    )
    for contest in contests:
        yield from _contest(contest)
    yield _row(
        "dateTime",
        "occurred_at",
        Names("Сандарды қашан оқыды?", "Когда зачитали цифры?", "When were the figures read out?"),
        Names("Шамамен айтсаңыз да болады.", "Можно примерно.", "Roughly is fine."),
        constraint=". <= now()",
    ) | _texts("constraint_message", _NOT_YET)
    yield _row(
        "text",
        "description",
        Names("Тағы нені айту керек?", "Что ещё важно?", "Anything else that matters?"),
        Names("Ештеңе болмаса, өткізіп жіберіңіз.", "Если ничего, пропустите.", "Skip this if there is nothing."),
    )
    yield from _meaning(contests)


def _which(contests: tuple[Contest, ...]) -> Row:
    if len(contests) == 1:
        return _row("calculate", "contest", calculation=f"'{contests[0].code}'")
    return _row(
        "select_one contest",
        "contest",
        Names("Қай хаттама?", "Какой протокол?", "Which protocol?"),
        Names(
            "Әр хаттаманы бөлек жіберіңіз.",
            "Каждый протокол отправьте отдельно.",
            "Send each protocol separately.",
        ),
    )


def _choices(contests: tuple[Contest, ...]) -> Iterator[Row]:
    lists = dict(_LISTS)
    if len(contests) > 1:
        lists["contest"] = tuple((contest.code, contest.name, "") for contest in contests)
    for name, rows in lists.items():
        for code, said, needs in rows:
            yield {"list_name": name, "name": code, **_texts("label", said), "needs": needs}


def _contest(contest: Contest) -> Iterator[Row]:
    group = f"{contest.code}_contest"
    yield _row("begin_group", group, contest.name, relevant=f"${{contest}} = '{contest.code}'")
    for source in _SOURCES:
        yield from _source(contest, source)
    yield from _comparison(contest)
    yield _row("end_group", group)


def _source(contest: Contest, source: _Source) -> Iterator[Row]:
    """Whether there are figures at all, the figures, and the question about sums that do not add up."""
    begin = f"{contest.code}_{source.code}"
    given = f"{begin}_given"
    yield _row("begin_group", begin, contest.name.after(source.heading, " · "))
    yield _row(
        f"select_one {source.code}_given",
        given,
        _signed(source, source.given),
        choice_filter=source.filter.format(contest.code),
    )
    relevant = f"${{{given}}} = 'figures'"
    for figure, said in _figures(contest).items():
        yield _row(
            "integer",
            f"{begin}_{figure}",
            _signed(source, said),
            relevant=relevant,
            constraint=f". >= 0 and . <= {MOST_BALLOTS}",
        ) | _texts("constraint_message", _NUMBER)
    yield _row("calculate", f"{begin}_sums", relevant=relevant, calculation=_sums(contest, begin))
    yield from _asked_once(
        f"{begin}_confirmed",
        (f"{begin}_{figure}" for figure in _figures(contest)),
        f"${{{begin}_sums}} != ''",
        _signed(source, _do_not_add_up(begin, source)),
        _SUMS,
    )
    yield _row(
        "calculate",
        f"{begin}_exceeds",
        relevant=relevant,
        calculation=f"if({_exceeds(begin)} and ${{{begin}_confirmed}} = 'confirmed', 'yes', '')",
    )
    yield _row("end_group", begin)


def _signed(source: _Source, said: Names) -> Names:
    """In the review the same figure stands there three times: the sign says which is which."""
    return said.after(Names(source.sign, source.sign, source.sign), " ")


def _figures(contest: Contest) -> dict[str, Names]:
    return _FIGURES | {f"votes_{candidate.code}": candidate.name for candidate in contest.candidates}


def _do_not_add_up(begin: str, source: _Source) -> Names:
    wrong = f"${{{begin}_sums}}"
    return source.confirm.after(
        Names(
            f"Сандар сәйкес келмейді: {wrong}.", f"Цифры не сходятся: {wrong}.", f"The figures do not add up: {wrong}."
        ),
        " ",
    )


def _asked_once(
    name: str, about: Iterable[str], relevant: str, label: Names, hint: Names | None = None
) -> Iterator[Row]:
    """It needs an answer, for it alone tells a strange figure from a slip of the finger.

    The answer is about the figures as they are: changing one of them (`about`) takes it back.
    """
    yield _row(
        "select_one confirm",
        name,
        label,
        hint,
        required="yes",
        relevant=relevant,
        trigger=", ".join(f"${{{one}}}" for one in about),
        calculation="''",
    )
    yield _row("note", f"{name}_note", _TO_CORRECT, relevant=f"{relevant} and ${{{name}}} = 'correct'")


def _sums(contest: Contest, begin: str) -> str:
    """`412 + 8 ≠ 425; 425 > 420`: signs and figures only, so that it reads the same in every language."""
    names = [f"{begin}_votes_{candidate.code}" for candidate in contest.candidates]
    votes, found, invalid = _plus(*names), f"${{{begin}_found}}", f"${{{begin}_invalid}}"
    issued = _plus(f"{begin}_issued_inside", f"{begin}_issued_outside")
    unused, received = f"${{{begin}_unused}}", f"${{{begin}_received}}"
    handed = (f"{begin}_issued_inside", f"{begin}_issued_outside", f"{begin}_unused", f"{begin}_received")
    return _listed(
        (
            f"{_known(*names, f'{begin}_found', f'{begin}_invalid')} and {votes} + {invalid} != {found}",
            f"{votes}, ' + ', {invalid}, ' ≠ ', {found}",
        ),
        (_exceeds(begin), f"{found}, ' > ', {issued}"),
        (
            f"{_known(*handed)} and {issued} + {unused} != {received}",
            f"{issued}, ' + ', {unused}, ' ≠ ', {received}",
        ),
    )


def _exceeds(begin: str) -> str:
    inside, outside, found = f"{begin}_issued_inside", f"{begin}_issued_outside", f"{begin}_found"
    return f"{_known(inside, outside, found)} and ${{{found}}} > {_plus(inside, outside)}"


def _known(*names: str) -> str:
    return " and ".join(f"${{{name}}} != ''" for name in names)


def _plus(*names: str) -> str:
    return f"({' + '.join(f'${{{name}}}' for name in names)})"


def _listed(*cases: tuple[str, str]) -> str:
    """The texts (arguments of concat) whose conditions hold, with "; " between them."""
    parts = ", ".join(f"if({holds}, concat('; ', {said}), '')" for holds, said in cases)
    return f"substr(concat({parts}, ''), 2)"


def _comparison(contest: Contest) -> Iterator[Row]:
    """What differs between read out, copy and posted: figure by figure, then the codes of those that do."""
    differs, shown = f"{contest.code}_differs", f"{contest.code}_differs_shown"
    each = {figure: f"{differs}_{figure}" for figure in _figures(contest)}
    for figure, name in each.items():
        names = [f"{contest.code}_{source.code}_{figure}" for source in _SOURCES]
        yield _row("calculate", name, calculation=f"if({_differ(names)}, {_side_by_side(names)}, '')")
    codes = ((f"${{{name}}} != ''", f"'{figure}'") for figure, name in each.items())
    yield _row("calculate", differs, calculation=_listed(*codes))
    texts = ((f"${{{name}}} != ''", f"${{{name}}}") for name in each.values())
    yield _row("calculate", shown, calculation=_listed(*texts))
    yield from _asked_once(
        f"{differs}_confirmed",
        (f"{contest.code}_{source.code}_{figure}" for source in _SOURCES for figure in each),
        f"${{{differs}}} != ''",
        Names(
            f"Сандар бірдей емес: ${{{shown}}}. Дәл солай ма?",
            f"Цифры различаются: ${{{shown}}}. Всё верно?",
            f"The figures differ: ${{{shown}}}. Is that right?",
        ),
    )


def _differ(names: list[str]) -> str:
    pairs = [(one, other) for at, one in enumerate(names) for other in names[at + 1 :]]
    return " or ".join(f"({_known(one, other)} and ${{{one}}} != ${{{other}}})" for one, other in pairs)


def _side_by_side(names: list[str]) -> str:
    """`👂425 📄430`: those that are known."""
    each = zip(_SOURCES, names, strict=True)
    said = (f"if(${{{name}}} != '', concat('{source.sign}', ${{{name}}}, ' '), '')" for source, name in each)
    return f"normalize-space(concat({', '.join(said)}))"


def _meaning(contests: tuple[Contest, ...]) -> Iterator[Row]:
    """What the desk is told, and only what somebody confirmed: a slip of the finger must not ring."""
    differ = " or ".join(f"${{{contest.code}_differs_confirmed}} = 'confirmed'" for contest in contests)
    exceed = _any(contests, lambda begin: f"${{{begin}_exceeds}} = 'yes'")
    papers = _any(contests, lambda begin: f"${{{begin}_given}} = 'figures'", but="heard")
    found = f"if({differ}, 'result_differs_from_copy', if({exceed}, 'ballots_exceed_voters', ''))"
    yield _row("calculate", "alarm", calculation=found)
    yield _row(  # a question nobody answers: the review says what will ring, and the desk reads it in its own language
        "select_one category",
        "category",
        Names("Үйлестірушілерге бірден айтылады", "Координаторам сообщат сразу", "Coordinators will be told at once"),
        read_only="yes",
        relevant="${alarm} != ''",
        calculation="${alarm}",
    )
    yield _row("calculate", "severity", calculation="if(${alarm} != '', 'critical', '')")
    yield _row("calculate", "basis", calculation=f"if({papers}, 'document', 'saw_myself')")
    yield _row("calculate", "phase", calculation="'counting'")


def _any(contests: tuple[Contest, ...], condition: Callable[[str], str], but: str = "") -> str:
    begins = (f"{contest.code}_{source.code}" for contest in contests for source in _SOURCES if source.code != but)
    return " or ".join(condition(begin) for begin in begins)
