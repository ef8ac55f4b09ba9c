"""The contests of this election from a small file, and the results protocol made of them."""

from bot.cases.contests.contest import Candidate, Contest, Names
from bot.cases.contests.protocol import results_protocol_form
from bot.cases.contests.reading import (
    COLUMNS,
    LONGEST_NAME,
    MOST_BYTES,
    MOST_CANDIDATES,
    MOST_CONTESTS,
    ContestsRefused,
    read_contests,
)

__all__ = [
    "COLUMNS",
    "LONGEST_NAME",
    "MOST_BYTES",
    "MOST_CANDIDATES",
    "MOST_CONTESTS",
    "Candidate",
    "Contest",
    "ContestsRefused",
    "Names",
    "read_contests",
    "results_protocol_form",
]
