"""The card of the SMS line to be printed: one page a language, made of the mission's own forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import escape

from bot.core.forms import Form
from bot.core.forms.model import SELECTS, Question
from bot.core.sms_card import asked, in_row
from bot.core.words import Language
from bot.text import Words, words_of
from handlers.render_checklists import title

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # labels depend on no answer and no time
_SOS, _ROWS = "SOS 4821 T-1", "Y N -, Д Н -, И Ж -"
STYLE = """@page { size: A4; margin: 9mm } body { font: 8pt/1.25 sans-serif; margin: 0 }
section { break-after: page } h1 { font-size: 13pt; margin: 0 } h2 { font-size: 9.5pt; margin: 5pt 0 1pt }
.forms { columns: 3; column-gap: 5mm } p { margin: 2pt 0 } code { font-size: 10pt } small { color: #333 }"""


def card_page(forms: Mapping[str, Form]) -> str:
    """HTML for a browser's printer; `forms` by letter."""
    pages = "\n".join(f'<section lang="{one.value}">{_page(forms, words_of(one))}</section>' for one in Language)
    return f'<!doctype html><meta charset="utf-8"><title>SMS</title><style>{STYLE}</style>\n{pages}\n'


def _page(forms: Mapping[str, Form], words: Words) -> str:
    blocks = "".join(_form(letter, form, words) for letter, form in forms.items())
    incident = next((letter for letter, form in forms.items() if form.question("category") is not None), "A")
    head = "".join(f"<p>{escape(line)}</p>" for line in _how(incident, words))
    return f"<h1>✉ {escape(words.say('By SMS, when there is no internet'))}</h1>{head}<div class=forms>{blocks}</div>"


def _how(incident: str, words: Words) -> Iterator[str]:
    """What is the same for every form; `incident` is the letter of the form with categories."""
    yield words.say("Hotline: {blank} My number: {blank} Station: {blank}", blank="_" * 18)
    begins = "BQ 4821 T-1 C"
    yield words.say("Begin with BQ, your number, the station and the letter of the form: {example}", example=begins)
    yield words.say(
        "Then the number of each question = answer. Time: 1430. Several choices: 2+3. In a row: 5=412/8/425"
    )
    yield words.say(
        "Questions marked ◆ may be answered in one row of letters: {row} (yes, no, not observed).", row=_ROWS
    )
    told = f"BQ 4821 T-1 {incident}11 1105 1 * …"
    yield words.say("An incident: its letter, the category, the time, how you know it: {example}", example=told)
    yield words.say("Your own words come last, after a star: *. Write no names of people.")
    moved = {"here": "BQ 4821 T-1 + 0640", "away": "BQ 4821 T-1 - 2130"}
    yield words.say("Arrived: {here}. Leaving: {away}", **moved)
    danger = words.say("In danger: {example} and what happens. The bot calls nobody: 112, 102, 103.", example=_SOS)
    yield f"🆘 {danger}"
    yield words.say(
        "A check, if you like: # and the last figure of the sum of all digits in your number and after the letter."
    )


def _form(letter: str, form: Form, words: Words) -> str:
    rows = "".join(f"<p>{line}</p>" for line in _questions(form, words))
    return f"<h2>{letter} · {escape(title(form, words))}</h2>{rows}"


def _questions(form: Form, words: Words) -> Iterator[str]:
    yes_no = in_row(form)
    for number, question in enumerate(asked(form), 1):
        if question.name == "category_group" and form.question("category") is not None:
            continue  # it follows from the category
        mark = "◆ " if question in yes_no else ""
        offered = _choices(form, question, words) if question.kind in SELECTS else ""
        yield f"<b>{number}</b> {mark}{escape(_label(form, question, words))} {offered}"


def _label(form: Form, question: Question, words: Words) -> str:
    return question.named(form.environment({}, LONG_AGO, words.language.value))


def _choices(form: Form, question: Question, words: Words) -> str:
    said = (
        f"{number} {form.choice_name(question.name, choice.name, words.language.value)}"
        for number, choice in enumerate(question.choices, 1)
    )
    return f"<small>{escape(' · '.join(said))}</small>"
