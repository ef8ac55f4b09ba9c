"""What a template may ask for, as `{{name}}`. What is not known stays a blank to be filled in by hand."""

from __future__ import annotations

BLANK = "_" * 24

# From the report.
KNOWN = (
    "authority",  # to whom it is handed in, once that is typed at the desk
    "station",  # its number or code
    "address",
    "region",
    "occurred",  # date and time, by the clock of the station
    "date",
    "time",
    "category",  # what it is about, in the words of the form
    "facts",  # what was seen, in the observer's words
    "details",  # what else was answered, a line each
    "basis",  # how it is known
    "code",  # of the report
)
# Always a blank: these are written by hand, and never asked for or stored.
BY_HAND = ("name", "contact", "organisation", "signature", "today")
MAY_BE_EMPTY = ("details",)
FIELDS = frozenset((*KNOWN, *BY_HAND))


def values(known: dict[str, str | None]) -> dict[str, str]:
    """Every field with what stands for it."""
    said = {name: known.get(name) or (BLANK if name not in MAY_BE_EMPTY else "") for name in KNOWN}
    return {**said, **dict.fromkeys(BY_HAND, BLANK)}
