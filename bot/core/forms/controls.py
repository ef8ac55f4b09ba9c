"""The body of an XForm: controls become questions, in the order in which they are asked.

Follows the ODK XForms specification, "Body": input, select1, select, upload, trigger, range, group.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element as Xml

from bot.core.forms import words, xpath
from bot.core.forms.environment import GROUP
from bot.core.forms.evaluate import Expression
from bot.core.forms.model import UPLOADS, Choice, Kind, Question, Setter
from bot.core.forms.source import JR, Source, child, children, element_of, local
from bot.core.forms.tokens import XPathError
from bot.core.forms.values import Element
from bot.core.forms.words import NOTHING, Text
from bot.core.forms.xpath import Call, Literal, Path, Stride

_INPUTS = {
    "string": Kind.TEXT,
    "barcode": Kind.TEXT,
    "int": Kind.INTEGER,
    "integer": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "dateTime": Kind.DATETIME,
    "geopoint": Kind.GEOPOINT,
}
_UPLOADS = {"image": Kind.IMAGE, "audio": Kind.AUDIO, "video": Kind.VIDEO}


@dataclass(slots=True)
class Body:
    questions: list[Question] = field(default_factory=list)
    setters: list[Setter] = field(default_factory=list)


def read_body(body: Xml | None, source: Source) -> Body:
    found = Body()
    for control, group in _controls(body, NOTHING, source):
        _read_control(control, group, source, found)
    return found


def _controls(parent: Xml | None, group: Text, source: Source) -> Iterator[tuple[Xml, Text]]:
    """Every control with the label of the innermost labelled group around it."""
    for element in children(parent):
        match local(element.tag):
            case "group" if child(element, "repeat") is not None:
                source.refuse("repeat", element.get("ref", ""), "type", "begin_repeat")
            case "repeat":
                source.refuse("repeat", element.get("nodeset", ""), "type", "begin_repeat")
            case "group":
                label = source.text_of(child(element, "label"), element.get("ref", ""), "label")
                yield from _controls(element, label or group, source)
            case "label" | "hint" | "setvalue":
                continue
            case _:
                yield element, group


def _read_control(control: Xml, group: Text, source: Source, found: Body) -> None:
    path = control.get("ref", "")
    if "label" in control.get("appearance", "").split():
        return  # the head of a table-list: choices without a question of their own (XLSForm, "table-list")
    kind = _kind(control, path, source)
    if kind is None:
        tag, bound = local(control.tag), source.tree.get(path, "")
        source.refuse("unsupported_type", path, "type", bound if tag in {"input", "trigger"} else tag)
        return
    question = _question(control, path, kind, source)
    found.questions.append(replace(question, index=len(found.questions), group=group))
    for setter in children(control, "setvalue"):
        made = read_setter(setter, source, asked_by=question.name)
        if made:
            found.setters.append(made)


def _kind(control: Xml, path: str, source: Source) -> Kind | None:
    bound, bind = source.tree.get(path, GROUP), source.binds.get(path, {})
    match local(control.tag):
        case "input" if control.get("query"):  # select_one_external: the list is in a file we do not have
            return None
        case "input" if bound == "string" and "readonly" in bind and "calculate" not in bind:
            return Kind.NOTE if bind["readonly"].strip() == "true()" else Kind.TEXT
        case "input":
            return _INPUTS.get(bound)
        case "select1":
            return Kind.SELECT_ONE
        case "select":
            return Kind.SELECT_MULTIPLE
        case "trigger":
            return Kind.ACKNOWLEDGE
        case "range":
            return Kind.INTEGER if bound == "int" else Kind.DECIMAL
        case "upload":
            return _UPLOADS.get(control.get("mediatype", "").split("/")[0], Kind.FILE)
    return None


def _question(control: Xml, path: str, kind: Kind, source: Source) -> Question:
    bind = source.binds.get(path, {})
    appearance = control.get("appearance", "")
    if appearance.startswith("search("):
        source.refuse("external_instance", path, "appearance", appearance)
    question = Question(
        index=0,
        name=path.rsplit("/", 1)[-1],
        path=path,
        kind=kind,
        label=source.text_of(child(control, "label"), path, "label"),
        hint=source.text_of(child(control, "hint"), path, "hint"),
        required=source.expression(bind.get("required"), path, "required"),
        required_message=source.text(bind.get(JR + "requiredMsg"), path, "required_message"),
        constraint=source.expression(bind.get("constraint"), path, "constraint"),
        constraint_message=source.text(bind.get(JR + "constraintMsg"), path, "constraint_message"),
        readonly=source.expression(bind.get("readonly"), path, "read_only"),
        appearance=appearance,
        least=_bound(control, "start"),
        most=_bound(control, "end"),
        short=source.short_of(bind),
    )
    if not question.label and kind not in UPLOADS:
        question = replace(question, label=words.filled({"": (question.name,)}, ""))
    return _with_choices(control, question, source) if local(control.tag).startswith("select") else question


def _bound(control: Xml, name: str) -> float | None:
    try:
        return float(control.get(name, "")) if local(control.tag) == "range" else None
    except ValueError:
        return None


def _with_choices(control: Xml, question: Question, source: Source) -> Question:
    itemset = child(control, "itemset")
    if itemset is None:
        items: tuple[Element, ...] = tuple(element_of(item) for item in children(control, "item"))
        label, value, chosen_by = "label", "value", None
    else:
        label, value = (_reference(child(itemset, part)) for part in ("label", "value"))
        items, chosen_by = _itemset(itemset.get("nodeset", ""), question, source)
    choices = tuple(
        Choice(index, item.columns.get(value, ""), _choice_label(item, label, question, source), item)
        for index, item in enumerate(items)
    )
    if not choices:
        source.refuse("no_choices", question.path, "type", question.name)
    return replace(question, choices=choices, choice_filter=chosen_by)


def _reference(element: Xml | None) -> str:
    return element.get("ref", "") if element is not None else ""


def _choice_label(item: Element, label: str, question: Question, source: Source) -> Text:
    if label.startswith("jr:itext("):
        key = item.columns.get(label[len("jr:itext(") : -1].strip(), "")
        found = source.translated(key, question.path, "label")
    else:
        found = words.filled({"": (item.columns.get(label, ""),)}, "")
    return found or words.filled({"": (item.columns.get("name", "") or item.columns.get("value", ""),)}, "")


def _itemset(nodeset: str, question: Question, source: Source) -> tuple[tuple[Element, ...], Expression | None]:
    """The whole list of a select, and the filter over it if there is one; `randomize()` keeps the sheet's order."""
    try:
        tree = xpath.parse(nodeset)
    except XPathError as error:
        source.refuse("bad_syntax", question.path, "choice_filter", f"{nodeset}: {error}")
        return (), None
    if isinstance(tree, Call) and tree.name == "randomize":
        tree, nodeset = tree.arguments[0], nodeset.strip()[len("randomize(") : -1]
    match tree:
        case Path(Call("instance", (Literal(identifier),)), (Stride("root"), Stride("item", predicates))):
            root = source.instances.get(identifier, Element("root"))
            chosen_by = source.expression(nodeset, question.path, "choice_filter") if predicates else None
            return root.children, chosen_by
    source.refuse("unsupported_type", question.path, "type", nodeset)
    return (), None


def read_setter(setter: Xml, source: Source, asked_by: str = "") -> Setter | None:
    """`setvalue` by attribute or by its text (ODK XForms, "Actions")."""
    path = setter.get("ref", "")
    written = setter.get("value") or (repr(setter.text) if setter.text else "''")
    value = source.expression(written, path, "calculation" if asked_by else "default")
    return Setter(path.rsplit("/", 1)[-1], value, asked_by) if value else None
