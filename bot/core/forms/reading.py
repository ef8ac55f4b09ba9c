"""Compile an XForm: XML text in, a `Form` out, or `Refusals` that name everything wrong at once.

Follows the ODK XForms specification as pyxform writes it; nothing of pyxform is imported. Repeats and external
instances are refused by name for now.
"""

from __future__ import annotations

from collections import Counter
from xml.etree import ElementTree
from xml.etree.ElementTree import Element as Xml

from bot.core.forms.controls import Body, read_body, read_setter
from bot.core.forms.environment import GROUP
from bot.core.forms.model import Form, Node, Question, Refusal, Refusals, Setter
from bot.core.forms.ordering import Cycle, in_order
from bot.core.forms.source import JR, Source, child, children, local, read_model

LONGEST = 5_000_000


def compile_form(xform_xml: str) -> Form | Refusals:
    """The form of an XForm document; never raises for a bad document."""
    html = _parse(xform_xml)
    if html is None:
        return Refusals((Refusal("not_xml", "", "", ""),))
    head, body = child(html, "head"), child(html, "body")
    model = child(head, "model")
    source = read_model(model)
    asked = read_body(body, source)
    _check(asked, source)
    first_load = [made for one in children(model, "setvalue") if (made := read_setter(one, source))]
    nodes = in_order(_nodes(asked, source))
    if isinstance(nodes, Cycle):
        source.refuse("cycle", nodes.names[0], "relevant", " → ".join(nodes.names))
        return Refusals(tuple(source.refusals))
    form = _form(head, source, asked, nodes, (*first_load, *asked.setters))
    return Refusals(tuple(source.refusals)) if source.refusals else form


def _parse(xform_xml: str) -> Xml | None:
    if "<!DOCTYPE" in xform_xml or len(xform_xml) > LONGEST:
        return None
    try:
        return ElementTree.fromstring(xform_xml)  # noqa: S314 - a DOCTYPE, and with it every entity, was refused above
    except (ElementTree.ParseError, ValueError):
        return None


def _check(asked: Body, source: Source) -> None:
    if not asked.questions and not source.refusals:
        source.refuse("no_questions", "", "", "")
    for question in asked.questions:
        for choice in question.choices:
            if not choice.name or len(choice.name.split()) != 1:
                source.refuse("bad_choice", question.path, "type", choice.name)
    names = Counter(path.rsplit("/", 1)[-1] for path, kind in source.tree.items() if kind != GROUP)
    for name, times in names.items():
        if times > 1:
            source.refuse("duplicate_name", name, "name", name)


def _nodes(asked: Body, source: Source) -> tuple[Node, ...]:
    questions = {question.path: question for question in asked.questions}
    return tuple(_node(path, kind, questions.get(path), source) for path, kind in source.tree.items())


def _node(path: str, kind: str, question: Question | None, source: Source) -> Node:
    bind = source.binds.get(path, {})
    name = "" if kind == GROUP else path.rsplit("/", 1)[-1]
    return Node(
        key=name or path,
        name=name,
        parent=path.rsplit("/", 1)[0],
        kind=kind,
        relevant=source.expression(bind.get("relevant"), path, "relevant"),
        calculate=source.expression(bind.get("calculate"), path, "calculation"),
        question=question,
        default=source.defaults.get(path, ""),
        preload=f"{bind.get(JR + 'preload', '')} {bind.get(JR + 'preloadParams', '')}".strip(),
    )


def _form(head: Xml | None, source: Source, asked: Body, nodes: tuple[Node, ...], setters: tuple[Setter, ...]) -> Form:
    title = child(head, "title")
    root = next(children(child(child(head, "model"), "instance")), None)
    return Form(
        form_id=root.get("id", "") if root is not None else "",
        version=_version(root),
        title=(title.text or "").strip() if title is not None else "",
        languages=source.languages,
        questions=tuple(asked.questions),
        nodes=nodes,
        by_name={question.name: question for question in asked.questions},
        itext={key: source.translated(key, "", "label") for key in source.itext if not key.startswith("/")},
        setters=setters,
    )


def _version(root: Xml | None) -> str:
    attributes = root.attrib if root is not None else {}
    return next((value for name, value in attributes.items() if local(name) == "version"), "")
