"""The XForm as it was read: its trees and tables by name, before questions are made of them.

Follows the ODK XForms specification, "Secondary Instances", "Languages", "Bindings".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element as Xml

from bot.core.forms import words
from bot.core.forms.environment import GROUP, Scope
from bot.core.forms.evaluate import Expression, compile_expression
from bot.core.forms.model import Refusal
from bot.core.forms.values import Element
from bot.core.forms.words import NOTHING, Part, Text

JR = "{http://openrosa.org/javarosa}"


def local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def children(parent: Xml | None, name: str = "") -> Iterator[Xml]:
    for child in parent if parent is not None else ():
        if isinstance(child.tag, str) and (not name or local(child.tag) == name):
            yield child


def child(parent: Xml | None, name: str) -> Xml | None:
    return next(children(parent, name), None)


@dataclass(slots=True)
class Source:
    """What the model part of an XForm says; `refusals` collects as reading goes on."""

    tree: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    instances: dict[str, Element] = field(default_factory=dict)
    binds: dict[str, Mapping[str, str]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    itext: dict[str, dict[str, Xml]] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, code: str, path: str, column: str, detail: str) -> None:
        refusal = Refusal(code, path.rsplit("/", 1)[-1], column, detail)
        if refusal not in self.refusals:
            self.refusals.append(refusal)

    def expression(self, source: str | None, path: str, column: str) -> Expression | None:
        """Compile what a cell of the sheet says for the node at `path`; what is wrong becomes refusals."""
        if source is None or not source.strip():
            return None
        scope = Scope(self.tree, self.instances, path)
        compiled = compile_expression(source, scope)
        for code, detail in scope.troubles:
            self.refuse(code, path, column, detail)
        return compiled

    def text_of(self, element: Xml | None, path: str, column: str) -> Text:
        """A label or hint: by reference into itext, or written in place."""
        if element is None:
            return NOTHING
        reference = element.get("ref")
        return self.text(reference, path, column) if reference else self._in_place(element, path, column)

    def text(self, written: str | None, path: str, column: str) -> Text:
        """`jr:itext('id')` or plain words (as in jr:constraintMsg)."""
        if not written:
            return NOTHING
        if written.startswith("jr:itext("):
            return self.translated(written[len("jr:itext(") : -1].strip().strip("'\""), path, column)
        return words.filled({self._default: (written,)}, self._default)

    def translated(self, key: str, path: str, column: str) -> Text:
        found = self.itext.get(key, {})
        return words.filled({code: self._parts(value, path, column) for code, value in found.items()}, self._default)

    def short_of(self, bind: Mapping[str, str]) -> Text:
        """The short label: an attribute of the bind for each language, `short_kk`; `short` for all of them."""
        every = {self._default: (bind["short"],)} if "short" in bind else {}
        each = {code: (bind[f"short_{code}"],) for code in self.languages if f"short_{code}" in bind}
        return words.filled({**every, **each}, self._default)

    def _in_place(self, element: Xml, path: str, column: str) -> Text:
        return words.filled({self._default: self._parts(element, path, column)}, self._default)

    @property
    def _default(self) -> str:
        return self.languages[0] if self.languages else ""

    def _parts(self, element: Xml, path: str, column: str) -> tuple[Part, ...]:
        parts: list[Part] = [element.text or ""]
        for inner in element:
            shown = self.expression(inner.get("value"), path, column)
            parts += [shown or "", inner.tail or ""]
        return tuple(part for part in parts if part != "")


def read_model(model: Xml | None) -> Source:
    """Languages, instances and binds of the model; the first instance is the main one."""
    source = Source()
    _read_itext(child(model, "itext"), source)
    instances = list(children(model, "instance"))
    root = next(children(instances[0]), None) if instances else None
    if root is not None:
        _read_tree(root, "/" + local(root.tag), source)
    for instance in instances[1:]:
        _read_instance(instance, source)
    for bind in children(model, "bind"):
        path = bind.get("nodeset", "")
        source.binds[path] = dict(bind.attrib)
        if source.tree.get(path, GROUP) != GROUP:
            source.tree[path] = bind.get("type", "string").rsplit(":", 1)[-1]
    return source


def _read_itext(itext: Xml | None, source: Source) -> None:
    translations = sorted(children(itext, "translation"), key=lambda one: not one.get("default"))
    source.languages = tuple(words.language_code(one.get("lang", "")) for one in translations)
    for code, translation in zip(source.languages, translations, strict=True):
        for text in children(translation, "text"):
            plain = next((value for value in children(text, "value") if not value.get("form")), None)
            if plain is not None:
                source.itext.setdefault(text.get("id", ""), {})[code] = plain


def _read_tree(element: Xml, path: str, source: Source) -> None:
    inner = list(children(element))
    leaf = not inner and path.count("/") > 1
    source.tree[path] = "string" if leaf else GROUP
    if leaf:
        source.defaults[path] = (element.text or "").strip()
    for one in inner:
        _read_tree(one, f"{path}/{local(one.tag)}", source)


def _read_instance(instance: Xml, source: Source) -> None:
    identifier, root = instance.get("id", ""), next(children(instance), None)
    if instance.get("src") or root is None:
        source.refuse("external_instance", identifier, "type", instance.get("src") or identifier)
        source.instances[identifier] = Element("root")
        return
    source.instances[identifier] = element_of(root)


def element_of(xml: Xml) -> Element:
    inner = tuple(element_of(one) for one in children(xml))
    columns = {one.name: one.text for one in inner if not one.children}
    return Element(local(xml.tag), (xml.text or "").strip(), inner, columns)
