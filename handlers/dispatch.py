"""Which event goes where, and who may do what. The role is looked up at every update, so suspension works at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core.words import PersonState
from bot.text import words_of
from handlers import (
    admission,
    amending,
    checklists,
    desk,
    dialogues,
    digests,
    entry,
    export_menu,
    hotline,
    my_reports,
    observing,
    practice,
    sos,
    stations,
)
from handlers.events import (
    Commanded,
    Edited,
    NothingToSay,
    NotUnderstood,
    Reachable,
    Said,
    SentFiles,
    SentPlace,
    Tapped,
)
from handlers.turns import Turn
from handlers.vocabulary import MENU, NAMES

FOR_THE_DESK = frozenset({"open", "silent", "digest", "export", "invite", "broadcast", "forms", "team", "enter"})


def dispatch(turn: Turn) -> None:
    if turn.chat.unreachable_since is not None and not isinstance(turn.event, Reachable):
        entry.back_again(turn)  # Telegram did not say that it was unblocked, but here it writes
    match turn.event:
        case Reachable(yes=yes):
            entry.reachable(turn, yes)
        case NothingToSay():
            return
        case Commanded("start", argument) if argument:
            entry.enter(turn, argument)
        case _ if turn.chat.member is None:
            entry.greet_stranger(turn)
        case _ if sos.takes(turn, _pressed(turn)):
            return
        case _:
            _known_did(turn)


def _known_did(turn: Turn) -> None:
    """Somebody of the mission, not calling for help: by their state first, then by what is still to be asked."""
    match turn.event:
        case _ if turn.member.state is PersonState.SUSPENDED or turn.member.role is None:
            _suspended(turn)
        case Tapped(data=data) if data.startswith("l:"):
            entry.choose_language(turn, data[2:])
        case _ if turn.member.state is PersonState.PENDING:
            admission.pending_did(turn)
        case Said(text=text) if turn.chat.language is None and not text.startswith("/"):
            observing.said_first(turn, text)
            turn.send("language")
        case _ if turn.chat.language is None:
            if isinstance(turn.event, SentFiles | SentPlace):
                _member_did(turn)
            turn.send("language")  # photos, words and places are kept first; everything else can wait for a language
        case _:
            _member_did(turn)


def _suspended(turn: Turn) -> None:
    if isinstance(turn.event, Tapped):
        turn.pop_up("suspended")
    else:
        turn.line("suspended")


def _member_did(turn: Turn) -> None:
    match turn.event:
        case Commanded(name="cancel") if turn.chat.dialogue is not None:
            dialogues.end(turn)  # of two things under way the one in front; the draft behind it goes on
            turn.line("cancelled")
            observing.show_open_draft(turn, notice="resumed")
        case Commanded(name=name, argument=argument):
            dialogues.end(turn)
            _command(turn, name, argument)
        case Said(text=text) if (command := _menu_command(text)) is not None:
            dialogues.end(turn)
            _command(turn, command, "")
        case Said(text=text) if text.startswith("/"):
            turn.line("unknown_command")
        case Said() | SentFiles() | SentPlace() if hotline.takes(turn) or dialogues.taken(turn):
            return
        case Said() if turn.member.is_desk and not observing.is_filling(turn):
            turn.line("no_answer_here")
        case Said(text=text):
            observing.said(turn, text)
        case SentFiles():
            observing.sent_file(turn, turn.event)
        case SentPlace():
            observing.sent_place(turn, turn.event)
        case Tapped(data=data):
            _tap(turn, data)
        case Edited():
            amending.edited(turn, turn.event)
        case NotUnderstood():
            turn.line("not_understood")


def _command(turn: Turn, name: str, argument: str) -> None:
    if name in FOR_THE_DESK and not turn.member.is_desk:
        turn.line("for_coordinators")
    elif name in _SHOWN:
        turn.send(_SHOWN[name])
    elif name in _ACTS:
        _ACTS[name](turn)
    elif name == "export":
        export_menu.command(turn, argument)
    else:
        turn.line("unknown_command")


_SHOWN = {"start": "welcome", "help": "help", "language": "language", "checklists": "checklists", "open": "open_alerts"}
_ACTS: Mapping[str, Callable[[Turn], None]] = {
    "report": observing.report,
    "station": stations.show,
    "arrived": stations.arrived,
    "myreports": my_reports.listed,
    "practice": practice.show,
    "cancel": observing.cancel,
    "digest": digests.show,
    "enter": hotline.command,
}


def _tap(turn: Turn, data: str) -> None:
    kind, _, rest = data.partition(":")
    match kind:
        case "r":
            my_reports.tapped(turn, rest)
        case "m" if rest == "pledge":
            admission.accept(turn)
        case "m" if rest.startswith("practice:"):
            practice.tapped(turn, rest.removeprefix("practice:"))
        case "m":
            admission.tapped(turn, rest)
        case "d":
            dialogues.end(turn)  # whoever answers a form writes for the form from now on
            observing.tapped(turn, rest)
        case "a":
            desk.tapped(turn, rest)
        case "x":
            export_menu.tapped(turn, rest)
        case "f":
            dialogues.end(turn)
            checklists.chosen(turn, rest)
        case "p":
            stations.tapped(turn, rest)
        case "g":
            digests.tapped(turn, rest)
        case "n":
            hotline.tapped(turn, rest)
        case _:
            turn.pop_up("closed")


def _pressed(turn: Turn) -> str | None:
    """The command of the keyboard's button that was pressed, if one was."""
    return _menu_command(turn.event.text) if isinstance(turn.event, Said) else None


def _menu_command(text: str) -> str | None:
    """The keyboard's words, in whichever language the keyboard was drawn."""
    return _menu_words().get(text)


def _menu_words() -> dict[str, str]:
    if not _MENU_WORDS:
        for language in NAMES:
            _MENU_WORDS.update({words_of(language).named(message): name for name, message in MENU.items()})
    return _MENU_WORDS


_MENU_WORDS: dict[str, str] = {}
