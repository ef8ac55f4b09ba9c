"""The hotline: a coordinator writes down what an observer tells by telephone, by SMS or on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cases import sos as sos_cases
from bot.cases.filing import Filed, Filling, OnBehalf, begin_filling, submit_report
from bot.cases.forms import FormLibrary
from bot.cases.getting_in import free_pseudonym
from bot.core.words import Channel, PersonState, Role
from storage import forms, hotline, people, report_notes, sos, stations
from storage.accounts import Member
from storage.database import Tx
from storage.sos import CallRow

CHANNELS = (Channel.PHONE, Channel.SMS, Channel.PAPER)
WRITTEN_DOWN = "written_down"  # what the report's file says of it
BY_TELEPHONE = "by_telephone"  # the same in what was said and done about a call for help


def add_caller(tx: Tx, member: Member, station_id: int | None, now: datetime) -> Member:
    """Somebody without an account gets a pseudonym and is an observer, as if an invite had been pressed.

    They belong to the region of their station, else to that of whoever writes them down.
    """
    region_id = stations.by_id(tx, station_id).region_id if station_id is not None else member.region_id
    pseudonym = free_pseudonym(tx, Role.OBSERVER)
    person_id = people.add_person(tx, pseudonym, PersonState.ACTIVE, now, member.practice)
    people.grant(tx, person_id, Role.OBSERVER, region_id, now)
    if station_id is not None:
        stations.assign(tx, person_id, station_id, now)
    people.log(tx, now, member.person_id, "add_by_telephone", f"person:{person_id}")
    return Member(person_id, pseudonym, PersonState.ACTIVE, member.practice, Role.OBSERVER, region_id)


def begin_entry(
    tx: Tx,
    library: FormLibrary,
    member: Member,
    behalf: OnBehalf,
    form_id: str,
    now: datetime,
    zone: ZoneInfo,
    told_at: datetime | None,
) -> Filling | None:
    """A draft that `member` fills in for another; `told_at` when it was told, None for just now."""
    filling = begin_filling(tx, library, member, form_id, now, zone, {}, behalf=behalf)
    if filling is not None and told_at is not None:
        forms.mark_late(tx, filling.draft.id, told_at)  # whether that is late is asked when it is submitted
    return filling


def submit_entry(tx: Tx, filling: Filling, member: Member, sent_at: datetime, now: datetime) -> Filed | None:
    """The report of the one who told it; None when it was submitted before, or they are no observer any more."""
    draft = filling.draft
    assert draft.reported_by is not None
    reporter = hotline.reporter(tx, draft.reported_by)
    if reporter is None or not reporter.active:
        return None
    behalf = OnBehalf(reporter, Channel(draft.channel or Channel.PHONE))
    fresh = forms.get_draft(tx, draft.id)  # with the time it was told, which may have been noted since
    assert fresh is not None
    told = Filling(fresh, filling.form, filling.state, filling.zone)
    filed = submit_report(tx, told, member, sent_at, now, behalf)
    if filed is not None:
        report_notes.add(tx, filed.report_id, now, member.person_id, WRITTEN_DOWN, channel=behalf.channel)
        people.log(tx, now, member.person_id, "enter", f"report:{filed.report_id}", channel=behalf.channel)
    return filed


def raise_for(
    tx: Tx, library: FormLibrary, member: Member, caller: Member, sent_at: datetime, now: datetime
) -> CallRow:
    """A call for help of somebody who has only a telephone; in practice if whoever writes it down practises."""
    call = sos_cases.raise_call(tx, library, replace(caller, practice=member.practice), sent_at, now)
    sos.note(tx, call.id, now, member.person_id, BY_TELEPHONE, None)
    people.log(tx, now, member.person_id, "enter", f"sos:{call.code}")
    return call
