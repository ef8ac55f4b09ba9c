"""The grammar of ODK's XPath dialect: text in, a frozen syntax tree out.

Follows XPath 1.0 (sections 3.1 to 3.7) as far as the ODK XForms specification uses it: operators, literals, function
calls, location paths of child, self and parent steps, predicates. Axes, attributes, wildcards and variables are
refused, as in JavaRosa. Nothing is resolved here; `evaluate.compile_expression` gives names their meaning.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.forms.tokens import Token, XPathError, tokens_of

LONGEST = 20_000
DEEPEST = 40
TALLEST = 250


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Literal:
    value: str


@dataclass(frozen=True, slots=True)
class Binary:
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Minus:
    operand: Node


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Stride:
    """One step of a path: a child's name, `.` or `..`, and its predicates."""

    name: str
    predicates: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """`start` is None for a relative path, "/" for an absolute one, or the call a path begins with."""

    start: Call | str | None
    strides: tuple[Stride, ...]


Node = Number | Literal | Binary | Minus | Call | Path

_LEVELS = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)


def parse(source: str) -> Node:
    """The syntax tree of an expression; raises XPathError with a sentence fit for the form's author."""
    if len(source) > LONGEST:
        raise XPathError(f"longer than {LONGEST} characters")
    parser = _Parser(tokens_of(source))
    node = parser.level(0)
    if parser.peek():
        raise XPathError(f"unexpected {parser.peek()!r}")
    _refuse_tall(node)
    return node


def _refuse_tall(root: Node) -> None:
    """Later passes recurse over the tree, so its height is limited here, by a loop."""
    level: list[Node] = [root]
    for _ in range(TALLEST):
        level = [inner for node in level for inner in _inner(node)]
        if not level:
            return
    raise XPathError(f"more than {TALLEST} terms in a row")


def _inner(node: Node) -> tuple[Node, ...]:
    match node:
        case Binary(_, left, right):
            return (left, right)
        case Minus(operand):
            return (operand,)
        case Call(_, arguments):
            return arguments
        case Path(start, strides):
            tests = tuple(test for stride in strides for test in stride.predicates)
            return (start, *tests) if isinstance(start, Call) else tests
    return ()


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def peek(self, ahead: int = 0) -> str:
        """The text of the next token unless it is a literal; empty at the end."""
        at = self._at + ahead
        return self._tokens[at].text if at < len(self._tokens) else ""

    def _kind(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else "end"

    def _take(self) -> Token:
        if self._at >= len(self._tokens):
            raise XPathError("it ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _accept(self, text: str) -> bool:
        if self._kind() == "operator" and self.peek() == text:
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise XPathError(f"{text!r} is missing before {self.peek() or 'the end'!r}")

    def level(self, level: int) -> Node:
        """Binary operators from the loosest (`or`) to the tightest (`*`), left to right."""
        if level == len(_LEVELS):
            return self._unary()
        left = self.level(level + 1)
        while self._kind() == "operator" and self.peek() in _LEVELS[level]:
            operator = self._take().text
            left = Binary(operator, left, self.level(level + 1))
        return left

    def _unary(self) -> Node:
        signs = 0
        while self._accept("-"):
            signs += 1
        node = self._union()
        return Minus(node) if signs % 2 else node

    def _union(self) -> Node:
        left = self._operand()
        while self._accept("|"):
            left = Binary("|", left, self._operand())
        return left

    def _operand(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise XPathError("nested too deeply")
        node = self._primary()
        self._depth -= 1
        return node

    def _primary(self) -> Node:
        match self._kind():
            case "number":
                return Number(float(self._take().text))
            case "literal":
                return Literal(self._take().text[1:-1])
            case "name" if self.peek(1) == "(":
                return self._call()
            case "operator" if self._accept("("):
                node = self.level(0)
                self._expect(")")
                return node
        return self._path()

    def _call(self) -> Node:
        name = self._take().text
        self._expect("(")
        arguments: list[Node] = []
        if not self._accept(")"):
            arguments.append(self.level(0))
            while self._accept(","):
                arguments.append(self.level(0))
            self._expect(")")
        call = Call(name, tuple(arguments))
        return Path(call, self._strides()) if self._accept("/") else call

    def _path(self) -> Path:
        if self._accept("/"):
            return Path("/", self._strides())
        return Path(None, self._strides())

    def _strides(self) -> tuple[Stride, ...]:
        strides = [self._stride()]
        while self._accept("/"):
            strides.append(self._stride())
        return tuple(strides)

    def _stride(self) -> Stride:
        token = self._take()
        if token.kind != "name" and token.text not in {".", ".."}:
            raise XPathError(f"unexpected {token.text!r}")
        predicates: list[Node] = []
        while self._accept("["):
            predicates.append(self.level(0))
            self._expect("]")
        return Stride(token.text, tuple(predicates))
