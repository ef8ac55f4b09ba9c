"""Practice as its screen says it, and the trainer's table."""

from __future__ import annotations

from bot.cases.forms import INCIDENT
from bot.cases.practice import Scored, scores
from bot.core.forms import Form
from bot.text import Words
from handlers.house import House
from handlers.messages import Button, Rows, TextMessage, bold, plain
from handlers.render_checklists import title
from handlers.render_practice import marked
from handlers.vocabulary import POINTERS
from storage import forms
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter

MOST_PEOPLE = 15


def practice(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    if chat.member is None:
        return None
    text, buttons = _mode(chat.member.practice, letter.params.get("part"), words)
    if chat.member.is_desk:
        text = "\n\n".join(part for part in (text, _table(tx, house, chat.member.region_id, words)) if part)
    return TextMessage(text, buttons, edit=letter.params.get("edit"))


def _mode(is_on: bool, part: str | None, words: Words) -> tuple[str, Rows]:
    """Asked again when it is delivered: what the button said may be so no more."""
    if part == "drafts" and not is_on:
        lines = [
            words.say("You have a report that is not submitted."),
            words.say("Submit or cancel it first: in practice it would not count. /myreports"),
        ]
        return plain("\n".join(lines)), ((Button(words.say("🎓 Start practice"), "m:practice:on"),),)
    if part == "ending" and is_on:
        text = words.say("You have begun a report. If you keep it, it will count as a real one.")
        away = Button(words.say("🗑 Drop it, end practice"), "m:practice:away")
        keep = Button(words.say("✏ Keep it, end practice"), "m:practice:keep")
        return marked(plain(text), True, words), ((away,), (keep,))
    if is_on:
        lines = [
            words.say("Practice is on: what you file is marked and does not count."),
            words.say("If something happens for real, end practice first."),
        ]
        text = marked(plain("\n".join(lines)), True, words)
        return text, ((Button(words.say("🎓 End practice"), "m:practice:off"),),)
    lines = [
        words.say("In practice everything works, but nothing counts and no real alert goes out."),
        words.say("You can end it at any time."),
    ]
    return "🎓 " + plain("\n".join(lines)), ((Button(words.say("🎓 Start practice"), "m:practice:on"),),)


def _table(tx: Tx, house: House, region_id: int | None, words: Words) -> str:
    found = scores(tx, house.library, region_id, MOST_PEOPLE)
    if not found:
        return plain(words.say("None of your observers has practised yet."))
    titles = {form_id: _title(house.library.get(tx, version), words) for _, form_id, version in forms.current(tx)}
    lines = [bold(words.say("Who practises:"))]
    for one in found:
        lines += _person(one, titles, house, words)
    return "\n".join(lines)


def _title(form: Form, words: Words) -> str:
    return words.say("Incident") if form.form_id == INCIDENT else title(form, words)


def _person(one: Scored, titles: dict[str, str], house: House, words: Words) -> list[str]:
    told, trainee = one.score, one.trainee
    filed = ", ".join(f"{titles.get(form_id, form_id)} {number}" for form_id, number in told.by_form)
    seen = f"{trainee.last_seen.astimezone(house.time_zone):%d.%m %H:%M}" if trainee.last_seen else ""
    parts = [
        filed or words.say("no reports"),
        words.say("answered {share} %", share=round(100 * told.answered)) if told.answered is not None else "",
        words.say("not observed {share} %", share=round(100 * told.not_observed)) if told.not_observed else "",
        f"📷 {told.files}" if told.files else "",
        words.say("{n} min", n=round(told.minutes)) if told.minutes is not None else "",
        words.say("seen {time}", time=seen) if seen else "",
    ]
    sign = "🎓 " if trainee.practising else ""
    head = f"{sign}{bold(trainee.pseudonym)}: {plain(' · '.join(part for part in parts if part))}"
    pointers = "; ".join(words.named(POINTERS[pointer]) for pointer in told.pointers)
    return [head, *([f"→ {plain(pointers)}"] if pointers else [])]
