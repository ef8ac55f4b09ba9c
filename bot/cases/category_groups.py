"""Categories by their groups, as the mission's own incident form has them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cases.forms import INCIDENT, FormLibrary
from bot.core.forms import Form
from storage import forms
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class CategoryGroup:
    """`code` and `label` of a group, and the codes of its categories."""

    code: str
    label: str
    categories: tuple[str, ...]


def category_groups(tx: Tx, library: FormLibrary, language: str) -> list[CategoryGroup]:
    """In the order of the form; empty for a form whose categories have no groups."""
    form = incident_form(tx, library)
    groups, categories = (form.question(name) if form else None for name in ("category_group", "category"))
    if form is None or groups is None or categories is None:
        return []
    found = []
    for group in groups.choices:
        own = tuple(one.name for one in categories.choices if one.columns.get("group") == group.name)
        if own:
            found.append(CategoryGroup(group.name, form.choice_name("category_group", group.name, language), own))
    return found


def incident_form(tx: Tx, library: FormLibrary) -> Form | None:
    version = forms.current_version(tx, INCIDENT)
    return library.get(tx, version) if version is not None else None
