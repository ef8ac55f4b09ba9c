"""The observer's side: a report begun, answered, submitted; and whatever is sent outside a form kept as a beginning."""

from __future__ import annotations

from collections.abc import Callable

from bot.cases.attachments import is_too_big, keep_attachment
from bot.cases.filing import (
    Filling,
    begin_filling,
    cancel_draft,
    note_delay,
    resume_filling,
    submit_report,
    take_step,
)
from bot.cases.forms import INCIDENT
from bot.core import forms as interview
from bot.core.words import CameAs
from handlers import entered, telling
from handlers.alerting import alert_desk
from handlers.belonging import is_behind, source, wants_files, words_for
from handlers.callbacks import draft_of
from handlers.events import SentFiles, SentPlace
from handlers.turns import Turn
from storage import accounts, forms
from storage.attachments import last_album
from storage.forms import DraftRow

KEPT = {
    CameAs.PHOTO: "kept_photo",
    CameAs.VIDEO: "kept_video",
    CameAs.VOICE: "kept_voice",
    CameAs.AUDIO: "kept_audio",
    CameAs.FILE: "kept_file",
}


def report(turn: Turn) -> None:
    """`/report`: an incident goes before any checklist that is open; that one waits."""
    open_form(turn, INCIDENT)


def open_form(turn: Turn, form_id: str) -> None:
    """Go on with the open draft of this form, or begin one. Drafts of other forms stay open behind it."""
    draft = forms.open_draft_of(turn.tx, turn.member.person_id, form_id)
    if draft is not None:
        forms.save_draft(turn.tx, draft.id, draft.state, turn.now)  # it is the one in hand now
        show_open_draft(turn, notice="resumed")
    elif _begin(turn, form_id=form_id) is not None:
        show_open_draft(turn)


def cancel(turn: Turn) -> None:
    filling = _open(turn)
    if filling is None:
        turn.line("nothing_to_cancel")
        return
    _step(turn, filling, interview.Cancel())


def is_filling(turn: Turn) -> bool:
    return forms.open_draft(turn.tx, turn.member.person_id) is not None


def said(turn: Turn, text: str) -> None:
    """An answer; or, outside a form, the beginning of an incident told in words."""
    filling = _open(turn)
    if filling is None:
        _begin_with_words(turn, text, source(turn))
        return
    note_delay(turn.tx, filling, turn.sent_at, turn.received_at)
    _step(turn, filling, words_for(turn, filling, text))


def _begin_with_words(turn: Turn, text: str, message: str) -> None:
    filling = _begin(turn, {"description": text}, message=message)
    if filling is not None:
        note_delay(turn.tx, filling, turn.sent_at, turn.received_at)
        show_question(turn, filling, notice="kept_text")


def said_first(turn: Turn, text: str) -> None:
    """Words that come before a language is chosen begin an incident, or are added to the one that was begun."""
    filling, _ = _open_or_begin(turn)
    if filling is not None:
        note_delay(turn.tx, filling, turn.sent_at, turn.received_at)
        take_step(turn.tx, filling, interview.Told(text, source(turn)), turn.now)


def sent_place(turn: Turn, place: SentPlace) -> None:
    filling, begun = _open_or_begin(turn, lambda one: not is_behind(turn, one))
    if filling is None:
        return
    note_delay(turn.tx, filling, turn.sent_at, turn.received_at)
    event = interview.Located(place.latitude, place.longitude, place.accuracy)
    if turn.chat.language is None or not turn.member.active:  # kept; asked about later
        take_step(turn.tx, filling, event, turn.now)
        return
    _step(turn, filling, event, notice="kept_place" if begun else None)


def sent_file(turn: Turn, sent: SentFiles) -> None:
    """Kept at once, whatever the conversation is about; a file outside a form begins an incident."""
    filling, begun = _open_or_begin(turn, lambda one: wants_files(one) and not is_behind(turn, one))
    if filling is None:
        return
    note_delay(turn.tx, filling, turn.sent_at, turn.received_at)
    home = filling.draft.revises or filling.draft.id  # what is sent while correcting belongs to the report itself
    follows = sent.album is not None and last_album(turn.tx, home) == sent.album
    attachment = keep_attachment(
        turn.tx,
        turn.house.bot_id,
        turn.member.person_id,
        home,
        sent.file,
        sent.caption,
        sent.album,
        turn.sent_at,
        turn.received_at,
        turn.house.most_bytes,
    )
    notice = KEPT[sent.file.came_as] if begun else None
    if is_too_big(sent.file, turn.house.most_bytes):
        notice = "too_big"
    event: interview.Event = interview.Attached(str(attachment), sent.file.came_as, sent.caption, source(turn))
    if turn.chat.language is None or not turn.member.active:  # kept; asked about later
        take_step(turn.tx, filling, event, turn.now)
        return
    # The items of an album come one by one: the first makes a new message, the others redraw it.
    if begun:
        filling, _ = take_step(turn.tx, filling, event, turn.now)
        event = interview.Skip()  # on from the photo to what it is about; more photos are taken at any question
    _step(turn, filling, event, notice=notice, redraw_below=sent.message_id if follows else None)


