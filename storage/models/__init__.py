"""The tables. One database is one observation mission."""

from storage.models.base import Base
from storage.models.digests import DigestSlot, Subscription
from storage.models.field import Assignment, Region, Station, Visit
from storage.models.people import Account, Bot, Invite, MissionRow, Person, RoleGrant
from storage.models.queues import AuditEntry, Inbox, Lease, MessageRef, Outbox
from storage.models.reports import Alert, Attachment, Draft, Form, FormVersion, Report, Revision, TelegramFile
from storage.models.sos import SosCall, SosEntry

__all__ = [
    "Account",
    "Alert",
    "Assignment",
    "Attachment",
    "AuditEntry",
    "Base",
    "Bot",
    "DigestSlot",
    "Draft",
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
    "Revision",
    "RoleGrant",
    "SosCall",
    "SosEntry",
    "Station",
    "Subscription",
    "TelegramFile",
    "Visit",
]
