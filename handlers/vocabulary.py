"""Sentences and words that are chosen by name: each is listed once here, so that the catalogues hold them all."""

from __future__ import annotations

from bot.core.practice import Pointer
from bot.core.words import AlertState, Basis, Language, Role, Severity
from bot.text import Words
from bot.text import later as later  # noqa: PLC0414 - said by those who import this

NAMES = {Language.KAZAKH: "Қазақша", Language.RUSSIAN: "Русский", Language.ENGLISH: "English"}

LINES = {
    "stranger": later("Hello! This bot works by invitation only."),
    "invite_unknown": later("This invite is not valid. Ask your coordinator for a new one."),
    "invite_expired": later("This invite has expired. Ask your coordinator for a new one."),
    "invite_member": later("You are with us already. If you need another role, ask your coordinator."),
    "pending": later("Thank you. You can start when a coordinator admits you."),
    "pending_kept": later("📎 Kept. You can go on when a coordinator admits you."),
    "pending_full": later("This was not kept. Wait until a coordinator admits you, then send it again."),
    "refused": later("You were not admitted. Ask whoever gave you the link."),
    "invite_used": later("This invite has already been used. If it was not you, tell your coordinator at once."),
    "suspended": later("You cannot use this bot at the moment. Contact your coordinator."),
    "for_coordinators": later("This command is for coordinators."),
    "unknown_command": later("There is no such command. /help lists them."),
    "language_changed": later("We speak English now."),
    "cancelled": later("Cancelled. What you sent is kept."),
    "nothing_to_cancel": later("There is nothing to cancel."),
    "no_form": later("There is no form here yet. Tell your coordinator."),
    "not_understood": later("This kind of message cannot be taken. Send text, a photo, a video, voice or a file."),
    "edited": later("That message was not an answer, so its change is not noted. To tell us more, write a new one."),
    "edited_after": later("✏ Your change is noted; the first words are kept too. To correct the report: /myreports"),
    "no_answer_here": later("To ask an observer, reply to the card or press 💬. To file a report of your own: /report"),
    "set_aside": later("We have a problem. What you sent is not lost; a person will look at it."),
    "too_big": later("Telegram does not give us files over 20 MB. Send a shorter video, and keep the original."),
    "export_started": later("The export is being made. The file will come here."),
    "export_failed": later("The export could not be made. Ask the administrator."),
    "export_empty": later("There is nothing to export."),
    "export_unreadable": later("Press /export and choose, or write it like this: /export zip today"),
    "place_how": later("Press the button below, or send a location: 📎 → “Location”."),
    "no_stations": later("There are no stations here yet. Tell your coordinator."),
    "place_not_kept": later("📍 Your location serves this search only and is not kept."),
    "not_moved": later("The reports stay where they were."),
    "find_how": later("What are you looking for? A code, a station, an observer or a few words."),
    "no_photos": later("There are no photos to show."),
    "sos_placed": later("📍 Your place has gone to the coordinators."),
    "own_chat_only": later("Do this in your own chat with me, not in a group."),
    "wipe_no": later("Nothing was deleted."),
    "only_words": later("Only words go to an observer. Please write it as text."),
    "edited_question": later("✏ Noted. The observer has your first words; to ask once more: 💬"),
    "edited_note": later("✏ Noted; the first words are kept too."),
    "no_such_observer": later("This observer cannot report at the moment, so nothing was filed."),
    "too_much": later("That is too much text for one report. Please file a new one: /report"),
}

# Nobody has to press OK for these.
GLAD = frozenset(
    {"claimed", "given_back", "gone_up", "reminded", "complaint_sent", "preview_comes", "export_started", "in_private"}
)
TOASTS = {
    "claimed": later("This is yours now."),
    "already_claimed": later("Already claimed by {name}."),
    "already_resolved": later("Already resolved by {name}."),
    "given_back": later("Given back. It climbs again."),
    "gone_up": later("It has gone up a rung."),
    "not_your_own": later("This report is yours: somebody else has to verify it."),
    "for_the_mission": later("Only those of the whole mission can change this."),
    "claim_first": later("Claim it first."),
    "pending": LINES["pending"],
    "decided": later("Already decided by {name}."),
    "closed": later("This button is no longer in use."),
    "in_private": later("It is in your private chat."),
    "last_critical": later("Somebody has to hear critical reports, and nobody else does."),
    "sos_closed": later("This call is closed. In danger: 🆘 SOS"),
    "withdrawn_already": later("This report is withdrawn."),
    "too_late": later("It is too late for that. Tell your coordinator."),
    "reminded": later("People reminded: {count}"),
    "nobody_to_remind": later("Nobody to remind: they had it just now, or cannot be reached."),
    "nobody_there": later("There is nobody to send it to."),
    "second_needed": later("Another coordinator has to agree."),
    "not_for_you": later("That is not yours to decide. Ask an administrator."),
    "complaint_sent": later("The observer gets the file."),
    "preview_comes": later("It comes below."),
    "only_private": later("Write to the bot in a private chat: /find"),
    "for_coordinators": LINES["for_coordinators"],
    "export_started": LINES["export_started"],
    "suspended": LINES["suspended"],
}

