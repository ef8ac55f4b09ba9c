"""Words that come another way than as the answer to the question shown: corrections, and what came after a silence."""

from __future__ import annotations

from dataclasses import replace

from bot.core.forms import actions, answering, choosing, telling, typed
from bot.core.forms.actions import read_action
from bot.core.forms.changing import changed
from bot.core.forms.describing import describe
from bot.core.forms.model import SELECTS, UPLOADS, Kind, Question
from bot.core.forms.session import violates
from bot.core.forms.state import Attached, Cancel, Corrected, Event, Held, Located, Problem, Step, Tapped, Typed
from bot.core.forms.walk import View

REMEMBERED = 100  # messages


def remembered(view: View, message: str, text: str, done: Step) -> Step:
    """The step, and in its state which question these words answered, so that an edited message can correct it."""
    if not message or (done.state == view.state and done.problem is None):
        return done
    question, words = _what_it_gave(view, text, done)
    if question is None:
        return done
    given = {**view.state.given, message: (question.name, words)}
    kept = dict(list(given.items())[-REMEMBERED:])
    return replace(done, state=replace(done.state, given=kept))


def _what_it_gave(view: View, text: str, done: Step) -> tuple[Question | None, str]:
    """Nothing where the words were refused, or wait for a yes."""
    question = view.current
    before, after = view.state.answers, done.state.answers
    story = telling.description_of(view)
    if story is not None and story is not question and after.get(story.name) != before.get(story.name):
        return story, typed.plain(text)
    if question is None or done.problem is not None or done.state.doubtful or done.state.picking:
        return question, ""
    return question, after.get(question.name, "")


def correct(view: View, event: Corrected) -> Step:
    """Change the answer this message gave, if it is still the answer. Where the interview stands does not change."""
    name, words = view.state.given.get(event.message, ("", ""))
    question = next((one for one in view.askable if one.name == name), None)
    if question is None or not typed.plain(event.text):
        return Step(view.state, problem=Problem("no_answer_given"))
    if not words:
        return _second_try(view, question, event)
    there = view.answer(question)
    if question.kind is Kind.TEXT and words in there:
        new, value = typed.plain(event.text), there.replace(words, typed.plain(event.text), 1)
    elif there != words:
        return Step(view.state, problem=Problem("answer_changed", question=question.index))
    else:
        new = value = _read(view, question, event)
    if not value or len(value) > telling.LONGEST_STORY or violates(view.form, question, value, view.settled, view.now):
        return Step(view.state, problem=Problem("not_corrected", question=question.index))
    return _corrected(view, question, value, event.message, new)


def _second_try(view: View, question: Question, event: Corrected) -> Step:
    """The words were refused before; now they may fit."""
    if question is view.current:
        again = Typed(event.text, event.at, event.message)
        return remembered(view, event.message, event.text, answering.type_in(view, again))
    if question is telling.description_of(view) and not view.answer(question):
        return remembered(view, event.message, event.text, telling.tell(view, event.text))
    return Step(view.state, problem=Problem("answer_changed", question=question.index))


def _read(view: View, question: Question, event: Corrected) -> str:
    """The value of the new words, empty when they are none."""
    if question.kind in UPLOADS or question.kind is Kind.ACKNOWLEDGE:
        return ""
    if question.kind in SELECTS:
        found = choosing.each(view.choices(question), event.text)
        fits = len(found) == 1 or question.kind is Kind.SELECT_MULTIPLE
        return choosing.in_order(question, {one.name for one in found}) if fits else ""
    read = typed.read(question, event.text, answering.moment_of(view, event.at))
    return read if isinstance(read, str) else ""


def _corrected(view: View, question: Question, value: str, message: str, words: str) -> Step:
    after = changed(view, question, value).state
    given = {**after.given, message: (question.name, words)}
    environment = view.form.environment({**view.values, question.name: value}, view.now)
    said = Problem("corrected", {"value": describe(question, value, environment)[:300]}, question.index)
    return Step(replace(after, given=given, page=view.state.page, search=view.state.search), problem=said)


def hold(view: View, event: Held) -> Step:
    held = "\n".join(part for part in (view.state.held, typed.plain(event.text)) if part)[: telling.LONGEST_STORY]
    return Step(replace(view.state, held=held, held_message=event.message))


def while_held(view: View, event: Event) -> Step | None:
    """Only what these words are is asked; None for an event that is taken as always."""
    match event:
        case Typed(text=text, message=message):
            return hold(view, Held(text, message))
        case Tapped(action):
            return _held_tap(view, action)
        case Attached() | Located() | Corrected() | Cancel():
            return None
    return Step(view.state, problem=Problem("stale"))


def _held_tap(view: View, written: str) -> Step | None:
    action, released = read_action(written), replace(view.state, held="", held_message="")
    sign = action.sign if action else ""
    if view.state.cancelling or sign == actions.CANCEL:
        return None
    if sign == actions.APART:
        return Step(released, "apart")
    if sign == actions.TAKE:
        return _take(replace(view, state=released), view.state.held, view.state.held_message)
    return Step(view.state, problem=Problem("stale"))


def _take(view: View, text: str, message: str) -> Step:
    """As the answer to the question shown; where it is none, or in the review, it is added to the description."""
    done = answering.type_in(view, Typed(text, None, message))
    refused = done.problem is not None and done.state == view.state
    kept = telling.keep_words(view, text) if refused else None
    return remembered(view, message, text, kept or done)
