"""Forms of the mission: publishing one, and having it ready compiled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.cases.xlsform import Converted, FormProblem, Refused, convert_xlsform
from bot.core.forms import Form, Refusals, compile_form
from storage import forms
from storage.database import Tx

STANDARD = Path(__file__).parent / "standard_forms"
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


def standard_form(name: str) -> bytes:
    return (STANDARD / f"{name}.md").read_bytes()


__all__ = ["INCIDENT", "CheckedForm", "Converted", "FormLibrary", "check_form", "publish_form", "standard_form"]
