"""Which event goes where, and who may do what. The role is looked up at every update, so suspension works at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core.words import PersonState
from bot.text import words_of
from handlers import (
    admission,
    amending,
    broadcasting,
    checklists,
    climbing,
    complaints,
    desk,
    desk_chats,
    desk_group,
    dialogues,
    digests,
    entry,
    erasing,
    events_desk,
    export_menu,
    finding,
    hotline,
    invites,
    judging,
    my_reports,
    observing,
    practice,
    replies,
    rules,
    silent,
    sos,
    stations,
    team,
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
from handlers.vocabulary import DESK_COMMANDS, MENU, NAMES

FOR_THE_DESK = frozenset((*DESK_COMMANDS, "forms", "desk"))


def dispatch(turn: Turn) -> None:
    if turn.in_group:
        desk_group.happened(turn)
        return
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
        case Said() | SentFiles() | SentPlace() if hotline.takes(turn) or replies.taken(turn) or dialogues.taken(turn):
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
    elif name == "find":
        finding.find(turn, argument)
    elif name == "export":
        export_menu.command(turn, argument)
    else:
        turn.line("unknown_command")


_SHOWN = {"start": "welcome", "help": "help", "language": "language", "checklists": "checklists", "events": "events"}
_ACTS: Mapping[str, Callable[[Turn], None]] = {
    "report": observing.report,
    "station": stations.show,
    "arrived": stations.arrived,
    "myreports": my_reports.listed,
    "practice": practice.show,
    "cancel": observing.cancel,
    "digest": digests.show,
    "broadcast": broadcasting.show,
    "silent": silent.show,
    "open": finding.show_open,
    "team": team.show,
    "invite": invites.show,
    "wipe": erasing.ask,
    "ladder": climbing.show_ladder,
    "rules": rules.show,
    "desk": rules.show_link,
    "enter": hotline.command,
}


def _tap(turn: Turn, data: str) -> None:
    kind, _, rest = data.partition(":")
    if kind in ENDS_DIALOGUES:  # whoever answers a form writes for the form from now on
        dialogues.end(turn)
    if kind in _TAPS:
        _TAPS[kind](turn, rest)
    else:
        turn.pop_up("closed")


def _at_the_door(turn: Turn, rest: str) -> None:
    if rest == admission.PLEDGE:
        admission.accept(turn)
    elif rest.startswith("practice:"):
        practice.tapped(turn, rest.removeprefix("practice:"))
    else:
        admission.tapped(turn, rest)


ENDS_DIALOGUES = frozenset({"d", "f"})
_TAPS: Mapping[str, Callable[[Turn, str], None]] = {
    "a": desk.tapped,
    "b": broadcasting.tapped,
    "c": complaints.tapped,
    "d": observing.tapped,
    "e": events_desk.tapped,
    "f": checklists.chosen,
    "g": digests.tapped,
    "i": invites.tapped,
    "k": desk_chats.tapped,
    "m": _at_the_door,
    "n": hotline.tapped,
    "o": finding.tapped,
    "p": stations.tapped,
    "q": silent.tapped,
    "r": my_reports.tapped,
    "t": team.tapped,
    "w": judging.tapped,
    "x": export_menu.tapped,
}


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
