"""What is sent beside the answer that was asked for: files, places, and words, which make the description."""

from __future__ import annotations

from dataclasses import replace

from bot.core.forms import typed
from bot.core.forms.changing import again, change, give
from bot.core.forms.model import UPLOADS, Kind, Question
from bot.core.forms.session import violates
from bot.core.forms.state import Attached, Located, Problem, Step
from bot.core.forms.walk import View

_ACCEPTS = {
    Kind.IMAGE: frozenset({"photo", "file", "video"}),
    Kind.VIDEO: frozenset({"video", "file"}),
    Kind.AUDIO: frozenset({"voice", "audio", "file"}),
    Kind.FILE: frozenset({"photo", "file", "video", "voice", "audio"}),
}
LONGEST_STORY = 20_000


def locate(view: View, event: Located) -> Step:
    """At a geopoint it is the answer; elsewhere the form's first open geopoint keeps it."""
    value = typed.point(event.latitude, event.longitude, event.accuracy)
    if isinstance(value, Problem):
        return Step(view.state, problem=value)
    current = view.current
    if current is not None and current.kind is Kind.GEOPOINT:
        return give(view, current, value)
    points = [one for one in view.askable if one.kind is Kind.GEOPOINT and not view.answer(one)]
    if not points:
        there = any(one.kind is Kind.GEOPOINT for one in view.askable)
        return Step(view.state, problem=Problem("location_there" if there else "not_readable_here"))
    kept = change(view, points[0], value)
    return replace(kept, problem=Problem("location_kept", {"question": points[0].name}, points[0].index))


def attach(view: View, event: Attached) -> Step:
    """Added to the question being asked if it takes such files, else to the first that does, and told so."""
    fitting = [one for one in view.askable if event.kind in _ACCEPTS.get(one.kind, ())]
    current = view.current
    if current in fitting:
        return _caption(view, event, _attach(view, current, event.attachment_id)) if current else Step(view.state)
    images = [one for one in fitting if one.kind is Kind.IMAGE] or fitting
    if not images:
        return _caption(view, event, Step(view.state, problem=Problem("file_kept")))
    kept = _attach(view, images[0], event.attachment_id)
    notice = Problem("photo_kept", {"question": images[0].name}, images[0].index)
    return _caption(view, event, replace(kept, problem=notice))


def _attach(view: View, question: Question, attachment: str) -> Step:
    kept = view.answer(question).split()
    return change(view, question, " ".join([*kept, *({attachment} - set(kept))]))


def _caption(view: View, event: Attached, done_so_far: Step) -> Step:
    """What stands under a photo describes what happened, unless the observer has said it already."""
    question = description_of(view)
    caption = typed.plain(event.caption or "")[: typed.LONGEST_TEXT]
    if not caption or question is None or view.answer(question):
        return done_so_far
    if violates(view.form, question, caption, view.settled, view.now):
        return done_so_far
    return _describe(again(view, done_so_far), question, caption, done_so_far)


def tell(view: View, text: str) -> Step:
    return keep_words(view, text) or Step(view.state, problem=Problem("too_long", {"most": str(LONGEST_STORY)}))


def keep_words(view: View, text: str) -> Step | None:
    """A story told while a photo or a button is wanted is added to the description; None where there is none."""
    question = description_of(view)
    if question is None:
        return None
    told = "\n".join(part for part in (view.answer(question), typed.plain(text)) if part)
    if len(told) > LONGEST_STORY or violates(view.form, question, told, view.settled, view.now):
        return None
    return _describe(view, question, told, Step(view.state, problem=Problem("text_kept", {}, question.index)))


def description_of(view: View) -> Question | None:
    return next((one for one in view.askable if one.name == "description" and one.kind is Kind.TEXT), None)


def _describe(view: View, question: Question, words: str, done_so_far: Step) -> Step:
    described = change(view, question, words)
    known = {question.index} if question is not view.current else set()
    state = replace(described.state, passed=described.state.passed | known)
    return replace(done_so_far, state=state)


def remove_last(view: View, question: Question, count: int | None) -> Step:
    """Takes back the newest file; the action carries the count, so a doubled tap removes one."""
    kept = view.answer(question).split()
    if question.kind not in UPLOADS or not kept or count != len(kept):
        return Step(view.state, problem=Problem("stale"))
    return change(view, question, " ".join(kept[:-1]))
