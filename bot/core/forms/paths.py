"""Location paths: of the form's own nodes, of secondary instances, and of the item a predicate is looking at."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from bot.core.forms.environment import GROUP, Environment, Run, Scope, name_of, reference
from bot.core.forms.values import Element, Value, equal, to_boolean, to_number, to_text
from bot.core.forms.xpath import Binary, Call, Literal, Node, Path, Stride

Compile = Callable[[Node, Scope], Run]
Nodes = tuple[Element, ...]


def nodes(value: Value) -> Nodes:
    """A value as a node-set; an answer becomes one node, an empty answer stays a node (it exists, and is blank)."""
    return value if isinstance(value, tuple) else (Element("", to_text(value)),)


def compile_path(path: Path, scope: Scope, compile_node: Compile) -> Run:
    match path.start:
        case Call("instance", (Literal(identifier),)):
            return _secondary(identifier, path.strides, scope, compile_node)
        case Call("current", ()):
            return _main(scope.here, path.strides, scope, written="current()/")
        case "/":
            return _main("", path.strides, scope, written="/")
        case None if scope.columns is not None:
            return _of_item(path.strides, scope)
        case None:
            return _main(scope.here, path.strides, scope, written="")
    scope.trouble("bad_path", _written(path))
    return lambda _: ""


def question_of(path: Path, scope: Scope) -> str | None:
    """The name of the one question a path of the main instance points at, None when it is no question."""
    base = "" if path.start == "/" else scope.here
    found = _walk(base, path.strides)
    return name_of(found) if found is not None and scope.tree.get(found) else None


def _walk(base: str, strides: tuple[Stride, ...]) -> str | None:
    steps = base.split("/")[1:] if base else []
    for stride in strides:
        if stride.predicates or (stride.name == ".." and not steps):
            return None
        match stride.name:
            case ".":
                pass
            case "..":
                steps.pop()
            case name:
                steps.append(name)
    return "/" + "/".join(steps)


def _main(base: str, strides: tuple[Stride, ...], scope: Scope, written: str) -> Run:
    path = _walk(base, strides)
    if path is None or path not in scope.tree:
        scope.trouble("unknown_reference", written + "/".join(stride.name for stride in strides))
        return lambda _: ""
    kind = scope.tree[path]
    if kind == GROUP:
        return lambda _: ""
    scope.reads.add(name_of(path))
    return reference(name_of(path), kind)


def _of_item(strides: tuple[Stride, ...], scope: Scope) -> Run:
    """Inside a predicate: `name` and `./name` are columns of the item, `.` is its text."""
    names = [stride.name for stride in strides if stride.name != "."]
    if any(stride.predicates for stride in strides) or len(names) > 1 or names == [".."]:
        scope.trouble("bad_path", "/".join(stride.name for stride in strides))
        return lambda _: ""
    if not names:
        return lambda environment: environment.item.text if environment.item else ""
    (name,) = names
    if scope.columns is not None and name not in scope.columns:
        scope.trouble("unknown_reference", name)
    return lambda environment: environment.item.columns.get(name, "") if environment.item else ""


def _secondary(identifier: str, strides: tuple[Stride, ...], scope: Scope, compile_node: Compile) -> Run:
    root = scope.instances.get(identifier)
    if root is None:
        scope.trouble("unknown_reference", f"instance('{identifier}')")
        return lambda _: ""
    start = (Element("", children=(root,)),)
    inner = scope.within(_columns(root))
    walk = reduce(lambda run, stride: _descend(run, stride, inner, compile_node), *_fixed_part(start, strides))
    if _final_names(start, strides):
        return walk
    scope.trouble("unknown_reference", f"instance('{identifier}')/" + "/".join(stride.name for stride in strides))
    return lambda _: ""


def _fixed_part(start: Nodes, strides: tuple[Stride, ...]) -> tuple[tuple[Stride, ...], Callable[[Environment], Nodes]]:
    """The strides that depend on answers, and what the names before them find, found once: an instance is constant."""
    plain = next((at for at, stride in enumerate(strides) if stride.predicates), len(strides))
    found = reduce(lambda above, stride: _children(above, stride.name), strides[:plain], start)
    if plain == len(strides):
        return (), _always(found)
    last = strides[plain]
    return (Stride(".", last.predicates), *strides[plain + 1 :]), _always(_children(found, last.name))


def _children(parents: Nodes, name: str) -> Nodes:
    return tuple(child for node in parents for child in node.children if child.name == name)


def _always(found: Nodes) -> Callable[[Environment], Nodes]:
    return lambda _: found


def _final_names(start: Nodes, strides: tuple[Stride, ...]) -> bool:
    """Whether the names of a path lead anywhere, predicates aside: a misspelt column is found at upload."""
    found = start
    for stride in strides:
        found = tuple(child for node in found for child in node.children if child.name == stride.name)
    return bool(found)


def _descend(
    parents: Callable[[Environment], Nodes], stride: Stride, scope: Scope, compile_node: Compile
) -> Callable[[Environment], Nodes]:
    name = stride.name
    found = parents if name == "." else lambda environment: _children(parents(environment), name)
    for test in stride.predicates:
        found = filtered(found, test, scope, compile_node)
    return found


def _columns(root: Element) -> frozenset[str]:
    """Every column that some item of the instance has."""
    return frozenset(column for item in root.children for column in item.columns)


def filtered(
    run: Callable[[Environment], Nodes], test: Node, scope: Scope, compile_node: Compile
) -> Callable[[Environment], Nodes]:
    """Keep the nodes for which the predicate holds; a number is a position (XPath 1.0, 2.4)."""
    match test:
        case Binary("=", Path(None, (Stride(column, ()),)) as left, Path(start) as right) if start is not None:
            return _equal_to(run, column, compile_node(left, scope), compile_node(right, scope))
    holds = compile_node(test, scope)
    return lambda environment: choose(run(environment), holds, environment)


def _equal_to(
    run: Callable[[Environment], Nodes], column: str, own: Run, wanted: Run
) -> Callable[[Environment], Nodes]:
    """`[column = path]`, as nearly every choice filter is: the path is the same for all items and is read once."""

    def kept(environment: Environment) -> Nodes:
        found, value = run(environment), wanted(environment)
        if isinstance(value, str) and column != ".":
            return tuple(item for item in found if item.columns.get(column, "") == value)
        return choose(found, lambda inside: equal(own(inside), value, inside.zone), environment)

    return kept


def choose(found: Nodes, holds: Run, environment: Environment) -> Nodes:
    before = environment.item, environment.position
    kept: list[Element] = []
    for environment.position, environment.item in enumerate(found, 1):
        result = holds(environment)
        number = isinstance(result, float) and not isinstance(result, bool)
        if to_number(result, None) == environment.position if number else to_boolean(result):
            kept.append(environment.item)
    environment.item, environment.position = before
    return tuple(kept)


def _written(path: Path) -> str:
    start = f"{path.start.name}()" if isinstance(path.start, Call) else path.start or ""
    return start + "/".join(stride.name for stride in path.strides)
