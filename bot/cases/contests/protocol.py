"""The form of the results protocol, made of the contests; it is filed once for each protocol.

It asks for the same figures three times: as read out at the count, on the copy received, as posted. Sums that do not
add up, and figures that differ, are asked about once and then accepted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator

from bot.cases.contests.contest import Contest, Names
from bot.cases.contests.formulas import differ, exceeds, listed, side_by_side, sums_of
from bot.cases.contests.sheet import CHOICES, LANGUAGES, SURVEY, Row, row, short, table, texts
from bot.cases.contests.wording import (
    ALL_AT_ONCE,
    FIGURES,
    LISTS,
    MOST_BALLOTS,
    NOT_YET,
    NUMBER,
    SHORT,
    SOURCES,
    SUMS,
    TO_CORRECT,
    Source,
)


def results_protocol_form(contests: tuple[Contest, ...]) -> bytes:
    """An XLSForm in Markdown, form_id results_protocol; its version follows from what it asks, hence from the file."""
    survey = "\n".join(table("survey", SURVEY, _survey(contests)))
    choices = "\n".join(table("choices", CHOICES, _choices(contests)))
    version = hashlib.sha256(f"{survey}\n{choices}".encode()).hexdigest()[:12]
    settings = {
        "form_title": "Нәтижелер хаттамасы · Протокол об итогах · Results protocol",
        "form_id": "results_protocol",
        "version": version,
        "default_language": LANGUAGES[-1],
    }
    return "\n\n".join([survey, choices, "\n".join(table("settings", tuple(settings), [settings]))]).encode()


def _survey(contests: tuple[Contest, ...]) -> Iterator[Row]:
    yield row(
        "text",
        "station",
        Names("Қай учаске? Нөмірі не коды", "Какой участок? Номер или код", "Which station? Number or code"),
    ) | short(SHORT["station"])
    yield _which(contests)
    yield row(
        "image",
        "photo",
        Names("Хаттаманың әр бетін түсіріңіз", "Снимите каждую страницу протокола", "Photograph each page"),
        Names(
            "Қауіпсіз болса. Файл етіп жіберсеңіз, ұсақ сандар анық көрінеді.",
            "Если это безопасно. Файлом лучше: мелкие цифры не размоются.",
            "If it is safe. Sent as a file, small figures stay sharp.",
        ),
    ) | short(SHORT["photo"])
    for contest in contests:
        yield from _contest(contest)
    yield (
        row(
            "dateTime",
            "occurred_at",
            Names("Сандарды қашан оқыды?", "Когда зачитали цифры?", "When were the figures read out?"),
            Names("Шамамен айтсаңыз да болады.", "Можно примерно.", "Roughly is fine."),
            constraint=". <= now()",
        )
        | texts("constraint_message", NOT_YET)
        | short(SHORT["occurred_at"])
    )
    yield row(
        "text",
        "description",
        Names("Тағы нені айту керек?", "Что ещё важно?", "Anything else that matters?"),
        Names("Ештеңе болмаса, өткізіп жіберіңіз.", "Если ничего, пропустите.", "Skip this if there is nothing."),
    ) | short(SHORT["description"])
    yield from _meaning(contests)


def _which(contests: tuple[Contest, ...]) -> Row:
    if len(contests) == 1:
        return row("calculate", "contest", calculation=f"'{contests[0].code}'")
    return row(
        "select_one contest",
        "contest",
        Names("Қай хаттама?", "Какой протокол?", "Which protocol?"),
        Names(
            "Әр хаттаманы бөлек жіберіңіз.",
            "Каждый протокол отправьте отдельно.",
            "Send each protocol separately.",
        ),
    ) | short(SHORT["contest"])


def _choices(contests: tuple[Contest, ...]) -> Iterator[Row]:
    lists = dict(LISTS)
    if len(contests) > 1:
        lists["contest"] = tuple((contest.code, contest.name, "") for contest in contests)
    for name, rows in lists.items():
        for code, said, needs in rows:
            yield {"list_name": name, "name": code, **texts("label", said), "needs": needs}


def _contest(contest: Contest) -> Iterator[Row]:
    group = f"{contest.code}_contest"
    yield row("begin_group", group, contest.name, relevant=f"${{contest}} = '{contest.code}'")
    for source in SOURCES:
        yield from _source(contest, source)
    yield from _comparison(contest)
    yield row("end_group", group)


def _source(contest: Contest, source: Source) -> Iterator[Row]:
    """Whether there are figures at all, the figures, and the question about sums that do not add up."""
    begin = f"{contest.code}_{source.code}"
    given = f"{begin}_given"
    yield row("begin_group", begin, contest.name.after(source.heading, " · "))
    yield row(
        f"select_one {source.code}_given",
        given,
        _signed(source, source.given),
        choice_filter=source.filter.format(contest.code),
    ) | short(source.heading)
    relevant = f"${{{given}}} = 'figures'"
    for at, (figure, said) in enumerate(_figures(contest).items()):
        yield row(
            "integer",
            f"{begin}_{figure}",
            _signed(source, said),
            ALL_AT_ONCE if at == 0 else None,
            relevant=relevant,
            constraint=f". >= 0 and . <= {MOST_BALLOTS}",
        ) | texts("constraint_message", NUMBER)
    yield row("calculate", f"{begin}_sums", relevant=relevant, calculation=sums_of(contest, begin))
    yield from _asked_once(
        f"{begin}_confirmed",
        (f"{begin}_{figure}" for figure in _figures(contest)),
        f"${{{begin}_sums}} != ''",
        _signed(source, _do_not_add_up(begin, source)),
        _signed(source, SHORT["sums"]),
        SUMS,
    )
    yield row(
        "calculate",
        f"{begin}_exceeds",
        relevant=relevant,
        calculation=f"if({exceeds(begin)} and ${{{begin}_confirmed}} = 'confirmed', 'yes', '')",
    )
    yield row("end_group", begin)


def _signed(source: Source, said: Names) -> Names:
    """In the review the same figure stands there three times: the sign says which is which."""
    return said.after(Names(source.sign, source.sign, source.sign), " ")


def _figures(contest: Contest) -> dict[str, Names]:
    return FIGURES | {f"votes_{candidate.code}": candidate.name for candidate in contest.candidates}


def _do_not_add_up(begin: str, source: Source) -> Names:
    wrong = f"${{{begin}_sums}}"
    return source.confirm.after(
        Names(
            f"Сандар сәйкес келмейді: {wrong}.", f"Цифры не сходятся: {wrong}.", f"The figures do not add up: {wrong}."
        ),
        " ",
    )


def _asked_once(
    name: str, about: Iterable[str], relevant: str, label: Names, named: Names, hint: Names | None = None
) -> Iterator[Row]:
    """It needs an answer, for it alone tells a strange figure from a slip of the finger.

    The answer is about the figures as they are: changing one of them (`about`) takes it back.
    """
    yield row(
        "select_one confirm",
        name,
        label,
        hint,
        required="yes",
        relevant=relevant,
        trigger=", ".join(f"${{{one}}}" for one in about),
        calculation="''",
    ) | short(named)
    yield row("note", f"{name}_note", TO_CORRECT, relevant=f"{relevant} and ${{{name}}} = 'correct'")


def _comparison(contest: Contest) -> Iterator[Row]:
    """What differs between read out, copy and posted: figure by figure, then the codes of those that do."""
    differs, shown = f"{contest.code}_differs", f"{contest.code}_differs_shown"
    each = {figure: f"{differs}_{figure}" for figure in _figures(contest)}
    for figure, name in each.items():
        names = [f"{contest.code}_{source.code}_{figure}" for source in SOURCES]
        yield row("calculate", name, calculation=f"if({differ(names)}, {side_by_side(names)}, '')")
    codes = ((f"${{{name}}} != ''", f"'{figure}'") for figure, name in each.items())
    yield row("calculate", differs, calculation=listed(*codes))
    values = ((f"${{{name}}} != ''", f"${{{name}}}") for name in each.values())
    yield row("calculate", shown, calculation=listed(*values))
    yield from _asked_once(
        f"{differs}_confirmed",
        (f"{contest.code}_{source.code}_{figure}" for source in SOURCES for figure in each),
        f"${{{differs}}} != ''",
        Names(
            f"Сандар бірдей емес: ${{{shown}}}. Дәл солай ма?",
            f"Цифры различаются: ${{{shown}}}. Всё верно?",
            f"The figures differ: ${{{shown}}}. Is that right?",
        ),
        SHORT["differs"],
    )


def _meaning(contests: tuple[Contest, ...]) -> Iterator[Row]:
    """What the desk is told, and only what somebody confirmed: a slip of the finger must not ring."""
    differing = " or ".join(f"${{{contest.code}_differs_confirmed}} = 'confirmed'" for contest in contests)
    exceed = _any(contests, lambda begin: f"${{{begin}_exceeds}} = 'yes'")
    papers = _any(contests, lambda begin: f"${{{begin}_given}} = 'figures'", but="heard")
    found = f"if({differing}, 'result_differs_from_copy', if({exceed}, 'ballots_exceed_voters', ''))"
    yield row("calculate", "alarm", calculation=found)
    yield row(  # a question nobody answers: the review says what will ring, and the desk reads it in its own language
        "select_one category",
        "category",
        Names("Үйлестірушілерге бірден жіберіледі", "Сразу уйдёт координаторам", "Goes to coordinators at once"),
        read_only="yes",
        relevant="${alarm} != ''",
        calculation="${alarm}",
    )
    yield row("calculate", "severity", calculation="if(${alarm} != '', 'critical', '')")
    yield row("calculate", "basis", calculation=f"if({papers}, 'document', 'saw_myself')")
    yield row("calculate", "phase", calculation="'counting'")


def _any(contests: tuple[Contest, ...], condition: Callable[[str], str], but: str = "") -> str:
    begins = (f"{contest.code}_{source.code}" for contest in contests for source in SOURCES if source.code != but)
    return " or ".join(condition(begin) for begin in begins)
