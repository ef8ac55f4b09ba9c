"""Forms: XLSForms compiled once, and interviews over them as values.

`compile_form` reads the XForm XML that a form converter wrote and gives a `Form`, or `Refusals` that name what is
wrong. `begin`, `step` and `screen` conduct the interview. All of it is pure: the caller passes `now`.
"""

from bot.core.forms.describing import describe
from bot.core.forms.interview import begin, step
from bot.core.forms.model import UPLOADS, Choice, Form, Kind, Question, Refusal, Refusals
from bot.core.forms.reading import compile_form
from bot.core.forms.reviewing import ReviewRow
from bot.core.forms.screen import screen
from bot.core.forms.session import final_answers
from bot.core.forms.shown import ActionButton, ChoiceButton, Screen
from bot.core.forms.state import (
    Attached,
    Back,
    Cancel,
    Corrected,
    Event,
    Held,
    Located,
    Problem,
    Redraw,
    Skip,
    State,
    Step,
    Submit,
    Tapped,
    Told,
    ToReview,
    Typed,
)

__all__ = [
    "UPLOADS",
    "ActionButton",
    "Attached",
    "Back",
    "Cancel",
    "Choice",
    "ChoiceButton",
    "Corrected",
    "Event",
    "Form",
    "Held",
    "Kind",
    "Located",
    "Problem",
    "Question",
    "Redraw",
    "Refusal",
    "Refusals",
    "ReviewRow",
    "Screen",
    "Skip",
    "State",
    "Step",
    "Submit",
    "Tapped",
    "ToReview",
    "Told",
    "Typed",
    "begin",
    "compile_form",
    "describe",
    "final_answers",
    "screen",
    "step",
]
