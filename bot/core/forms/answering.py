"""How a question gets its answer: typed, tapped, attached or located; then what follows from it."""

from __future__ import annotations

from dataclasses import replace

from bot.core.forms import choosing, typed
from bot.core.forms.actions import Action
from bot.core.forms.model import SELECTS, UPLOADS, Kind, Question
from bot.core.forms.session import answered, settle, violates
from bot.core.forms.state import Attached, Located, Problem, Step
from bot.core.forms.values import to_text
from bot.core.forms.walk import View, onward, view_with

ACKNOWLEDGED = "OK"
_ACCEPTS = {
    Kind.IMAGE: frozenset({"photo", "file", "video"}),
    Kind.VIDEO: frozenset({"video", "file"}),
    Kind.AUDIO: frozenset({"voice", "audio", "file"}),
    Kind.FILE: frozenset({"photo", "file", "video", "voice", "audio"}),
}
A_STORY = 20  # characters; less is a mistaken try at a choice
LONGEST_STORY = 20_000
_TIMED = frozenset({Kind.DATE, Kind.TIME, Kind.DATETIME})


def type_in(view: View, text: str) -> Step:
    question = view.current
    if question is None or question.kind is Kind.ACKNOWLEDGE:
        return Step(view.state, problem=Problem("choose_a_button"))
    if question.kind in UPLOADS:
        code = "photo_wanted" if question.kind is Kind.IMAGE else "file_wanted"
        wanted = Step(view.state, problem=Problem(code, {"kind": question.kind.value}, question.index))
        return _keep_words(view, text) or wanted
    if question.kind in SELECTS:
        return _type_choice(view, question, text)
    value = typed.read(question, text, view.now)
    if isinstance(value, Problem):
        return Step(view.state, problem=replace(value, question=question.index))
    return give(view, question, value)


def _type_choice(view: View, question: Question, text: str) -> Step:
    """One sure match is an answer; else the list that is shown narrows, which is how a long list is searched."""
    found = choosing.matches(view.choices(question), text)
    if len(found) == 1 and question.kind is Kind.SELECT_ONE:
        return give(view, question, found[0].name)
    several = found if len(found) == 1 else choosing.each(view.choices(question), text)
    if several and question.kind is Kind.SELECT_MULTIPLE:
        names = {*view.answer(question).split(), *(one.name for one in several)}
        return _change(view, question, choosing.in_order(question, names))
    found = choosing.searched(view.choices(question), text)
    if not found:
        told = _keep_words(view, text) if len(text) >= A_STORY else None
        return told or Step(replace(view.state, search=""), problem=Problem("choose_a_button", question=question.index))
    searched = replace(view.state, search=typed.plain(text)[:100], page=0)
    return Step(searched, problem=Problem("several_match", {"count": str(len(found))}, question.index))


def choose(view: View, question: Question, action: Action) -> Step:
    """A choice that the filter leaves out by now is as stale as a button of another question."""
    stale = Step(view.state, problem=Problem("stale"))
    if question.kind is Kind.ACKNOWLEDGE:
        return give(view, question, ACKNOWLEDGED)
    choice = next((one for one in view.choices(question) if one.index == action.number), None)
    if choice is None:
        return stale
    match question.kind, action.on:
        case Kind.SELECT_ONE, None:
            return give(view, question, choice.name)
        case Kind.SELECT_MULTIPLE, bool() as on:
            return _change(view, question, choosing.toggled(question, view.answer(question), choice.name, on))
    return stale


def now(view: View, question: Question) -> Step:
    if question.kind is Kind.GEOPOINT:  # the phone is asked for its place by the caller; this button only explains
        return Step(view.state, problem=Problem("location_wanted", question=question.index))
    if question.kind not in _TIMED:
        return Step(view.state, problem=Problem("stale"))
    moment = view.now.replace(second=0, microsecond=0)
    match question.kind:
        case Kind.DATE:
            return give(view, question, to_text(moment.date()))
        case Kind.TIME:
            return give(view, question, typed.clock_text(moment))
    return give(view, question, to_text(moment))


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
    kept = _change(view, points[0], value)
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
    return _change(view, question, " ".join([*kept, *({attachment} - set(kept))]))


def _caption(view: View, event: Attached, done_so_far: Step) -> Step:
    """What stands under a photo describes what happened, unless the observer has said it already."""
    question = _description(view)
    caption = typed.plain(event.caption or "")[: typed.LONGEST_TEXT]
    if not caption or question is None or view.answer(question):
        return done_so_far
    if violates(view.form, question, caption, view.settled, view.now):
        return done_so_far
    return _describe(_again(view, done_so_far), question, caption, done_so_far)


def _keep_words(view: View, text: str) -> Step | None:
    """A story told while a photo or a button is wanted is added to the description; None where there is none."""
    question = _description(view)
    if question is None:
        return None
    told = "\n".join(part for part in (view.answer(question), typed.plain(text)) if part)
    if len(told) > LONGEST_STORY or violates(view.form, question, told, view.settled, view.now):
        return None
    return _describe(view, question, told, Step(view.state, problem=Problem("text_kept", {}, question.index)))


def _description(view: View) -> Question | None:
    return next((one for one in view.askable if one.name == "description" and one.kind is Kind.TEXT), None)


def _describe(view: View, question: Question, words: str, done_so_far: Step) -> Step:
    described = _change(view, question, words)
    known = {question.index} if question is not view.current else set()
    state = replace(described.state, passed=described.state.passed | known)
    return replace(done_so_far, state=state)


def _again(view: View, done_so_far: Step) -> View:
    state = done_so_far.state
    return view_with(view.form, state, settle(view.form, state.answers, state.calculated, view.now), view.now)


def remove_last(view: View, question: Question, count: int | None) -> Step:
    """Takes back the newest file; the action carries the count, so a doubled tap removes one."""
    kept = view.answer(question).split()
    if question.kind not in UPLOADS or not kept or count != len(kept):
        return Step(view.state, problem=Problem("stale"))
    return _change(view, question, " ".join(kept[:-1]))


def clear(view: View, question: Question) -> Step:
    return _change(view, question, "")


def done(view: View, question: Question) -> Step:
    """Leave the question with the answer it has, or with none if it may have none."""
    value = view.answer(question)
    if not value and view.required(question):
        return Step(view.state, problem=Problem("required", question=question.index))
    return give(view, question, value)


def give(view: View, question: Question, value: str) -> Step:
    """Answer and go on, unless the form's own constraint refuses."""
    if violates(view.form, question, value, view.settled, view.now):
        return Step(view.state, problem=Problem("constraint", question=question.index))
    changed = _changed(view, question, value)
    state = replace(changed.state, passed=changed.state.passed | {question.index})
    return Step(onward(replace(changed, state=state)))


def _change(view: View, question: Question, value: str) -> Step:
    """Change an answer and stay where we are."""
    return Step(_changed(view, question, value).state)


def _changed(view: View, question: Question, value: str) -> View:
    """The view after a new answer: what it filtered away is open again, what it made relevant is newly opened."""
    after = answered(view.form, view.settled, question, value, view.now)
    reopened = {one.index for one in view.form.questions if one.name in after.cleared}
    state = replace(view.state, passed=view.state.passed - reopened, search="")
    pending = {one.index for one in view.pending()}
    changed = view_with(view.form, state, after, view.now)
    opened = {one.index for one in changed.pending()} - pending
    return replace(changed, state=replace(changed.state, opened=state.opened | opened))
