"""What clients put into a message before they send it: words with their entities, captions, polls."""

from collections.abc import Sequence

from bot.sandbox.entities import clean, with_found
from bot.sandbox.errors import Json

LONGEST = 4096


def words(text: str) -> Json:
    """The content of a text message as a client sends it; raises ValueError when nothing is left of it."""
    shown, _ = clean(text, [])
    if not shown:
        raise ValueError("nothing to send")
    found = with_found(shown, [])
    return {"text": shown, "entities": found} if found else {"text": shown}


def captioned(content: Json, caption: str) -> Json:
    if not caption.strip():
        return content
    text = words(caption)
    extra = {"caption_entities": text["entities"]} if "entities" in text else {}
    return {**content, "caption": text["text"], **extra}


def poll(poll_id: str, question: str, options: Sequence[str]) -> Json:
    """The Poll object of a new anonymous poll."""
    answers = [{"text": text, "voter_count": 0, "persistent_id": str(at)} for at, text in enumerate(options)]
    flags = dict.fromkeys(("is_closed", "allows_multiple_answers", "allows_revoting", "members_only"), False)
    head = {"id": poll_id, "question": question, "type": "regular", "is_anonymous": True}
    return {**head, "options": answers, "total_voter_count": 0, **flags}
