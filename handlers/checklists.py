"""The forms of the day beside the incident: a tap begins one or goes on with it."""

from __future__ import annotations

from bot.cases.forms import INCIDENT
from handlers.observing import open_form
from handlers.turns import Turn
from storage import forms


def chosen(turn: Turn, number: str) -> None:
    """`f:<number>`: the button of a form."""
    found = [form_id for each, form_id, _ in forms.current(turn.tx) if str(each) == number and form_id != INCIDENT]
    if found:
        open_form(turn, found[0])
    else:
        turn.pop_up("closed")
