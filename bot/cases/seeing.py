"""Who of the desk may see which report: one rule for cards, lists, pages and buttons that outlive a role."""

from __future__ import annotations

from storage import accounts, bundles, revisions
from storage.accounts import Chat, Member
from storage.database import Tx
from storage.reports import ReportRow


def may_see(tx: Tx, chat: Chat, member: Member, report: ReportRow) -> bool:
    """A desk sees its own region (one without a region sees all) and whatever was shown in its chat.

    Practice is for those who practise, or were shown it. `member` is who acts; `chat` is where it would be shown.
    """
    if not member.is_desk:
        return False
    own = member.region_id in (None, report.region_id)
    return (own and (not report.practice or member.practice)) or _was_shown(tx, chat, report)


def _was_shown(tx: Tx, chat: Chat, report: ReportRow) -> bool:
    alert_id = revisions.alert_of(tx, report.id)
    if alert_id is None:
        return False
    card = accounts.message_of(tx, chat.account_id, f"card:{alert_id}")
    return card is not None or bundles.holds(tx, chat.account_id, alert_id)
