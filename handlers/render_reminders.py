"""A reminder: one line, and the button that does what is missing."""

from __future__ import annotations

from datetime import datetime

from bot.core.reminders import RESULTS_FORMS, TOO_LATE, Reminder
from bot.text import Words
from handlers.house import House
from handlers.messages import Button, TextMessage, plain
from handlers.render_stations import checklist_button
from handlers.vocabulary import later
from storage import stations
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter

TEXTS = {
    Reminder.ARRIVAL: later("🔔 {station}: are you there? It opens at {time}."),
    Reminder.OPENING: later("🔔 {station}: there is no opening checklist yet."),
    Reminder.VOTING: later("🔔 {station}: how is the voting going? No checklist for two hours."),
    Reminder.COUNTING: later("🔔 {station}: the count begins soon. Its checklist is here."),
    Reminder.RESULTS: later("🔔 {station}: there is no result from this station yet."),
}
FORMS = {
    Reminder.OPENING: ("opening",),
    Reminder.VOTING: ("voting",),
    Reminder.COUNTING: ("counting",),
    Reminder.RESULTS: RESULTS_FORMS,
}


def reminder(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """Nothing when it could not be delivered in time: an old reminder only disturbs."""
    what, at = Reminder(letter.subject), datetime.fromisoformat(letter.params["at"])
    station = stations.find(tx, letter.params["station"])
    if chat.member is None or station is None or house.polling is None or house.clock() > at + 2 * TOO_LATE:
        return None
    text = words.named(TEXTS[what], station=station.code, time=f"{house.polling.opens:%H:%M}")
    button: Button | None = None
    if what is Reminder.ARRIVAL:
        button = Button(words.say("✅ I have arrived"), f"p:arrive:{station.id}")
    for form_id in FORMS.get(what, ()):
        button = button or checklist_button(tx, house, form_id, words)
    return TextMessage(plain(text), ((button,),) if button else ())
