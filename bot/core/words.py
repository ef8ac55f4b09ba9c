"""The words of the field: every status is a word, never a digit (DESIGN, section 2)."""

from enum import StrEnum


class Language(StrEnum):
    KAZAKH = "kk"
    RUSSIAN = "ru"
    ENGLISH = "en"


class Role(StrEnum):
    OBSERVER = "observer"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class PersonState(StrEnum):
    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class Severity(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Basis(StrEnum):
    SAW_MYSELF = "saw_myself"
    WITNESS = "witness"
    DOCUMENT = "document"
    ONLINE = "online"


class Phase(StrEnum):
    PRE_ELECTION = "pre_election"
    OPENING = "opening"
    VOTING = "voting"
    COUNTING = "counting"
    TABULATION = "tabulation"
    POST_ELECTION = "post_election"


class StationType(StrEnum):
    ORDINARY = "ordinary"
    MILITARY = "military"
    HOSPITAL = "hospital"
    DORMITORY = "dormitory"
    DETENTION = "detention"
    ABROAD = "abroad"
    MOBILE = "mobile"


class Channel(StrEnum):
    CHAT = "chat"
    PHONE = "phone"
    SMS = "sms"
    PAPER = "paper"


class Verification(StrEnum):
    UNVERIFIED = "unverified"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class FollowUp(StrEnum):
    NEEDS_FOLLOW_UP = "needs_follow_up"
    RESOLVED = "resolved"
    NOT_APPLICABLE = "not_applicable"


class AlertState(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    RESOLVED = "resolved"


class Lane(StrEnum):
    """What leaves first when Telegram lets only so much through."""

    SOS = "sos"
    ALERT = "alert"
    REPLY = "reply"
    BULK = "bulk"


class InboxState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    SET_ASIDE = "set_aside"


class OutboxState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    SUPERSEDED = "superseded"


class FetchState(StrEnum):
    """An attachment's bytes: still at Telegram, on our disk, too big for us, or gone."""

    PENDING = "pending"
    KEPT = "kept"
    TOO_BIG = "too_big"
    GONE = "gone"


class CameAs(StrEnum):
    """A photo was recompressed by Telegram and lost its metadata; a file is the original."""

    PHOTO = "photo"
    FILE = "file"
    VIDEO = "video"
    VOICE = "voice"
    AUDIO = "audio"


class SlotState(StrEnum):
    """A digest's hour: its letter lies in the outbox, or a later one covers it."""

    ENQUEUED = "enqueued"
    SKIPPED = "skipped"