PROBLEMS = {
    "not_a_number": later("Write a number, for example: 12"),
    "not_a_whole_number": later("Write a whole number, for example: 12"),
    "not_a_date": later("Write the date like this: 10.01.2021"),
    "not_a_time": later("Write the time like this: 14:30"),
    "not_a_moment": later("Write it like this: 14:30 or 10.01 14:30"),
    "one_number": later("Write one number: the smaller one, if you are not sure."),
    "range_kept": later("✓ From {least} to {most}."),
    "corrected": later("✏ Corrected. {question}: {value}"),
    "not_corrected": later("“{question}” stays as it was: the new words do not fit."),
    "answer_changed": later("“{question}” has a newer answer. To change it, press ✏ when you check."),
    "no_answer_given": LINES["edited"],
    "out_of_range": later("It should be a number from {least} to {most}."),
    "empty": later("Please write it as text."),
    "too_long": later("Too long: at most {most} characters. Please shorten it."),
    "choose_a_button": later("Press one of the buttons below."),
    "several_match": later("Several fit: choose one below, or type a little more."),
    "photo_wanted": later("A photo is needed here. If there is none, skip."),
    "file_wanted": later("A file is needed here. If there is none, skip."),
    "location_wanted": later("Send a location: 📎 → “Location”. Or skip."),
    "required": later("This question needs an answer."),
    "not_asked": later("This is not asked after the other answers."),
    "no_such_choice": later("There is no such choice."),
    "constraint": later("This answer does not fit. Please check it."),
    "no_way_back": later("This is the first question."),
    "stale": later("That was an old button. The question now is:"),
    "photo_kept": later("📎 Photo kept with this report."),
    "file_kept": later("📎 File kept with this report."),
    "location_kept": later("📍 Location kept with this report."),
    "location_there": later("This report has a place already. You can change it when you check your answers."),
    "not_readable_here": later("There is no question about a place in this report."),
    "text_kept": later("📎 Text kept."),
    "kept_photo": later("📎 Photo kept."),
    "kept_video": later("📎 Video kept."),
    "kept_voice": later("📎 Voice message kept."),
    "kept_audio": later("📎 Recording kept."),
    "kept_file": later("📎 File kept."),
    "kept_text": later("📎 Text kept."),
    "kept_place": later("📍 Location kept."),
    "resumed": later("Your draft is kept. We go on here:"),
    "too_big": LINES["too_big"],
}

SEVERITIES = {
    Severity.LOW: (later("Low"), "⚪"),
    Severity.MEDIUM: (later("Medium"), "🟡"),
    Severity.HIGH: (later("High"), "🟠"),
    Severity.CRITICAL: (later("Critical"), "🔴"),
}

ROLES = {
    Role.OBSERVER: later("an observer"),
    Role.COORDINATOR: later("a coordinator"),
    Role.ADMINISTRATOR: later("an administrator"),
}

STATES = {
    AlertState.OPEN: later("received"),
    AlertState.CLAIMED: later("seen by a coordinator"),
    AlertState.RESOLVED: later("resolved"),
}

POINTERS = {
    Pointer.NO_REPORT: later("no report tried yet"),
    Pointer.NO_PHOTO: later("no photo yet"),
    Pointer.NO_SOS: later("SOS not tried"),
    Pointer.NO_OPENING: later("opening checklist not tried"),
    Pointer.MANY_UNANSWERED: later("many questions skipped"),
}

REFUSED_AS = {
    "unknown": later("Not known to us"),
    "leaked": later("The link went astray"),
    "other": later("Another reason"),
}

