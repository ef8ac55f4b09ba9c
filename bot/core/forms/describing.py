"""An answer in words, as a person reads it: labels for choices, `10.01.2021 14:30` for a moment."""

from __future__ import annotations

from datetime import datetime

from bot.core.forms.environment import Environment
from bot.core.forms.model import SELECTS, UPLOADS, Kind, Question
from bot.core.forms.values import parse_date, parse_moment, parse_time


def describe(question: Question, value: str, environment: Environment) -> str:
    """Empty for no answer and for files, which are counted instead."""
    if not value or question.kind in UPLOADS:
        return ""
    if question.kind in SELECTS:
        return _labels(question, value, environment)
    match question.kind:
        case Kind.ACKNOWLEDGE:
            return "✓"
        case Kind.DATE if day := parse_date(value):
            return f"{day:%d.%m.%Y}"
        case Kind.TIME if hour := parse_time(value):
            return f"{hour:%H:%M}"
        case Kind.DATETIME if isinstance(moment := parse_moment(value, environment.zone), datetime):
            return f"{moment:%d.%m.%Y %H:%M}"
        case Kind.GEOPOINT:
            return ", ".join(value.split()[:2])
    return value


def _labels(question: Question, value: str, environment: Environment) -> str:
    chosen = value.split()
    return ", ".join(one.label.say(environment) or one.name for one in question.choices if one.name in chosen)


def note(question: Question, value: str, environment: Environment) -> str:
    """A note's text; a read-only value is said after its label."""
    label, shown = question.label.say(environment), describe(question, value, environment)
    return f"{label}: {shown}" if label and shown else label or shown
