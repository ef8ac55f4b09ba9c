"""`/enter`: a coordinator writes down what somebody tells by telephone, by SMS or on paper. Buttons are `n:<act>:…`.

Who reports, how it came and when it was told; then the same interview as the observer's. What is known so far is the
dialogue; a button that is out of date pops up and begins anew.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.cases import hotline as calls
from bot.cases.filing import OnBehalf, take_step
from bot.cases.whereabouts import current_station
from bot.core import forms as interview
from bot.core import sms
from bot.core.forms.moments import Doubt, read_moment
from bot.core.forms.typed import western
from bot.core.words import Channel
from handlers import batches, dialogues, hotline_sos, sheets
from handlers.callbacks import number_of
from handlers.dialogues import Known
from handlers.events import Said, SentFiles
from handlers.observing import show_open_draft, show_question
from handlers.turns import Turn
from storage import forms, hotline, stations
from storage.accounts import Member

KIND = "enter"
MOST_FOUND = 8
LONGEST_TYPED = 60


def command(turn: Turn) -> None:
    """`/enter`."""
    _begin(turn)


def _begin(turn: Turn, **known: Any) -> None:
    dialogues.begin(turn, KIND, **known)
    _ask_who(turn, [one.person_id for one in hotline.last_reporters(turn.tx, turn.member.person_id, MOST_FOUND)])


def _ask_who(turn: Turn, found: list[int], typed: str = "") -> None:
    sos = bool((turn.chat.dialogue or {}).get("sos"))
    turn.send("enter_who", edit=turn.tapped_message, found=found, typed=typed, sos=sos)


def takes(turn: Turn) -> bool:
    """What a coordinator may send at any moment, whatever is under way: lines of SMS, a spreadsheet filled in."""
    match turn.event:
        case Said(text=text) if turn.member.is_desk and sms.is_paste(text):
            batches.pasted(turn, text)
            return True
        case SentFiles(file=file) as sent if turn.member.is_desk and sheets.is_ours(file):
            sheets.came(turn, sent)
            return True
    return False


def tapped(turn: Turn, rest: str) -> None:
    """The role is asked at every tap, for a button outlives it."""
    if not turn.member.is_desk:
        turn.pop_up("for_coordinators")
        return
    act, _, argument = rest.partition(":")
    known = dialogues.in_hand(turn, KIND) or {}
    if not _done(turn, known, act, argument):
        turn.pop_up("closed")
        _begin(turn)


def _done(turn: Turn, known: Known, act: str, argument: str) -> bool:
    """False for a button that fits nothing any more."""
    match act:
        case "start":
            _begin(turn)
        case "help":
            _begin(turn, sos=True)
        case "who":
            return _chosen(turn, known, number_of(argument))
        case "new":
            dialogues.begin(turn, KIND, asks="station", sos=bool(known.get("sos")))
            turn.send("enter_station", edit=turn.tapped_message)
        case "at" if known.get("asks") == "station":
            return _new_caller(turn, known, argument)
        case "many":
            sheets.choose_form(turn)
        case "sheet":
            return sheets.wanted(turn, argument)
        case "b":
            return batches.tapped(turn, argument)
        case _:
            return _about(turn, known, act, argument)
    return True


def _about(turn: Turn, known: Known, act: str, argument: str) -> bool:
    """What is tapped on the screen of one person."""
    reporter = hotline.reporter(turn.tx, known["who"]) if known.get("who") else None
    if reporter is None:
        return False
    match act:
        case "by" if argument in calls.CHANNELS:
            _go_on(turn, {**known, "channel": argument})
        case "told" if argument == "now":
            _go_on(turn, {**known, "told": None})
        case "told":
            _note(turn, {**known, "asks": "told"})
            turn.send("enter_told", edit=turn.tapped_message)
        case "form":
            return _open_form(turn, known, reporter, argument)
        case "sos":
            hotline_sos.ring_for(turn, reporter)
        case _:
            return False
    return True


@dialogues.answers(KIND)
def answered(turn: Turn, known: Known) -> bool:
    match turn.event:
        case _ if not turn.member.is_desk:
            return False
        case Said(text=text) if known.get("asks") == "told":
            _told_at(turn, known, text)
        case Said(text=text):
            _search(turn, known, text)
        case SentFiles() as sent if sheets.is_sheet(sent.file):
            sheets.came(turn, sent)
        case _:
            return False
    return True


def _search(turn: Turn, known: Known, text: str) -> None:
    """A pseudonym, or a station: who is there."""
    typed = text.strip()[:LONGEST_TYPED]
    places = turn.house.finder.of(turn.tx, None, turn.now).find(text)[:MOST_FOUND]
    if known.get("asks") == "station":
        turn.send("enter_station", found=list(places), typed=typed)
        return
    digits = "".join(sign for sign in western(text) if sign.isdecimal())
    found = hotline.by_digits(turn.tx, digits, MOST_FOUND) if len(digits) > 2 else []
    for place in places if not found else ():
        found += hotline.at_station(turn.tx, place, MOST_FOUND)
    each = list(dict.fromkeys(one.person_id for one in found))[:MOST_FOUND]
    if len(each) == 1 and not known.get("sos"):  # a call for help rings only for a person who was tapped
        _chosen(turn, known, each[0])
    else:
        _ask_who(turn, each, typed)


def _chosen(turn: Turn, known: Known, person_id: int | None) -> bool:
    reporter = hotline.reporter(turn.tx, person_id) if person_id is not None else None
    if reporter is None:
        return False
    _caller(turn, known, reporter)
    return True


def _caller(turn: Turn, known: Known, reporter: Member, new: bool = False) -> None:
    if known.get("sos"):
        hotline_sos.ring_for(turn, reporter)
    else:
        _go_on(turn, {"who": reporter.person_id, "channel": Channel.PHONE, "told": None}, new)


def _new_caller(turn: Turn, known: Known, argument: str) -> bool:
    """At a station, or at none that is known."""
    station_id = number_of(argument)
    if argument and (station_id is None or stations.find(turn.tx, station_id) is None):
        return False
    _caller(turn, known, calls.add_caller(turn.tx, turn.member, station_id, turn.now), new=True)
    return True


def _go_on(turn: Turn, known: Known, new: bool = False) -> None:
    known = {"who": known["who"], "channel": known["channel"], "told": known["told"]}
    _note(turn, known)
    facts = {"how": known["channel"], "told": known["told"], "new": new}
    turn.send("enter_form", str(known["who"]), edit=turn.tapped_message, **facts)


def _note(turn: Turn, known: Known) -> None:
    dialogues.begin(turn, KIND, **{name: value for name, value in known.items() if name != "kind"})


def _told_at(turn: Turn, known: Known, text: str) -> None:
    here = current_station(turn.tx, known["who"])
    local = turn.now.astimezone(ZoneInfo(here.time_zone) if here else turn.house.time_zone)
    match read_moment(western(text.strip()), local, None):
        case str() as value:
            _go_on(turn, {**known, "told": value})
        case Doubt(value) if datetime.fromisoformat(value) <= local:
            _go_on(turn, {**known, "told": value})
        case _:
            turn.send("enter_told", again=True)


def _open_form(turn: Turn, known: Known, reporter: Member, argument: str) -> bool:
    """Go on with what is being written down for this person on the form, or begin it."""
    number = number_of(argument)
    form_id = next((form for each, form, _ in forms.current(turn.tx) if each == number), None)
    if form_id is None or not reporter.active:
        return False
    dialogues.end(turn)  # what is written now answers the form
    draft = forms.open_entry(turn.tx, turn.member.person_id, reporter.person_id, form_id)
    if draft is not None:
        forms.save_draft(turn.tx, draft.id, draft.state, turn.now)  # it is the one in hand now
        show_open_draft(turn, notice="resumed")
        return True
    return _begin_form(turn, known, reporter, form_id)


def _begin_form(turn: Turn, known: Known, reporter: Member, form_id: str) -> bool:
    house, told = turn.house, known["told"]
    behalf = OnBehalf(reporter, Channel(known["channel"]))
    told_at = datetime.fromisoformat(told) if told else None
    args = (turn.tx, house.library, turn.member, behalf, form_id, turn.now, house.time_zone, told_at)
    filling = calls.begin_entry(*args)
    if filling is None:
        return False
    photo = filling.form.questions[filling.state.at] if filling.state.place == "question" else None
    if photo is not None and photo.kind in interview.UPLOADS and behalf.channel is not Channel.PAPER:
        filling, _ = take_step(turn.tx, filling, interview.Skip(), turn.now)  # nobody sends a photo by telephone
    show_question(turn, filling)
    return True
