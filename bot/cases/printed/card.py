"""The observer's card: one page in each language of what to press and what it means, to be carried in a pocket.

It promises nothing the bot does not do, and it names nobody: whoever finds it learns what is said to everybody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from bot.cases.printed.page import document
from bot.core.words import Language
from bot.text import Words, later, words_of

Part = tuple[str, tuple[str, ...]]

TITLE = later("Observer's card")
DANGER: Part = (
    later("🆘 In danger"),
    (
        later("One tap on 🆘 SOS, or one written word: “help”."),
        later("The call goes out at once, the questions come after."),
        later("It comes to the coordinators again and again until a person takes it."),
        later("The bot calls neither an ambulance nor the police: 103, 102, 112."),
    ),
)
PARTS: tuple[Part, ...] = (
    (
        later("📷 Something happened"),
        (
            later("Send a photo at once, questions come after. Several are fine."),
            later("No photo possible? Press 📷 Report and go on without one."),
            later("If the original matters, send it as a file: 📎 → “File”."),
            later("If you do not know, do not guess: press ⏭."),
        ),
    ),
    (
        later("📍 At the station"),
        (
            later("When you arrive, leave or move on: 📍 Station."),
            later("For opening, voting, counting and departure: 📝 Checklists."),
            later("To correct, to add, to see what became of it: 📋 My reports."),
        ),
    ),
    (
        later("💬 What the bot's words mean"),
        (
            later("✅ “Received”: it has reached us. Perhaps nobody has read it yet."),
            later("👁 “Seen”: a person has read it. This does not mean that help is coming."),
            later("📎✓: the files are with us whole."),
        ),
    ),
    (
        later("📶 No network"),
        (
            later("Photos and words wait in Telegram and go by themselves later. Do not delete them."),
            later("Buttons do not wait: press again when the network is back."),
            later("The coordinators see that it came late, and when it happened."),
        ),
    ),
    (
        later("🤐 No names"),
        (
            later("No names, telephone numbers or addresses: neither others' nor your own."),
            later("Write what you saw, not who is guilty."),
            later("Are there faces in the photo? Say so when you are asked, and who may see it."),
        ),
    ),
    (
        later("🔒 If your phone is taken"),
        (
            later("Beforehand: put a passcode on Telegram itself (Settings → Privacy)."),
            later("There is still a moment? Delete the chat with the bot. What was received stays with us."),
            later("It is taken? Call a coordinator from any telephone: we shut this account out."),
            later("Do not argue over a phone: your safety comes before any report."),
        ),
    ),
)
SIGNS = (later("⬅ Back"), later("⏭ Skip"), later("✖ Cancel"), later("✅ Submit"), later("✏ Correct"))
BOT, CALL = later("The bot in Telegram"), later("A coordinator by telephone")
NOBODY = later("Write neither your name nor your station on this card.")
_SIGN = re.compile("([\u2600-\u27bf\U0001f300-\U0001faff]) ")
_STYLE = """
.page { padding: 10mm 12mm 8mm; display: flex; flex-direction: column; gap: 3.5mm; font-size: 11pt; }
header { display: flex; justify-content: space-between; align-items: baseline; }
h1 { font-size: 25pt; line-height: 1.1; }
header span { font-size: 10pt; color: #444; }
h2 { font-size: 14pt; line-height: 1.2; margin-bottom: 1.2mm; }
li { margin: 0 0 .9mm 4.5mm; }
ul { padding: 0; }
.danger { border: 1.1mm solid #000; border-radius: 3mm; padding: 3mm 5mm 2mm; font-size: 12.5pt; }
.danger h2 { font-size: 21pt; }
.danger li:first-child { font-weight: 700; font-size: 15pt; }
.parts { display: grid; grid-template-columns: 1fr 1fr; gap: 4mm 8mm; flex: 1; align-content: space-between; }
.part { border-top: .5mm solid #000; padding-top: 2mm; }
.signs { display: flex; justify-content: space-between; border: .3mm solid #777; border-radius: 2mm;
  padding: 2mm 4mm; font-weight: 600; }
.blanks { display: grid; grid-template-columns: 1fr 1fr; gap: 8mm; }
.blanks p { border-bottom: .3mm solid #000; height: 15mm; font-size: 9pt; color: #444; }
.blanks b { display: block; color: #000; font-size: 13pt; line-height: 1.1; overflow-wrap: anywhere; }
.nobody { font-size: 9.5pt; text-align: center; }
"""


def observer_card(languages: Sequence[Language], bot: str | None = None, telephone: str | None = None) -> str:
    """HTML, an A4 page in each language. `bot` is its name in Telegram; what is not known stays a blank line."""
    pages = "\n".join(_page(words_of(language), bot, telephone) for language in languages)
    return document(languages[0].value, words_of(languages[0]).named(TITLE), _STYLE, pages)


def _page(words: Words, bot: str | None, telephone: str | None) -> str:
    parts = "\n".join(_part(part, words, "part") for part in PARTS)
    signs = "".join(f"<span>{escape(words.named(one))}</span>" for one in SIGNS)
    blanks = _blank(words.named(BOT), f"@{bot}" if bot else "") + _blank(words.named(CALL), telephone or "")
    return (
        f'<section class="page" lang="{words.language.value}">\n'
        f"<header><h1>{escape(words.named(TITLE))}</h1><span>Baqylau</span></header>\n"
        f"{_part(DANGER, words, 'danger')}\n"
        f'<div class="parts">\n{parts}\n</div>\n<div class="signs">{signs}</div>\n'
        f'<div class="blanks">{blanks}</div>\n<p class="nobody">{escape(words.named(NOBODY))}</p>\n</section>'
    )


def _part(part: Part, words: Words, kind: str) -> str:
    title, lines = part
    listed = "".join(f"<li>{escape(_bound(words.named(line)))}</li>" for line in lines)
    return f'<div class="{kind}"><h2>{escape(words.named(title))}</h2><ul>{listed}</ul></div>'


def _bound(text: str) -> str:
    """A sign stays on the line of the word it stands before."""
    return _SIGN.sub("\\1\u00a0", text)


def _blank(label: str, value: str) -> str:
    return f"<p>{escape(label)}<b>{escape(value)}</b></p>"
