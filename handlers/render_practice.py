"""🎓 in the first line of whatever is practice, so that nobody takes it for the day itself."""

from __future__ import annotations

from bot.text import Words
from handlers.messages import bold


def marked(text: str, practice: bool, words: Words) -> str:
    """HTML in, HTML out."""
    if not practice:
        return text
    return "🎓 " + bold(words.say("Practice")) + "\n" + text
