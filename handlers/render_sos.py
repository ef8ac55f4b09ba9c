"""What somebody who called for help sees: that the call is on its way, who has seen it, and one small question."""

from __future__ import annotations

from typing import Any

from bot.cases import sos as calls
from bot.core import distress
from bot.core.distress import CallState
from bot.text import Words
from handlers.house import House
from handlers.messages import Button, Rows, TextMessage, bold, plain, shorten
from handlers.sos_words import CHOICES, NOTICES, QUESTIONS
from handlers.vocabulary import ACTIONS, LINES, menu_texts
from storage import accounts, sos
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter
from storage.sos import CallRow

LONGEST_FOR_WHOM = 120


def screen(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """How the call stands, then the question; only its caller may read it."""
    call = sos.get(tx, int(letter.subject))
    if call is None or chat.member is None or call.raised_by != chat.member.person_id:
        return None
    known = _known(chat, call)
    above = letter.params.get("above")
    told = [bold(_standing(tx, house, call, words)), *(plain(line) for line in _facts(call, words))]
    asked = [plain(_asked(call, known, words))] if call.is_open else []
    noticed = [plain(words.named(NOTICES[above])), ""] if above in NOTICES else []
    text = "\n".join([*noticed, *told, *(["", *asked] if asked and asked[0] else [])])
    key = calls.screen_key(call.seq)
    shown = (
        None
        if letter.params.get("below")
        else letter.params.get("edit") or accounts.message_of(tx, chat.account_id, key)
    )
    return TextMessage(text, _buttons(call, known, words) if call.is_open else (), edit=shown, remember=key)


def place_request(_tx: Tx, _house: House, chat: Chat, _letter: Letter, words: Words) -> TextMessage | None:
    """Only the keyboard under the text field can send a place."""
    member = chat.member
    if member is None:
        return None
    menu = menu_texts(words, member.is_desk) if member.active and chat.language else ()
    return TextMessage(plain(words.named(LINES["place_how"])), menu=menu, ask_place=words.say("📍 Send my location"))


def _known(chat: Chat, call: CallRow) -> dict[str, Any] | None:
    """The dialogue about this call, if it is the one in hand."""
    known = chat.dialogue
    return known if known and known.get("kind") == "sos" and known.get("call") == call.seq else None


def _standing(tx: Tx, house: House, call: CallRow, words: Words) -> str:
    match call.state:
        case CallState.CLAIMED:
            return words.say("👁 A coordinator has seen your call.")
        case CallState.CLOSED:
            return words.say("☑ The coordinators have closed your call.")
    reached = calls.circle(tx, house.bot_id, call, house.clock())
    if call.practice:
        return words.say("🎓 This is practice: no real alarm has been raised.")
    if not reached:
        return words.say("🆘 Your call is kept, but no coordinator can be reached now.")
    return words.say("🆘 Your call has gone to the coordinators.")


def _facts(call: CallRow, words: Words) -> list[str]:
    if not call.is_open:
        return [words.say("If you are in danger again, press 🆘 SOS.")]
    lines = []
    if call.state == CallState.OPEN and not call.practice:
        lines.append(words.say("When a person has seen it, you will know at once."))
    if call.for_whom:
        for_whom = shorten(call.for_whom, LONGEST_FOR_WHOM)
        lines.append("👤 " + words.say("For somebody else: {who}", who=for_whom))
    if calls.SAFE in call.details:
        lines.append(words.say("✅ You said: safe / a mistake."))
    lines.append(words.say("Rescue 112, ambulance 103, police 102. Call code: {code}", code=call.code))
    return lines


def _asked(call: CallRow, known: dict[str, Any] | None, words: Words) -> str:
    if known is None:
        return ""
    if known.get("asks"):
        return words.named(QUESTIONS["for_whom"])
    question = distress.next_question(call.kind, call.details)
    if question is None:
        return words.say("Whatever you write or send here now goes to the coordinators.")
    return words.named(QUESTIONS[question])


def _buttons(call: CallRow, known: dict[str, Any] | None, words: Words) -> Rows:
    def button(said: str, what: str) -> Button:
        return Button(said, f"s:{call.seq}:{what}")

    safe = calls.SAFE in call.details
    over = (
        button(words.say("🆘 Help is needed"), "unsafe") if safe else button(words.say("✅ Safe / a mistake"), "safe")
    )
    if known is None:
        return ((over,),) if safe else ((button(words.say("➕ Tell more"), "more"),), (over,))
    back, skip = button(words.named(ACTIONS["back"]), "b"), words.named(ACTIONS["skip"])
    if known.get("asks"):
        return ((button(words.named(ACTIONS["back"]), "more"),),)
    question = distress.next_question(call.kind, call.details)
    other = button(words.say("👤 For somebody else"), "for")
    real = ((button(words.say("🆘 This is real"), "real"),),) if call.practice else ()
    if question is None:
        return *real, (back, button(words.say("✖ That is all"), "enough")), (other,), (over,)
    offered = [button(words.named(said), f"a:{question}:{one}") for one, said in CHOICES.get(question, {}).items()]
    pairs = tuple(tuple(offered[at : at + 2]) for at in range(0, len(offered), 2))
    if question == distress.KIND:
        return *real, *pairs, (other,), (over,)
    return *real, *pairs, (back, button(skip, f"k:{question}")), (over,)


KINDS = {"sos": screen, "sos_place": place_request}