BASES = {  # for a form that works the basis out and has no words of its own for it
    Basis.SAW_MYSELF: later("Seen by the observer"),
    Basis.WITNESS: later("Told by a witness"),
    Basis.DOCUMENT: later("From a document"),
    Basis.ONLINE: later("From the internet"),
}

WITHDRAWALS = {
    "mistake": later("Sent by mistake"),
    "wrong": later("It was not so"),
    "unsafe": later("Not safe"),
    "duplicate": later("Reported twice"),
}

ACTIONS = {
    "back": later("⬅ Back"),
    "skip": later("⏭ Skip"),
    "cancel": later("✖ Cancel"),
    "submit": later("✅ Submit"),
    "review": later("📋 Check and submit"),
    "check": later("📋 Check"),
    "done": later("✅ Done"),
    "now": later("🕐 Now"),
    "ago_15": later("15 min ago"),
    "ago_60": later("1 h ago"),
    "today": later("Today"),
    "yesterday": later("Yesterday"),
    "another_day": later("📅 Another day"),
    "so": later("✅ Yes"),
    "not_so": later("✏ No, another time"),
    "take": later("✅ For that report"),
    "apart": later("🆕 A new incident"),
    "yes": later("✖ Yes, cancel it"),
    "no": later("⬅ No, go on"),
    "remove_last": later("↩ Remove the last"),
    "clear": later("↩ Remove the answer"),
    "share_location": later("📍 Send my location"),
    "continue": later("➕ More questions"),
    "show_all": later("☰ Show all"),
    "acknowledge": later("✅ Yes"),
    "page_prev": "◀",
    "page_next": "▶",
}

MENU = {
    "sos": later("🆘 SOS"),
    "report": later("📷 Report"),
    "checklists": later("📝 Checklists"),
    "station": later("📍 Station"),
    "myreports": later("📋 My reports"),
    "open": later("📂 Open reports"),
    "find": later("🔎 Find"),
    "silent": later("🔇 Who is silent"),
    "events": later("🔗 Events"),
    "enter": later("☎ By telephone"),
    "digest": later("🗞 Digest"),
    "export": later("📦 Export"),
    "language": later("🌐 Language"),
    "help": later("❓ Help"),
}

COMMANDS = {
    "sos": later("🆘 I am in danger"),
    "report": later("Report an incident"),
    "checklists": later("Checklists of the day"),
    "station": later("My station"),
    "arrived": later("I am at the station"),
    "myreports": later("My reports"),
    "language": later("Change the language"),
    "practice": later("Practice mode"),
    "help": later("Help"),
    "cancel": later("Stop what you began"),
    "open": later("Open reports"),
    "find": later("Find a report: code, station, observer, words"),
    "events": later("Events: what several tell of"),
    "digest": later("A digest at the hours you choose"),
    "export": later("Get the reports as a file"),
    "silent": later("Who is silent, and of what"),
    "broadcast": later("Write to many observers"),
    "team": later("The team: who, where, last seen"),
    "invite": later("One-time links for new people"),
    "wipe": later("Delete my messages in this chat"),
    "ladder": later("How fast reports climb"),
    "rules": later("What rings here, and when"),
    "enter": later("Write down what came by telephone, SMS or paper"),
}


DESK_COMMANDS = (
    *("open", "find", "events", "silent", "enter", "digest", "export", "broadcast", "team", "invite", "rules"),
    "ladder",
)


def menu_for(desk: bool) -> tuple[tuple[str, ...], ...]:
    """The commands on the keyboard under the text field, row by row."""
    if desk:
        return ("open", "find"), ("silent", "events"), ("digest", "export"), ("enter", "help")
    return ("sos",), ("report", "checklists"), ("station", "myreports"), ("language", "help")


def menu_texts(words: Words, desk: bool) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(words.named(MENU[name]) for name in row) for row in menu_for(desk))


def commands_for(words: Words, desk: bool) -> tuple[tuple[str, str], ...]:
    """(command, description) as setMyCommands takes them."""
    own = ("checklists", "station", "arrived", "myreports", "practice")
    names = (*DESK_COMMANDS, "report", "practice") if desk else ("sos", "report", *own)
    names = (*names, "language", "help", "cancel", "wipe", *(("sos",) if desk else ()))
    return tuple((name, words.named(COMMANDS[name])) for name in names)
