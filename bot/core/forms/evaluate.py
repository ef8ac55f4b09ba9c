"""From a syntax tree to something that runs: names are resolved once, at upload, and a pass only calls closures.

Every path outside a predicate is resolved against the node its expression belongs to (ODK XForms, "XPath paths"), so
a relative `../q` costs no more than `/data/g/q`, and the questions an expression reads are known for ordering. With
repeats, `Reference` is the place where the position of the asking node will choose among several nodes.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.core.forms import functions, paths, values, xpath
from bot.core.forms.environment import Environment, Run, Scope
from bot.core.forms.tokens import XPathError
from bot.core.forms.values import Value, equal, numbers, to_boolean, to_number
from bot.core.forms.xpath import Binary, Call, Literal, Minus, Node, Number, Path

__all__ = ["Environment", "Expression", "Scope", "compile_expression", "constant"]


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression: its source, the names of the questions it reads, and the closure that gives its value."""

    source: str
    reads: frozenset[str]
    run: Run = field(compare=False, repr=False)

    def truth(self, environment: Environment) -> bool:
        return to_boolean(self.run(environment))

    def text(self, environment: Environment) -> str:
        return values.to_text(self.run(environment))


def compile_expression(source: str, scope: Scope) -> Expression:
    """Compile for the node of the scope; what is wrong is added to `scope.troubles` and the rest still compiles."""
    try:
        run = _compile(xpath.parse(source), scope)
    except XPathError as error:
        scope.trouble("bad_syntax", f"{source.strip()}: {error}")
        run = constant("")
    return Expression(" ".join(source.split()), frozenset(scope.reads), run)


def constant(value: Value) -> Run:
    return lambda _: value


def _compile(node: Node, scope: Scope) -> Run:
    match node:
        case Number(number):
            return constant(number)
        case Literal(text):
            return constant(text)
        case Minus(operand):
            inner = _compile(operand, scope)
            return lambda environment: -to_number(inner(environment), environment.zone)
        case Binary(sign, left, right):
            return _binary(sign, _compile(left, scope), _compile(right, scope))
        case Call():
            return _call(node, scope)
        case Path():
            return paths.compile_path(node, scope, _compile)


def _binary(sign: str, left: Run, right: Run) -> Run:
    match sign:
        case "or":
            return lambda e: to_boolean(left(e)) or to_boolean(right(e))
        case "and":
            return lambda e: to_boolean(left(e)) and to_boolean(right(e))
        case "=":
            return lambda e: equal(left(e), right(e), e.zone)
        case "!=":
            return lambda e: not equal(left(e), right(e), e.zone)
        case "|":
            return lambda e: paths.nodes(left(e)) + paths.nodes(right(e))
    if sign in _ORDER:
        return _ordered(_ORDER[sign], left, right)
    arithmetic = _ARITHMETIC[sign]
    return lambda e: arithmetic(to_number(left(e), e.zone), to_number(right(e), e.zone))


def _ordered(compare: Callable[[float, float], bool], left: Run, right: Run) -> Run:
    def run(environment: Environment) -> Value:
        one, other = numbers(left(environment), right(environment), environment.zone)
        return compare(one, other)

    return run


def _divide(one: float, other: float) -> float:
    if other:
        return one / other
    return math.nan if one == 0 or math.isnan(one) else math.copysign(math.inf, one)


def _remainder(one: float, other: float) -> float:
    if not other or math.isinf(one) or math.isnan(other):
        return math.nan
    return math.fmod(one, other)


_ORDER: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": _divide,
    "mod": _remainder,
}


def _call(call: Call, scope: Scope) -> Run:
    name, count = call.name, len(call.arguments)
    if name in {"instance", "current"}:
        return paths.compile_path(Path(call, ()), scope, _compile)
    known = functions.FUNCTIONS.get(name)
    if known is None:
        scope.trouble("unknown_function", f"{name}()")
        return constant("")
    if not known.least <= count <= known.most:
        scope.trouble("wrong_arguments", f"{name}() with {count}")
        return constant("")
    if name == "jr:choice-name":
        return _choice_name(call, scope)
    if name == "once":
        return _first_filled((scope.own_value(), _compile(call.arguments[0], scope)))
    arguments = tuple(_compile(argument, scope) for argument in call.arguments)
    if name == "regex" and isinstance(call.arguments[1], Literal):
        _check_pattern(call.arguments[1].value, scope)
    if name == "if":
        return _if(*arguments)
    if name == "coalesce":
        return _first_filled(arguments)
    return _applied(known.apply, arguments)


def _check_pattern(pattern: str, scope: Scope) -> None:
    problem = functions.pattern_problem(pattern)
    if problem:
        scope.trouble("bad_regex", f"{pattern}: {problem}")


def _applied(apply: functions.Apply, arguments: tuple[Run, ...]) -> Run:
    if len(arguments) == 1:
        (only,) = arguments
        return lambda environment: apply(environment, (only(environment),))
    if len(arguments) == 2:
        one, two = arguments
        return lambda environment: apply(environment, (one(environment), two(environment)))
    return lambda environment: apply(environment, tuple(argument(environment) for argument in arguments))


def _if(condition: Run, yes: Run, no: Run) -> Run:
    return lambda environment: yes(environment) if to_boolean(condition(environment)) else no(environment)


def _first_filled(arguments: tuple[Run, ...]) -> Run:
    """`coalesce`, and `once`, which is "its own value, else the expression"; evaluates only what it needs."""

    def run(environment: Environment) -> Value:
        for argument in arguments:
            if values.to_text(value := argument(environment)) != "":
                return value
        return ""

    return run


def _choice_name(call: Call, scope: Scope) -> Run:
    """`jr:choice-name(value, '/data/question')`: the second argument is a path, written as text or bare."""
    wanted, where = call.arguments
    path = xpath.parse(where.value) if isinstance(where, Literal) and where.value.strip() else where
    name = paths.question_of(path, scope) if isinstance(path, Path) else None
    value = _compile(wanted, scope)
    if name is None:
        scope.trouble("unknown_reference", "jr:choice-name()")
        return constant("")
    return lambda environment: environment.choice_name(name, values.to_text(value(environment)), environment.language)
