"""What a broadcast looks like: the choice of readers, the request for words, the card, and what the readers get."""

from __future__ import annotations

from bot.cases.broadcasts import scope_of, since_when, who_may_confirm
from bot.cases.export import form_title
from bot.core.broadcasts import ELSE, Audience, BroadcastState, Figures, Whom, needs_second, text_for
from bot.core.words import Language
from bot.text import Words, later
from handlers.house import House
from handlers.messages import Button, Message, Rows, TextMessage, bold, plain, shorten
from handlers.vocabulary import NAMES
from storage import accounts, broadcasts, forms, people, sos, stations
from storage.accounts import Chat
from storage.broadcasts import BroadcastRow
from storage.database import Tx
from storage.outbox import Letter

WHOM = {
    Whom.ALL: later("All observers"),
    Whom.THERE: later("At a station now"),
    Whom.AWAY: later("At no station now"),
    Whom.SILENT: later("Silent for 2 hours"),
}
WIDE = 40  # letters of a button that has its row alone
MOST_LISTED = 60


def audience_menu(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """The subject: "regions" for the choice of one, a region's id, or nothing."""
    if not chat.is_desk or chat.member is None:
        return None
    edit = letter.params.get("edit")
    if letter.subject == "regions":
        return TextMessage(plain(words.say("Which region?")), _regions(tx, words), edit=edit)
    region_id = int(letter.subject) if letter.subject.isdigit() else 0
    rows = [(one,) for one in _choices(tx, house, chat, region_id, words)]
    if chat.region_id is None:
        named = dict(stations.all_regions(tx)).get(region_id) if region_id else None
        rows.append((Button(shorten("🗺 " + (named or words.say("All regions")), WIDE), "b:regions"),))
    return TextMessage(plain(words.say("Who is it for?")), tuple(rows), edit=edit)


def _choices(tx: Tx, house: House, chat: Chat, region_id: int, words: Words) -> list[Button]:
    """Each with how many people it reaches now."""
    found = []
    for number, audience in _audiences(tx, region_id):
        assert chat.member is not None
        meant = broadcasts.count(
            tx, house.bot_id, scope_of(chat.member, audience), since_when(house.clock(), house.time_zone)
        )
        said = f"{shorten(_named(tx, house, audience, words), WIDE)} · {meant}"
        found.append(Button(said, f"b:for:{audience.whom}:{region_id}:{number}"))
    return found


def _audiences(tx: Tx, region_id: int) -> list[tuple[int, Audience]]:
    plain_ones = [(0, Audience(whom, region_id or None)) for whom in WHOM]
    without = [
        (number, Audience(Whom.WITHOUT, region_id or None, form_id))
        for number, form_id, _ in forms.current(tx)
        if form_id in CHECKLISTS
    ]
    return plain_ones + without


CHECKLISTS = ("opening", "voting", "counting", "results_protocol", "departure")


def _regions(tx: Tx, words: Words) -> Rows:
    every = stations.all_regions(tx)[:MOST_LISTED]
    named = [Button(shorten(name, WIDE), f"b:region:{region_id}") for region_id, name in every]
    return ((Button(words.say("All regions"), "b:region:0"),), *((one,) for one in named))


def _named(tx: Tx, house: House, audience: Audience, words: Words) -> str:
    if audience.whom is not Whom.WITHOUT:
        return words.named(WHOM[audience.whom])
    version = forms.current_version(tx, audience.form_id or "")
    title = form_title(house.library.get(tx, version), words.language) if version else audience.form_id
    return words.say("Not filed: {form}", form=title)


def words_wanted(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    row = broadcasts.get(tx, int(letter.subject))
    if row is None or not chat.is_desk:
        return None
    language = letter.params.get("language_of")
    lines = [words.say("Too long. Please shorten it to one message.")] if letter.params.get("too_long") else []
    if language:
        lines.append(
            words.say("Write it for those who read in this language: {language}", language=NAMES[Language(language)])
        )
    else:
        lines.append(words.say("Write what they are to read. No names, please: phones are looked through."))
    buttons = ((Button(words.say("✖ Cancel"), f"b:{row.id}:drop"),),)
    return TextMessage(plain("\n".join(lines)), buttons, edit=letter.params.get("edit"))


def card(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """A broadcast as it stands: a preview, a question to a second coordinator, how far it is."""
    row = broadcasts.get(tx, int(letter.subject))
    if row is None or not chat.is_desk or chat.member is None:
        return None
    own = chat.member.person_id == row.made_by
    meant = _meant(tx, house, row)
    lines = [bold(_head(tx, row, own, meant, words)), plain(_readers(tx, house, row, meant, words))]
    lines += [
        f"{plain(NAMES[Language(one)] + ': ') if one else ''}{plain(text)}" for one, text in sorted(row.texts.items())
    ]
    lines += [plain(one) for one in _progress(tx, house.bot_id, row, words)]
    subject = f"bcast:{row.id}"
    shown = None if letter.params.get("below") else accounts.message_of(tx, chat.account_id, subject)
    rows = _buttons(row, own, meant, words)
    return TextMessage("\n".join(one for one in lines if one), rows, edit=shown, remember=subject, protect=True)


def _meant(tx: Tx, house: House, row: BroadcastRow) -> int:
    if row.total is not None:
        return row.total
    return broadcasts.count(tx, house.bot_id, row.audience, since_when(house.clock(), house.time_zone))


def _head(tx: Tx, row: BroadcastRow, own: bool, meant: int, words: Words) -> str:
    match row.state:
        case BroadcastState.DRAFT:
            return "📣 " + words.say("Preview")
        case BroadcastState.WAITING if own:
            return "📣 " + words.say("Waits for a second coordinator")
        case BroadcastState.WAITING:
            return "📣 " + words.say(
                "{name} wants to send this. Do you agree?", name=people.pseudonym_of(tx, row.made_by)
            )
        case BroadcastState.SENDING:
            return "📣 " + words.say("On its way")
        case BroadcastState.DONE:
            return "✅ " + words.say("It has been sent.")
        case BroadcastState.STOPPED:
            return "⏹ " + words.say("Stopped")


def _readers(tx: Tx, house: House, row: BroadcastRow, meant: int, words: Words) -> str:
    region = dict(stations.all_regions(tx)).get(row.audience.region_id) if row.audience.region_id else None
    counted = words.count("{n} person", "{n} people", meant)
    return " · ".join(part for part in (_named(tx, house, row.audience, words), region, counted) if part)


def _progress(tx: Tx, bot_id: int, row: BroadcastRow, words: Words) -> list[str]:
    """How far it is; nothing before it was let go."""
    if row.state is BroadcastState.WAITING and not who_may_confirm(tx, bot_id, row):
        return [words.say("Nobody else is there who could agree. Choose fewer people.")]
    if row.confirmed_at is None:
        return []
    told: Figures = broadcasts.figures(tx, row.id)
    lines = [words.say("Delivered: {sent} / {total}", sent=told.sent, total=max(row.total or 0, told.sent))]
    if told.blocked:
        lines.append(words.say("Have blocked the bot: {number}", number=told.blocked))
    if told.failed:
        lines.append(words.say("Not delivered: {number}", number=told.failed))
    return lines


def _buttons(row: BroadcastRow, own: bool, meant: int, words: Words) -> Rows:
    at = f"b:{row.id}:"
    match row.state:
        case BroadcastState.DRAFT if own:
            return _draft_buttons(row, meant, words)
        case BroadcastState.WAITING if own:
            return ((Button(words.say("✖ Cancel"), f"{at}drop"),),)
        case BroadcastState.WAITING:
            return ((Button(words.say("✅ Send it"), f"{at}yes"), Button(words.say("✖ No"), f"{at}no")),)
        case BroadcastState.SENDING:
            return ((Button(words.say("⏹ Stop"), f"{at}stop"),),)
    return ()


def _draft_buttons(row: BroadcastRow, meant: int, words: Words) -> Rows:
    at = f"b:{row.id}:"
    send = (
        words.say("👥 Ask a second coordinator")
        if needs_second(meant)
        else words.count("📣 Send to {n} person", "📣 Send to {n} people", meant)
    )
    languages = tuple(
        Button(f"{'✏' if one in row.texts else '➕'} {NAMES[one]}", f"{at}words:{one.value}") for one in Language
    )
    return (
        (Button(send, f"{at}send"),),
        languages,
        (Button(words.say("✏ Change the words"), f"{at}words:{ELSE}"), Button(words.say("✖ Cancel"), f"{at}drop")),
    )


def read_by_observers(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """What was stopped meanwhile is not said any more, nor anything to somebody who began to call for help."""
    row = broadcasts.get(tx, int(letter.subject))
    if row is None or row.state is BroadcastState.STOPPED or chat.member is None:
        return None
    call = sos.open_call_of(tx, chat.member.person_id)
    if call is not None and not call.practice:
        return None
    head = bold(words.say("📣 From the desk:"))
    return TextMessage(f"{head}\n{plain(text_for(row.texts, words.language.value))}")


KINDS = {
    "broadcast_audience": audience_menu,
    "broadcast_words": words_wanted,
    "broadcast_card": card,
    "broadcast": read_by_observers,
}
