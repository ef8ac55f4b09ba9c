"""Why a line of an SMS or a row of a spreadsheet is not filed, in one sentence each."""

from __future__ import annotations

from bot.text import later

FLAWS = {
    "no_observer": later("It should begin with BQ and the number of the observer."),
    "unknown_observer": later("No observer has this number."),
    "not_active": later("This observer is not admitted or is suspended."),
    "unknown_station": later("There is no such station."),
    "no_form": later("After the station comes the letter of a form. There is no such letter."),
    "unread": later("This cannot be read. Free words come after a star: *"),
    "row_length": later("The row of letters must have {n} signs."),
    "no_question": later("There is no question {number} in this form."),
    "no_category": later("There is no category with this number."),
    "check": later("The check figure does not fit: a digit is wrong somewhere."),
    "twice": later("This question is answered twice."),
    "no_words": later("This form has no room for free words."),
    "too_many_lines": later("Too many at once: send the rest separately."),
    "who_calls": later("It is not clear who calls. Add the number, or use /enter and 🆘."),
    "not_yet": later("This time has not come yet, or cannot be read."),
    "form_changed": later("This does not fit the form any more."),
    "no_channel": later("The channel is one of these: {known}."),
    "formula": later("This cell holds an error, or something that is not text."),
    "not_a_sheet": later("This is not the spreadsheet of /enter, or it is damaged. Take the template and fill it in."),
    "too_large": later("The spreadsheet is too large: at most {rows} rows."),
    "unknown_version": later("The form of this spreadsheet is not published here. Take the template again."),
    "unknown_column": later("There is no question of this name in the form."),
    "no_rows": later("The spreadsheet has no reports in it."),
    "not_fetched": later("The spreadsheet did not reach us. Send it again."),
}
