"""Which draft something belongs to that comes into a chat, and how a draft remembers where its words came from."""

from __future__ import annotations

from datetime import timedelta

from bot.cases.filing import Filling
from bot.cases.forms import INCIDENT
from bot.core import forms as interview
from handlers.events import Said, SentFiles
from handlers.render_resumed import is_left
from handlers.turns import Turn

ON_ITS_WAY = timedelta(minutes=2)


def named(turn: Turn, message_id: int) -> str:
    """A message of this chat, as a draft remembers it; empty for none."""
    return f"{turn.chat.account_id}.{message_id}" if message_id else ""


def source(turn: Turn) -> str:
    return named(turn, turn.event.message_id) if isinstance(turn.event, Said | SentFiles) else ""


def words_for(turn: Turn, filling: Filling, text: str) -> interview.Event:
    """How words reach an open draft: as the answer, as part of the story, or held until it is clear what they are.

    Words that lay somewhere were written before the question that stands now was shown: they do not answer it.
    """
    if is_left(filling.draft.changed_at, turn.sent_at):
        return interview.Held(text, source(turn))
    delayed = turn.received_at - turn.sent_at > ON_ITS_WAY
    if not delayed or turn.sent_at >= filling.draft.changed_at:
        return interview.Typed(text, turn.sent_at, source(turn))
    told = filling.form.question("description") is not None
    return interview.Told(text, source(turn)) if told else interview.Held(text, source(turn))


def wants_files(filling: Filling) -> bool:
    """A photo sent in the middle of a checklist is an incident of its own, unless the checklist asks for one."""
    state, form = filling.state, filling.form
    asked = form.questions[state.at] if state.place == "question" and 0 <= state.at < len(form.questions) else None
    return form.form_id == INCIDENT or (asked is not None and asked.kind in interview.UPLOADS)


def is_behind(turn: Turn, filling: Filling) -> bool:
    """What comes after a long silence is more likely new; the draft is kept, and comes back when this is done."""
    return bool(filling.state.held) or is_left(filling.draft.changed_at, turn.sent_at)
