"""A message that was edited in the chat: the answer it gave is corrected, whatever is being asked by now."""

from __future__ import annotations

from bot.cases.filing import Filling, keep_later_words, resume_filling, take_step
from bot.cases.revising import add_words, own_report
from bot.core import forms as interview
from handlers import replies, telling
from handlers.belonging import named
from handlers.events import Edited
from handlers.observing import show_question
from handlers.turns import Turn
from storage import forms
from storage.forms import DraftRow

LOOKED_THROUGH = 20  # drafts, the newest first


def edited(turn: Turn, event: Edited) -> None:
    if replies.edited(turn, event):
        return
    message = named(turn, event.message_id)
    drafts = forms.latest_drafts(turn.tx, turn.member.person_id, LOOKED_THROUGH)
    draft = next((one for one in drafts if message in one.state.get("given", {})), None)
    if draft is None or not event.text:
        turn.line("edited")
    elif draft.outcome is not None:
        edited_after_submission(turn, draft, event.text)
    else:
        _correct(turn, draft, interview.Corrected(message, event.text, turn.sent_at))


def edited_after_submission(turn: Turn, draft: DraftRow, text: str) -> None:
    """The answers stand as they were sent; the new words go below the description, where the desk sees them.

    What belongs to no report, or to one that is full or withdrawn, is kept with the draft.
    """
    report = own_report(turn.tx, draft.revises or draft.id, turn.member)
    house = turn.house
    revised = None
    if report is not None and report.withdrawn_at is None:
        revised = add_words(turn.tx, house.library, report, f"✏ {text}", turn.member, turn.now, house.time_zone)
    if revised is None:
        keep_later_words(turn.tx, draft, text, turn.sent_at)
    else:
        telling.tell_revised(turn, revised, "added")
    turn.line("edited_after")


def _correct(turn: Turn, draft: DraftRow, event: interview.Corrected) -> None:
    """The form in hand stays in hand, also where the message belongs to another one that is open."""
    in_hand = forms.open_draft(turn.tx, turn.member.person_id)
    assert in_hand is not None  # this one at least is open
    filling, _ = take_step(
        turn.tx, resume_filling(turn.tx, turn.house.library, draft, turn.house.time_zone), event, turn.now
    )
    if in_hand.id == draft.id:
        show_question(turn, filling)
        return
    forms.save_draft(turn.tx, in_hand.id, in_hand.state, turn.now)
    problem = filling.problem
    if problem is not None:
        said = {"code": problem.code, "params": {**problem.params, **_its_name(turn, filling)}, "question": None}
        turn.send("question", str(in_hand.id), key=f"question:{in_hand.id}", problem=said)


def _its_name(turn: Turn, filling: Filling) -> dict[str, str]:
    """The question in short, for the screen of another form, which does not know it."""
    problem = filling.problem
    if problem is None or problem.question is None:
        return {}
    environment = filling.form.environment(filling.state.answers, turn.now, turn.language.value)
    return {"question": filling.form.questions[problem.question].named(environment)[:100]}
