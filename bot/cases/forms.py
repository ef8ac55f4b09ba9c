"""Forms of the mission: publishing one, and having it ready compiled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cases import standard_forms
from bot.cases.xlsform import FormProblem, Refused, convert_xlsform
from bot.core.forms import Form, Refusals, compile_form
from storage import forms
from storage.database import Tx

INCIDENT = "incident"


class FormLibrary:
    """Compiled forms by version id. A published version never changes, so it is compiled once a process."""

    def __init__(self) -> None:
        self._compiled: dict[int, Form] = {}

    def get(self, tx: Tx, version_id: int) -> Form:
        form = self._compiled.get(version_id)
        if form is None:
            compiled = compile_form(forms.xform_of(tx, version_id))
            if isinstance(compiled, Refusals):
                raise ValueError(f"form version {version_id} was published but does not compile")
            form = self._compiled[version_id] = compiled
        return form


@dataclass(frozen=True, slots=True)
class CheckedForm:
    """A form that converts and compiles; nothing is stored yet."""

    form: Form
    xform: str
    source: bytes
    source_type: str


def check_form(source: bytes, source_type: str) -> CheckedForm | Refused:
    """Convert a spreadsheet (.xlsx, .xls, .csv, .md) and compile every expression in it."""
    converted = convert_xlsform(source, source_type)
    if isinstance(converted, Refused):
        return converted
    compiled = compile_form(converted.xform_xml)
    if isinstance(compiled, Refusals):
        return Refused(
            tuple(FormProblem(f"{one.name}: {one.code}: {one.detail}", column=one.column) for one in compiled.items)
        )
    return CheckedForm(compiled, converted.xform_xml, source, source_type)


def publish_form(tx: Tx, checked: CheckedForm, now: datetime) -> bool:
    """Make it the version that new drafts begin on; False when that version was published before."""
    form = checked.form
    return (
        forms.publish(tx, form.form_id, form.version, checked.xform, checked.source, checked.source_type, now)
        is not None
    )


def publish_shipped(tx: Tx, now: datetime) -> None:
    """Give a mission the forms that come with the program, but for those it has: an organisation's own stay."""
    for name in standard_forms.NAMES:
        if forms.current_version(tx, name) is None:
            xform = standard_forms.xform(name)
            form = compile_form(xform)
            assert isinstance(form, Form), form
            publish_form(tx, CheckedForm(form, xform, standard_forms.source(name), ".md"), now)
