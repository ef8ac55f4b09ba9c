"""The order in which a form's nodes are evaluated, and the circles that have no order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from bot.core.forms.evaluate import Expression
from bot.core.forms.model import Node


@dataclass(frozen=True, slots=True)
class Cycle:
    """Names of the questions that wait for one another, the first one also last."""

    names: tuple[str, ...]


def in_order(nodes: tuple[Node, ...]) -> tuple[Node, ...] | Cycle:
    """Every node after the nodes it reads and the group around it.

    A choice filter is heeded as well, but may not forbid a form: two lists that narrow each other are legal in ODK.
    """
    by_key = {node.key: node for node in nodes}
    for with_filters in (True, False):
        graph = {node.key: _needs(node, by_key, with_filters) for node in nodes}
        try:
            return tuple(by_key[key] for key in TopologicalSorter(graph).static_order())
        except CycleError as error:
            found = Cycle(tuple(error.args[1]))
    return found


def _needs(node: Node, by_key: Mapping[str, Node], with_filters: bool) -> list[str]:
    needed = [node.parent, *_reads(node.relevant), *_reads(node.calculate)]
    if with_filters and node.question:
        needed += [name for name in _reads(node.question.choice_filter) if name != node.key]
    return [key for key in dict.fromkeys(needed) if key in by_key]


def _reads(expression: Expression | None) -> Iterable[str]:
    return sorted(expression.reads) if expression else ()
