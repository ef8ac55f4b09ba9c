"""The tables. One database is one observation mission."""

from storage.models.base import Base
from storage.models.desk import (
    Batch,
    Broadcast,
    Bundle,
    BundledAlert,
    ChatRules,
    Complaint,
    DeskGroup,
    ReportNote,
    SilenceWatch,
    StationMark,
)
from storage.models.digests import DigestSlot, Subscription
from storage.models.events import Event, EventProposal, EventSource, StationRecord
from storage.models.field import Assignment, Region, Station, Visit
from storage.models.people import Account, Bot, Invite, MissionRow, Person, RoleGrant
from storage.models.queues import AuditEntry, Inbox, Lease, MessageRef, Outbox
from storage.models.reports import Alert, Attachment, Draft, Form, FormVersion, Report, Revision, TelegramFile
from storage.models.search import ReportWords
from storage.models.sos import SosCall, SosEntry

__all__ = [
    "Account",
    "Alert",
    "Assignment",
    "Attachment",
    "AuditEntry",
    "Base",
    "Batch",
    "Bot",
    "Broadcast",
    "Bundle",
    "BundledAlert",
    "ChatRules",
    "Complaint",
    "DeskGroup",
    "DigestSlot",
    "Draft",
    "Event",
    "EventProposal",
    "EventSource",
    "Form",
    "FormVersion",
    "Inbox",
    "Invite",
    "Lease",
    "MessageRef",
    "MissionRow",
    "Outbox",
    "Person",
    "Region",
    "Report",
    "ReportNote",
    "ReportWords",
    "Revision",
    "RoleGrant",
    "SilenceWatch",
    "SosCall",
    "SosEntry",
    "Station",
    "StationMark",
    "StationRecord",
    "Subscription",
    "TelegramFile",
    "Visit",
]
