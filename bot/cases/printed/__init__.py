"""What is printed on paper: invites to be cut out and handed over, and the observer's card."""

from bot.cases.printed.card import observer_card
from bot.cases.printed.invites import MOST_ON_PAGE, Ticket, invite_sheet

__all__ = ["MOST_ON_PAGE", "Ticket", "invite_sheet", "observer_card"]
