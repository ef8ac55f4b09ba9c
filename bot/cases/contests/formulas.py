"""The calculations of the results protocol, as the form language writes them."""

from __future__ import annotations

from bot.cases.contests.contest import Contest
from bot.cases.contests.wording import SOURCES


def sums_of(contest: Contest, begin: str) -> str:
    """`412 + 8 ≠ 425; 425 > 420`: signs and figures only, so that it reads the same in every language."""
    names = [f"{begin}_votes_{candidate.code}" for candidate in contest.candidates]
    votes, found, invalid = plus(*names), f"${{{begin}_found}}", f"${{{begin}_invalid}}"
    issued = plus(f"{begin}_issued_inside", f"{begin}_issued_outside")
    unused, received = f"${{{begin}_unused}}", f"${{{begin}_received}}"
    handed = (f"{begin}_issued_inside", f"{begin}_issued_outside", f"{begin}_unused", f"{begin}_received")
    return listed(
        (
            f"{known(*names, f'{begin}_found', f'{begin}_invalid')} and {votes} + {invalid} != {found}",
            f"{votes}, ' + ', {invalid}, ' ≠ ', {found}",
        ),
        (exceeds(begin), f"{found}, ' > ', {issued}"),
        (
            f"{known(*handed)} and {issued} + {unused} != {received}",
            f"{issued}, ' + ', {unused}, ' ≠ ', {received}",
        ),
    )


def exceeds(begin: str) -> str:
    inside, outside, found = f"{begin}_issued_inside", f"{begin}_issued_outside", f"{begin}_found"
    return f"{known(inside, outside, found)} and ${{{found}}} > {plus(inside, outside)}"


def known(*names: str) -> str:
    return " and ".join(f"${{{name}}} != ''" for name in names)


def plus(*names: str) -> str:
    return f"({' + '.join(f'${{{name}}}' for name in names)})"


def listed(*cases: tuple[str, str]) -> str:
    """The texts (arguments of concat) whose conditions hold, with "; " between them."""
    parts = ", ".join(f"if({holds}, concat('; ', {said}), '')" for holds, said in cases)
    return f"substr(concat({parts}, ''), 2)"


def differ(names: list[str]) -> str:
    pairs = [(one, other) for at, one in enumerate(names) for other in names[at + 1 :]]
    return " or ".join(f"({known(one, other)} and ${{{one}}} != ${{{other}}})" for one, other in pairs)


def side_by_side(names: list[str]) -> str:
    """`👂425 📄430`: those that are known."""
    each = zip(SOURCES, names, strict=True)
    said = (f"if(${{{name}}} != '', concat('{source.sign}', ${{{name}}}, ' '), '')" for source, name in each)
    return f"normalize-space(concat({', '.join(said)}))"
