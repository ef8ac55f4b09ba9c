"""The functions of ODK's XPath dialect (ODK XForms specification, "XPath Functions"), one small function each.

A function gets the environment and its evaluated arguments and never raises: what has no answer is NaN or the empty
text, as in JavaRosa. `random`, `randomize` and `uuid` are not here: a pass must give the same result twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation

import regex  # type: ignore[import-untyped]

from bot.core.forms import dates
from bot.core.forms.environment import Environment
from bot.core.forms.values import NOT_A_NUMBER, Value, to_boolean, to_number, to_text

Arguments = tuple[Value, ...]
Apply = Callable[[Environment, Arguments], Value]
MANY = 1000
REGEX_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Function:
    apply: Apply
    least: int
    most: int


def _text(work: Callable[..., Value], least: int, most: int | None = None) -> Function:
    """A function whose arguments are all texts."""
    return Function(lambda _, given: work(*map(to_text, given)), least, least if most is None else most)


def _number(work: Callable[..., float], least: int, most: int | None = None) -> Function:
    """A function whose arguments are all numbers."""

    def apply(environment: Environment, given: Arguments) -> Value:
        try:
            return float(work(*(to_number(value, environment.zone) for value in given)))
        except (ValueError, ArithmeticError):
            return NOT_A_NUMBER

    return Function(apply, least, least if most is None else most)


def _over(work: Callable[[list[float]], float]) -> Function:
    """A function over the numbers of a node-set, or over all its arguments."""

    def apply(environment: Environment, given: Arguments) -> Value:
        flat = [text for value in given for text in _texts(value)]
        try:
            return work([to_number(text, environment.zone) for text in flat if text != ""])
        except (ValueError, ArithmeticError):  # infinities of both signs, or a sum beyond the largest number
            return NOT_A_NUMBER

    return Function(apply, 1, MANY)


def _texts(value: Value) -> list[Value]:
    return [node.text for node in value] if isinstance(value, tuple) else [value]


def _words(value: Value) -> list[str]:
    return to_text(value).split()


def _selected_at(environment: Environment, given: Arguments) -> Value:
    words, at = _words(given[0]), to_number(given[1], environment.zone)
    return words[int(at)] if 0 <= at < len(words) else ""


def _count(_: Environment, given: Arguments) -> Value:
    return float(len(_texts(given[0])))


def _count_non_empty(_: Environment, given: Arguments) -> Value:
    return float(sum(1 for value in given for text in _texts(value) if text != ""))


def _round(environment: Environment, given: Arguments) -> Value:
    number = to_number(given[0], environment.zone)
    places = to_number(given[1], environment.zone) if len(given) > 1 else 0.0
    if not math.isfinite(number) or not -300 < places < 300:
        return number if len(given) == 1 else NOT_A_NUMBER
    try:
        half = ROUND_HALF_UP if number > 0 else ROUND_HALF_DOWN  # towards positive infinity: XPath 1.0, 4.4
        return float(Decimal(repr(number)).quantize(Decimal(1).scaleb(-int(places)), half))
    except InvalidOperation:  # more places than a decimal holds: nothing to round
        return number


def _integer(environment: Environment, given: Arguments) -> Value:
    number = to_number(given[0], environment.zone)
    return float(math.trunc(number)) if math.isfinite(number) else number


def _least(found: list[float]) -> float:
    return min(found, default=NOT_A_NUMBER)


def _most(found: list[float]) -> float:
    return max(found, default=NOT_A_NUMBER)


def _substr(environment: Environment, given: Arguments) -> Value:
    """`substr(text, start, end)`: from zero, end excluded, negative counts from the end (as JavaRosa)."""
    text = to_text(given[0])
    bounds = [to_number(bound, environment.zone) for bound in given[1:]]
    if any(not math.isfinite(bound) for bound in bounds):
        return ""
    start, end = int(bounds[0]), int(bounds[1]) if len(bounds) > 1 else len(text)
    return text[start:end]


def _substring_before(text: str, mark: str) -> str:
    return text.partition(mark)[0] if mark and mark in text else ""


def _substring_after(text: str, mark: str) -> str:
    return text.partition(mark)[2] if mark else text


def _translate(text: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for at, letter in enumerate(old):
        table.setdefault(ord(letter), new[at] if at < len(new) else None)
    return text.translate(table)


def _join(_: Environment, given: Arguments) -> Value:
    return to_text(given[0]).join(to_text(text) for value in given[1:] for text in _texts(value))


def _concat(_: Environment, given: Arguments) -> Value:
    return "".join(to_text(text) for value in given for text in _texts(value))


def _regex(text: str, pattern: str) -> bool:
    """A full match; a pattern that is wrong or takes too long matches nothing."""
    try:
        return regex.fullmatch(pattern, text, timeout=REGEX_SECONDS) is not None
    except (regex.error, TimeoutError):
        return False


def pattern_problem(pattern: str) -> str:
    """Why a pattern is no regular expression; empty when it is one."""
    try:
        regex.compile(pattern)
    except regex.error as error:
        return str(error)
    return ""


def _log(number: float) -> float:
    return math.log(number) if number > 0 else NOT_A_NUMBER


def _checklist(environment: Environment, given: Arguments) -> Value:
    """`checklist(least, most, fact…)`: whether so many facts are true; -1 means no bound."""
    least, most = (to_number(bound, environment.zone) for bound in given[:2])
    true = sum(1 for fact in given[2:] if to_boolean(fact))
    return (least < 0 or true >= least) and (most < 0 or true <= most)


def _itext(environment: Environment, given: Arguments) -> Value:
    return environment.itext(to_text(given[0]), environment.language)


def _never(_: Environment, given: Arguments) -> Value:
    """The compiler writes these out itself (`if`, `coalesce`, `once`, `jr:choice-name`)."""
    return given[0]


FUNCTIONS: Mapping[str, Function] = {
    "if": Function(_never, 3, 3),
    "coalesce": Function(_never, 1, MANY),
    "once": Function(_never, 1, 1),
    "jr:choice-name": Function(_never, 2, 2),
    "jr:itext": Function(_itext, 1, 1),
    "selected": Function(lambda _, given: to_text(given[1]).strip() in _words(given[0]), 2, 2),
    "selected-at": Function(_selected_at, 2, 2),
    "count-selected": Function(lambda _, given: float(len(_words(given[0]))), 1, 1),
    "count": Function(_count, 1, 1),
    "count-non-empty": Function(_count_non_empty, 1, MANY),
    "position": Function(lambda environment, _: float(environment.position), 0, 1),
    "checklist": Function(_checklist, 3, MANY),
    "not": Function(lambda _, given: not to_boolean(given[0]), 1, 1),
    "true": Function(lambda *_: True, 0, 0),
    "false": Function(lambda *_: False, 0, 0),
    "boolean": Function(lambda _, given: to_boolean(given[0]), 1, 1),
    "boolean-from-string": _text(lambda text: text.lower() in {"true", "1"}, 1),
    "number": _number(lambda number: number, 1),
    "string": _text(lambda text: text, 1),
    "int": Function(_integer, 1, 1),
    "round": Function(_round, 1, 2),
    "sum": _over(math.fsum),
    "min": _over(_least),
    "max": _over(_most),
    "abs": _number(abs, 1),
    "pow": _number(math.pow, 2),
    "sqrt": _number(math.sqrt, 1),
    "exp": _number(math.exp, 1),
    "exp10": _number(lambda number: math.pow(10, number), 1),
    "log": _number(_log, 1),
    "log10": _number(math.log10, 1),
    "pi": _number(lambda: math.pi, 0),
    "concat": Function(_concat, 1, MANY),
    "join": Function(_join, 2, MANY),
    "contains": _text(lambda text, part: part in text, 2),
    "starts-with": _text(lambda text, part: text.startswith(part), 2),
    "ends-with": _text(lambda text, part: text.endswith(part), 2),
    "string-length": _text(lambda text: float(len(text)), 1),
    "normalize-space": _text(lambda text: " ".join(text.split()), 1),
    "substr": Function(_substr, 2, 3),
    "substring-before": _text(_substring_before, 2),
    "substring-after": _text(_substring_after, 2),
    "translate": _text(_translate, 3),
    "regex": _text(_regex, 2),
    "version": Function(lambda environment, _: environment.version, 0, 0),
    "today": Function(lambda environment, _: environment.now.date(), 0, 0),
    "now": Function(lambda environment, _: environment.now, 0, 0),
    "date": Function(dates.date_of, 1, 1),
    "date-time": Function(dates.moment_of, 1, 1),
    "decimal-date-time": Function(dates.decimal_date_time, 1, 1),
    "decimal-time": Function(dates.decimal_time, 1, 1),
    "format-date": Function(dates.format_date, 2, 2),
    "format-date-time": Function(dates.format_date, 2, 2),
}