def tapped(turn: Turn, rest: str) -> None:
    """A button under a question. One of a report that is closed redraws what became of it."""
    token, _, action = rest.partition(":")
    draft_id = draft_of(token)
    draft = forms.get_draft(turn.tx, draft_id) if draft_id else None
    if draft is None or draft.person_id != turn.member.person_id:
        turn.pop_up("closed")
        return
    if draft.reported_by is not None and not turn.member.is_desk:
        turn.pop_up("for_coordinators")
        return
    if draft.outcome is not None:
        turn.pop_up("closed")
        if draft.outcome == "submitted":
            subject = str(draft.revises or draft.id)
            kind = "entered" if draft.reported_by is not None else "received"
            turn.send(kind, subject, key=f"{kind}:{subject}", edit=turn.tapped_message)
        return
    forms.save_draft(turn.tx, draft.id, draft.state, turn.now)  # whatever the tap does, this draft is in hand now
    filling = resume_filling(turn.tx, turn.house.library, draft, turn.house.time_zone)
    _step(turn, filling, interview.Tapped(action))


def show_open_draft(turn: Turn, notice: str | None = None) -> None:
    """The question below everything else, for a tap that was not on the question's own message."""
    filling = _open(turn)
    if filling is not None:
        turn.send("question", str(filling.draft.id), key=f"question:{filling.draft.id}", notice=notice)


def _step(
    turn: Turn, filling: Filling, event: interview.Event, notice: str | None = None, redraw_below: int | None = None
) -> None:
    before = filling.state
    filling, outcome = take_step(turn.tx, filling, event, turn.now)
    match outcome:
        case "submitted":
            _submit(turn, filling)
        case "cancelled":
            cancel_draft(turn.tx, filling.draft.id, turn.member.practice, turn.now)
            turn.send("line", "cancelled", edit=turn.tapped_message, menu=turn.tapped_message is None)
            show_open_draft(turn, notice="resumed")
        case "apart":
            _begin_with_words(turn, before.held, before.held_message)
        case _ if filling.problem and filling.problem.code == "location_wanted" and isinstance(event, interview.Tapped):
            turn.send("place_request")  # the question stands as it is; only the phone's own button can send a place
        case _:
            show_question(turn, filling, notice, redraw_below)


def _submit(turn: Turn, filling: Filling) -> None:
    if filling.draft.reported_by is not None:
        entered.submitted(turn, filling, turn.tapped_message)
        show_open_draft(turn, notice="resumed")
        return
    subject = str(filling.draft.revises or filling.draft.id)
    place = turn.tapped_message
    if place is not None:  # the receipt's place is known now, whichever of its letters will be the first to be said
        accounts.set_message(turn.tx, turn.chat.account_id, turn.house.bot_id, f"received:{subject}", place)
    turn.send("received", subject, key=f"received:{subject}")  # its words are made when it leaves
    if filling.draft.revises is not None:
        telling.correct(turn, filling)
    else:
        _file(turn, filling)
    show_open_draft(turn, notice="resumed")


def _file(turn: Turn, filling: Filling) -> None:
    filed = submit_report(turn.tx, filling, turn.member, turn.sent_at, turn.received_at)
    if filed is not None:
        turn.post(alert_desk(turn.tx, turn.house.bot_id, filed))


def show_question(turn: Turn, filling: Filling, notice: str | None = None, redraw_below: int | None = None) -> None:
    """The current question: in the tapped message, in a new one, or in the one shown last.

    The last holds only where it stands below the message `redraw_below`. Else it is older than what was just sent, and
    shows something that must stay: the receipt of an earlier report.
    """
    draft_id = str(filling.draft.id)
    problem = filling.problem
    said = {"code": problem.code, "params": dict(problem.params), "question": problem.question} if problem else None
    turn.send(
        "question",
        draft_id,
        key=f"question:{draft_id}",
        edit=turn.tapped_message,
        redraw_below=redraw_below,
        problem=said,
        notice=notice,
    )


def _open(turn: Turn) -> Filling | None:
    draft = forms.open_draft(turn.tx, turn.member.person_id)
    return _resume(turn, draft) if draft else None


def _resume(turn: Turn, draft: DraftRow) -> Filling:
    return resume_filling(turn.tx, turn.house.library, draft, turn.house.time_zone)


def _begin(
    turn: Turn, answers: dict[str, str] | None = None, form_id: str = INCIDENT, message: str = ""
) -> Filling | None:
    house = turn.house
    filling = begin_filling(
        turn.tx, house.library, turn.member, form_id, turn.now, house.time_zone, answers or {}, message
    )
    if filling is None:
        turn.line("no_form")
    return filling


def _open_or_begin(turn: Turn, fits: Callable[[Filling], bool] = lambda _: True) -> tuple[Filling | None, bool]:
    filling = _open(turn)
    return (filling, False) if filling is not None and fits(filling) else (_begin(turn), True)
