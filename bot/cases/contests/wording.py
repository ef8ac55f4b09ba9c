"""What the results protocol asks, in the three languages: figures, where they are read from, and the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.cases.contests.contest import Names

MOST_BALLOTS = 100_000

FIGURES = {
    "registered": Names("Тізімдегі сайлаушылар", "Избирателей в списке", "Voters on the list"),
    "received": Names("Комиссия алған бюллетень", "Получено бюллетеней", "Ballots received"),
    "issued_inside": Names("Учаскеде берілген бюллетень", "Выдано на участке", "Ballots issued at the station"),
    "issued_outside": Names("Учаскеден тыс берілгені", "Выдано вне участка", "Ballots issued outside it"),
    "unused": Names("Күші жойылған бюллетень", "Погашено неиспользованных", "Unused ballots, cancelled"),
    "found": Names("Жәшіктен шыққан бюллетень", "Бюллетеней в урнах", "Ballots found in the boxes"),
    "invalid": Names("Жарамсыз бюллетень", "Недействительных", "Invalid ballots"),
}
NUMBER = Names(
    f"0-ден {MOST_BALLOTS}-ға дейінгі бүтін сан жазыңыз.",
    f"Напишите целое число от 0 до {MOST_BALLOTS}.",
    f"Write a whole number from 0 to {MOST_BALLOTS}.",
)
NOT_YET = Names(
    "Бұл уақыт әлі келген жоқ. Тексеріп көріңізші.",
    "Это время ещё не наступило. Проверьте, пожалуйста.",
    "This time has not come yet. Please check it.",
)
SUMS = Names(
    "Дауыстар + жарамсыз = жәшікте. Жәшікте ≤ берілген. Берілген + қалған = алынған.",
    "Голоса + недействительные = в урнах. В урнах ≤ выдано. Выдано + остаток = получено.",
    "Votes + invalid = in the boxes. In the boxes ≤ issued. Issued + unused = received.",
)
TO_CORRECT = Names(
    "Түзету үшін 📋 басыңыз, содан кейін жауап нөмірі бар ✏ басыңыз.",
    "Чтобы исправить, нажмите 📋, потом ✏ с номером ответа.",
    "To correct a figure, tap 📋, then ✏ with its number.",
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures are read from: its code and sign, the words above its questions, and what is asked."""

    code: str
    sign: str
    heading: Names
    given: Names
    confirm: Names
    filter: str = ""


_SAME = "needs = 'nothing' or (needs = 'heard' and ${{{0}_heard_given}} = 'figures')"
SOURCES = (
    Source(
        "heard",
        "👂",
        Names("👂 Оқылған сандар", "👂 Зачитано", "👂 Read out"),
        Names("Сандарды дауыстап оқыды ма?", "Цифры зачитали вслух?", "Were the figures read out?"),
        Names("Дәл осылай оқыды ма?", "Так и зачитали?", "Is that what was read out?"),
    ),
    Source(
        "copy",
        "📄",
        Names("📄 Көшірмеде", "📄 В копии", "📄 On the copy"),
        Names("Көшірмеде қандай сандар бар?", "Какие цифры в копии протокола?", "What figures are on the copy?"),
        Names("Дәл осылай жазылған ба?", "Так и написано?", "Is that what is written?"),
        _SAME,
    ),
    Source(
        "posted",
        "📌",
        Names("📌 Ілінген хаттамада", "📌 В вывешенном протоколе", "📌 On the posted one"),
        Names(
            "Ілінген хаттамада қандай сандар бар?",
            "Какие цифры в вывешенном протоколе?",
            "What figures are on the posted one?",
        ),
        Names("Дәл осылай жазылған ба?", "Так и написано?", "Is that what is written?"),
        _SAME + " or (needs = 'copy' and ${{{0}_copy_given}} = 'figures')",
    ),
)
_AS_HEARD = ("same_as_heard", Names("Оқылған сандармен бірдей", "Те же, что зачитали", "The same as read out"), "heard")
_AS_COPIED = ("same_as_copy", Names("Көшірмемен бірдей", "Те же, что в копии", "The same as on the copy"), "copy")
_WRITE = ("figures", Names("Сандарды жазамын", "Запишу цифры", "I will write the figures"), "nothing")
LISTS: Mapping[str, tuple[tuple[str, Names, str], ...]] = {
    "heard_given": (
        ("figures", Names("Иә, жазамын", "Да, запишу", "Yes, I will write them"), "nothing"),
        ("not_read", Names("Жоқ, оқымады", "Нет, не зачитали", "No, they were not"), "nothing"),
        ("not_let_in", Names("Санауға кіргізбеді", "Не пустили на подсчёт", "Not let in to the count"), "nothing"),
        ("not_observed", Names("Өзім естімедім", "Не удалось услышать", "Not observed"), "nothing"),
    ),
    "copy_given": (
        _AS_HEARD,
        _WRITE,
        ("refused", Names("Сұрадым, бермеді", "Просили, не выдали", "Asked, but refused"), "nothing"),
        ("not_asked", Names("Көшірме сұраған жоқпын", "Мы не просили", "I did not ask for one"), "nothing"),
    ),
    "posted_given": (
        _AS_HEARD,
        _AS_COPIED,
        _WRITE,
        ("not_posted", Names("Хаттама ілінбеді", "Протокол не вывесили", "It was not posted"), "nothing"),
        ("kept_away", Names("Қасына жібермеді", "К нему не подпустили", "Kept away from it"), "nothing"),
        ("not_observed", Names("Өзім көрмедім", "Не удалось увидеть", "Not observed"), "nothing"),
    ),
    "confirm": (
        ("confirmed", Names("Иә, дәл солай", "Да, именно так", "Yes, exactly so"), "nothing"),
        ("correct", Names("Жоқ, түзетемін", "Нет, исправлю", "No, I will correct it"), "nothing"),
    ),
    "category": (
        (
            "result_differs_from_copy",
            Names("Нәтиже көшірмеге сәйкес емес", "Итог не совпал с копией", "Result differs from the copy"),
            "nothing",
        ),
        (
            "ballots_exceed_voters",
            Names("Бюллетень сайлаушыдан көп", "Бюллетеней больше, чем избирателей", "More ballots than voters"),
            "nothing",
        ),
    ),
}

ALL_AT_ONCE = Names(
    "Барлық санды бір хатта жазуға болады: әрқайсысын жаңа жолдан.",
    "Можно все цифры одним сообщением: каждую с новой строки.",
    "All the figures may come in one message, each on a new line.",
)
SHORT = {
    "station": Names("Учаске", "Участок", "Station"),
    "contest": Names("Хаттама", "Протокол", "Protocol"),
    "photo": Names("Хаттаманың фотосы", "Фото протокола", "Photo of the protocol"),
    "occurred_at": Names("Оқылған уақыты", "Когда зачитали", "Read out at"),
    "description": Names("Қосымша", "Дополнительно", "Also"),
    "sums": Names("Қосындылар", "Суммы", "Sums"),
    "differs": Names("Айырмашылық", "Расхождения", "Differences"),
}
