"""Codes in the reader's language: column names, the words of the field, questions and choices of the forms."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.distress import Distress, Outcome
from bot.core.forms import Form
from bot.core.forms.model import SELECTS
from bot.core.words import Basis, FollowUp, Language, Severity, Verification
from bot.text import Words, later

TITLES_APART = " · "  # between the titles of one form: Kazakh, Russian, English

COLUMNS = {
    "code": later("Report"),
    "id": later("Number of the record"),
    "form": later("Form"),
    "form_version": later("Version of the form"),
    "category": later("Category"),
    "severity": later("Severity"),
    "basis": later("How it is known"),
    "phase": later("Phase"),
    "station": later("Station"),
    "station_number": later("Number of the station"),
    "station_address": later("Address"),
    "region": later("Region"),
    "occurred_at": later("Happened"),
    "sent_at": later("Sent"),
    "received_at": later("Received"),
    "late": later("Came late"),
    "reported_by": later("Reported by"),
    "entered_by": later("Entered by"),
    "channel": later("Came by"),
    "verification": later("Verification"),
    "follow_up": later("Follow-up"),
    "alert": later("Alert"),
    "claimed_at": later("Claimed"),
    "resolved_at": later("Resolved"),
    "revision": later("Revision"),
    "revised_at": later("Changed"),
    "withdrawn_at": later("Withdrawn"),
    "withdrawn_reason": later("Why it was withdrawn"),
    "event": later("Event"),
    "description": later("In the observer's words"),
    "latitude": later("Latitude"),
    "longitude": later("Longitude"),
    "time_zone": later("Time zone"),
    "attachments": later("Attachments"),
    "attachments_pending": later("Attachments on their way"),
    "photo": later("Photo"),
    "number": later("Number"),
    "came_as": later("Sent as"),
    "caption": later("Caption"),
    "mime": later("Type of file"),
    "file_name": later("Name of the file"),
    "size": later("Bytes"),
    "sha256": later("SHA-256 of the file"),
    "fetch_state": later("Is it here"),
    "verdict": later("What the check found"),
    "kept_at": later("Kept"),
    "resembles": later("Looks the same as"),
    "district": later("District"),
    "registered_voters": later("Registered voters"),
    "type": later("Type of station"),
    "reports": later("Reports"),
    "observer": later("Observer"),
    "arrived_at": later("Arrived"),
    "left_at": later("Left"),
    "hours": later("Hours"),
    "relieved": later("Relieved"),
    "pseudonym": later("Who called"),
    "caller_state": later("Account of the caller"),
    "for_whom": later("For whom"),
    "kind": later("What happened"),
    "accuracy": later("To how many metres"),
    "placed_at": later("Place sent"),
    "raised_at": later("Called"),
    "last_word_at": later("Last word"),
    "state": later("The call now"),
    "closed_at": later("Closed"),
    "outcome": later("Outcome"),
    "outcome_note": later("Note"),
    "rung": later("How often it rang"),
    "how_many": later("People"),
    "condition": later("State"),
    "cold": later("How cold"),
    "medical_need": later("Doctor"),
    "lawyer": later("Lawyer"),
    "complaint": later("Complaint about"),
    "complaint_language": later("Language of the complaint"),
    "complaint_state": later("The complaint now"),
    "authority": later("Authority"),
    "registered_as": later("Registered under"),
    "handed_in_on": later("Handed in on"),
    "answer_due_on": later("Answer due on"),
    "complaint_outcome": later("Outcome of the complaint"),
    "complaint_answer": later("What they answered"),
    "drafted_by": later("Drafted by"),
    "drafted_at": later("Drafted"),
    "at": later("When"),
    "actor": later("Who"),
    "action": later("What"),
    "subject": later("About what"),
    "details": later("Details"),
    "reason": later("Reason"),
    "text": later("In words"),
    "answers_to": later("Answers number"),
    "happened_at": later("Happened"),
    "since": later("From"),
    "until": later("Until"),
    "people_least": later("People, at least"),
    "people_most": later("People, at most"),
    "temperature": later("Outside, degrees"),
    "injured": later("People injured"),
    "in_hospital": later("People in hospital"),
    "chosen": later("Chosen by the desk"),
    "observers": later("Observers"),
    "calls": later("Calls for help"),
    "note": later("Note"),
    "agreed": later("Answers that agree"),
    "decided": later("Answers decided"),
    "open": later("Answers left open"),
    "codes": later("Codes of the reports"),
    "what_was_decided": later("What was decided"),
    "what_is_open": later("What is open"),
}
WORDS: dict[str, dict[str, str]] = {
    "severity": {
        Severity.LOW: later("Low"),
        Severity.MEDIUM: later("Medium"),
        Severity.HIGH: later("High"),
        Severity.CRITICAL: later("Critical"),
    },
    "basis": {
        Basis.SAW_MYSELF: later("the observer saw it"),
        Basis.WITNESS: later("a witness told"),
        Basis.DOCUMENT: later("from a document"),
        Basis.ONLINE: later("seen online"),
    },
    "verification": {
        Verification.UNVERIFIED: later("Not verified"),
        Verification.CONFIRMED: later("Confirmed"),
        Verification.REJECTED: later("Rejected"),
    },
    "follow_up": {
        FollowUp.NEEDS_FOLLOW_UP: later("Needs follow-up"),
        FollowUp.RESOLVED: later("Resolved"),
        FollowUp.NOT_APPLICABLE: later("Not applicable"),
    },
    "kind": {
        Distress.DETAINED: later("Detained"),
        Distress.EXPELLED: later("Made to leave"),
        Distress.KETTLED: later("Surrounded"),
        Distress.HURT: later("Hurt"),
        Distress.THREATENED: later("Threatened"),
        Distress.OTHER: later("Something else"),
    },
    "outcome": {
        Outcome.RELEASED: later("Released"),
        Outcome.SAFE: later("Safe"),
        Outcome.IN_HOSPITAL: later("In hospital"),
        Outcome.STILL_HELD: later("Still held"),
        Outcome.WITH_LAWYER: later("Handed over to a lawyer"),
        Outcome.POLICE_OR_COURT: later("Taken to police or court"),
        Outcome.FALSE_ALARM: later("False alarm"),
        Outcome.NOT_KNOWN: later("Not known"),
    },
}


class Labels:
    """The words for codes, in one language; of several forms the newest that knows the code says it."""

    def __init__(self, forms: Iterable[Form], words: Words) -> None:
        self._forms = list(forms)[::-1]
        self._words = words
        self._said: dict[tuple[str, str], str] = {}

    def column(self, name: str) -> str:
        """A column nobody has named yet is its code."""
        return self._words.named(COLUMNS[name]) if name in COLUMNS else name

    def has_labels(self, name: str) -> bool:
        return name in WORDS or name in ("category", "basis", "phase")

    def of(self, question: str, code: str) -> str:
        """The label of a code, or the code."""
        key = (question, code)
        if key not in self._said:
            self._said[key] = self._look_up(question, code)
        return self._said[key]

    def _look_up(self, question: str, code: str) -> str:
        if code in WORDS.get(question, {}):
            return self._words.named(WORDS[question][code])
        said = (choice_label(form, question, code, self._words.language) for form in self._forms)
        return next((one for one in said if one is not None), code)


def choice_label(form: Form, question: str, codes: str, language: Language) -> str | None:
    """The labels of one or several codes; None when the form has no such choices."""
    asked = form.question(question)
    if asked is None or asked.kind not in SELECTS:
        return None
    known = {choice.name for choice in asked.choices}
    chosen = codes.split()
    if not set(chosen) & known:
        return None
    return "; ".join(form.choice_name(question, code, language.value) for code in chosen)


def question_label(form: Form, name: str, language: Language) -> str:
    """The question as it is asked, without what is written into it from answers; its name where it has no words."""
    asked = form.question(name)
    if asked is None:
        return name
    texts = asked.label.by_language
    parts = texts.get(language.value) or next(iter(texts.values()), ())
    return "".join(part if isinstance(part, str) else "…" for part in parts).strip() or name


def form_title(form: Form, language: Language) -> str:
    """A title in three languages, one after another, is said in the reader's; any other as it is."""
    parts = form.title.split(TITLES_APART)
    return parts[list(Language).index(language)] if len(parts) == len(Language) else form.title
