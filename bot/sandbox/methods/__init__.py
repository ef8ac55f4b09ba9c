"""The methods of the Bot API the sandbox answers; importing this package fills the register."""

from bot.sandbox.methods import account, chats, editing, media, polling, sending
from bot.sandbox.methods.register import METHODS, Method, RawResult

__all__ = ["METHODS", "Method", "RawResult", "account", "chats", "editing", "media", "polling", "sending"]
