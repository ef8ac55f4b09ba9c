"""What the desk sees of a call for help: a live card, a pin on the map, all that was said, the way to close it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.cases import sos as calls
from bot.core.distress import CallState
from bot.text import Words
from handlers.house import House
from handlers.maybe_same import call_buttons
from handlers.messages import AlbumMessage, Button, Message, PlaceMessage, Rows, TextMessage, plain, shorten
from handlers.render_sos_card import card_text, clock, place_of
from handlers.sos_words import CHOICES, ENTRIES, IN_SHORT, OUTCOMES
from handlers.sos_words import KINDS as SORTS
from handlers.vocabulary import ACTIONS, LINES
from storage import accounts, attachments, sos
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter
from storage.sos import CallRow, EntryRow

MOST_LISTED = 20
LONGEST_ENTRY = 300
LONGEST_LOG = 3900


def card(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """The card as it stands. A redraw changes the card that is shown, and is nothing where none is."""
    call = _call(tx, chat, letter)
    if call is None:
        return None
    shown = accounts.message_of(tx, chat.account_id, calls.card_key(call.seq)) if letter.params.get("redraw") else None
    if letter.params.get("redraw") and shown is None:
        return None
    text = card_text(tx, house, call, words)
    return TextMessage(text, _buttons(tx, call, words), edit=shown, remember=calls.card_key(call.seq), protect=True)


def listed(tx: Tx, chat: Chat, words: Words) -> Rows:
    """Calls that are not closed, as buttons that bring their cards below."""
    assert chat.member is not None
    found = sos.unclosed(tx, chat.member.region_id, MOST_LISTED, chat.member.practice)
    return tuple((Button(_in_short(call, words), f"s:{call.seq}:show"),) for call in found)


def _in_short(call: CallRow, words: Words) -> str:
    sign = "🆘✋" if call.state == CallState.CLAIMED else "🆘"
    kind = words.named(SORTS[call.kind]) if call.kind in SORTS else ""  # type: ignore[index]
    where = call.station or call.region
    parts = (sign, "🎓" if call.practice else "", call.code, where, kind)
    return shorten(" ".join(part for part in parts if part), 60)


def place(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    call = _call(tx, chat, letter)
    where = place_of(call) if call else None
    if call is None:
        return None
    if where is None:
        return TextMessage(plain(words.say("📌 The place is not known.")), protect=True)
    return PlaceMessage(where[0], where[1], call.accuracy if call.latitude is not None else None)


def log(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """Everything that was said and done, in order; of a very long story the end."""
    call = _call(tx, chat, letter)
    if call is None:
        return None
    zone = ZoneInfo(call.time_zone) if call.time_zone else house.time_zone
    lines = [plain(_entry(entry, call, zone, words)) for entry in sos.entries(tx, call.id)]
    kept: list[str] = []
    while lines and sum(len(line) + 1 for line in [*kept, lines[-1]]) < LONGEST_LOG:
        kept.insert(0, lines.pop())
    return TextMessage("\n".join([f"🆘 {call.code}", *(["…"] if lines else []), *kept]), protect=True)


def _entry(entry: EntryRow, call: CallRow, zone: ZoneInfo, words: Words) -> str:
    details = entry.details
    said = words.named(ENTRIES[entry.what])
    if entry.what == "answered":
        chosen = CHOICES.get(details["question"], {}).get(details["answer"] or "", details["answer"] or "—")
        name = IN_SHORT.get(details["question"], "")
        said = f"{words.named(name)}: {words.named(chosen)}" if name else words.named(chosen)
    if entry.what == "closed":
        said = f"{said}: {words.named(OUTCOMES[details['outcome']])}"
    if entry.what == "placed":
        said = f"{said} {details['latitude']:.5f}, {details['longitude']:.5f}"
    text = f"{said}: {words.quoted(shorten(entry.text, LONGEST_ENTRY))}" if entry.text else said
    return " · ".join(part for part in (clock(entry.at, call.raised_at, zone), entry.by, text) if part)


def album(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    call = _call(tx, chat, letter)
    if call is None:
        return None
    files = tuple((str(came_as), str(file_id)) for came_as, file_id in letter.params["files"])
    return AlbumMessage(files, call.code) if files else TextMessage(plain(words.named(LINES["no_photos"])))


def outcomes(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """Closing asks what became of the person; the card above stays until it is said."""
    call = _call(tx, chat, letter)
    if call is None or call.state != CallState.CLAIMED:
        return None
    offered = [Button(words.named(said), f"s:{call.seq}:end:{one.value}") for one, said in OUTCOMES.items()]
    rows = tuple((one,) for one in offered)
    return TextMessage(plain(f"{call.code}: " + words.say("What became of the person?")), rows, protect=True)


def ended(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    call = _call(tx, chat, letter)
    if call is None or call.outcome is None:
        return None
    became = words.named(OUTCOMES[call.outcome])  # type: ignore[index]
    lines = ["☑ " + plain(words.say("{code} is closed: {outcome}.", code=call.code, outcome=became))]
    rows: Rows = ()
    if not letter.params.get("noted"):
        lines.append(plain(words.say("Write a note if there is more to say.")))
        rows = ((Button(words.named(ACTIONS["skip"]), f"s:{call.seq}:ended"),),)
    return TextMessage("\n".join(lines), rows, edit=letter.params.get("edit"), protect=True)


def _call(tx: Tx, chat: Chat, letter: Letter) -> CallRow | None:
    """The call, for a reader who is still of the desk."""
    return sos.get(tx, int(letter.subject)) if chat.is_desk else None


def _buttons(tx: Tx, call: CallRow, words: Words) -> Rows:
    def button(said: str, what: str) -> Button:
        return Button(said, f"s:{call.seq}:{what}")

    first = {
        CallState.OPEN: [button(words.say("✋ Claim"), "claim")],
        CallState.CLAIMED: [button(words.say("☑ Close"), "close")],
    }.get(CallState(call.state), [])
    second = [button(words.say("📍 On the map"), "map")] if place_of(call) else []
    files = attachments.count_of(tx, call.id)[0]
    if files:
        second.append(button(f"📷 {files}", "photos"))
    if call.state != CallState.OPEN:
        second.append(button(words.say("📜 All that was said"), "log"))
    return tuple(tuple(row) for row in (first, second, call_buttons(tx, call, words)) if row)


KINDS = {
    "sos_card": card,
    "sos_map": place,
    "sos_log": log,
    "sos_album": album,
    "sos_outcomes": outcomes,
    "sos_ended": ended,
}
