"""The headers and the words for a type that people use in tables of stations, in Kazakh, Russian and English."""

from __future__ import annotations

import re

from bot.core.words import StationType

_HEADERS = {
    "code": (
        "code|station code|precinct code|код|код участка|код уик|код станции|уникальный код|"
        "коды|учаске коды|учаскенің коды|сайлау учаскесінің коды"
    ),
    "region": ("region|oblast|регион|область|область город|область регион|субъект|өңір|облыс|облыс қала|аймақ|облысы"),
    "district": (
        "district|rayon|raion|район|район город|город район|округ|муниципальный район|"
        "аудан|аудан қала|ауданы|қала аудан"
    ),
    "number": (
        "number|station number|precinct|precinct number|номер|номер участка|номер уик|уик|уик №|№ уик|участок|"
        "участок №|№ участка|избирательный участок|№ избирательного участка|номер избирательного участка|"
        "нөмір|нөмірі|учаске|учаске нөмірі|учаске №|№ учаске|учаскенің нөмірі|сайлау учаскесі|сайлау учаскесінің нөмірі"
    ),
    "address": (
        "address|адрес|адрес участка|местонахождение|место нахождения|адрес местонахождения|"
        "мекенжай|мекенжайы|мекен жай|мекен жайы|орналасқан жері|учаске мекенжайы"
    ),
    "latitude": "latitude|lat|широта|координата широта|ендік|ендігі",
    "longitude": "longitude|lon|lng|long|долгота|координата долгота|бойлық|бойлығы",
    "registered_voters": (
        "registered voters|voters|избирателей|избиратели|число избирателей|количество избирателей|кол во избирателей|"
        "зарегистрировано избирателей|численность избирателей|"
        "сайлаушылар|сайлаушылар саны|тіркелген сайлаушылар|тіркелген сайлаушылар саны"
    ),
    "time_zone": "time zone|timezone|zone|tz|часовой пояс|пояс|уақыт белдеуі|сағаттық белдеу|белдеу",
    "type": "type|station type|тип|тип участка|вид|вид участка|түр|түрі|учаске түрі",
}
_TYPES = {
    StationType.ORDINARY: "ordinary|general|обычный|обычная|обыкновенный|общий|территориальный|кәдімгі|жалпы|әдеттегі",
    StationType.MILITARY: "military|военный|военная|воинский|воинская часть|в ч|әскери|әскери бөлім",
    StationType.HOSPITAL: (
        "hospital|больница|больничный|госпиталь|стационар|лечебное учреждение|медицинское учреждение|роддом|санаторий|"
        "аурухана|емдеу мекемесі|медициналық мекеме|перзентхана|шипажай"
    ),
    StationType.DORMITORY: "dormitory|общежитие|жатақхана",
    StationType.DETENTION: (
        "detention|сизо|следственный изолятор|ивс|изолятор|изолятор временного содержания|место лишения свободы|"
        "тергеу изоляторы|уақытша ұстау изоляторы|уақытша ұстау орны|бас бостандығынан айыру орны"
    ),
    StationType.ABROAD: (
        "abroad|foreign|за рубежом|за границей|зарубежный|заграничный|посольство|консульство|"
        "шетел|шетелде|шетелдік|елшілік|консулдық"
    ),
    StationType.MOBILE: "mobile|мобильный|передвижной|выездной|жылжымалы|көшпелі",
}
_OF_HEADER = {word: column for column, words in _HEADERS.items() for word in words.split("|")}
_OF_TYPE = {word: kind for kind, words in _TYPES.items() for word in words.split("|")}


def column_named(header: str) -> str:
    """Our name of a column, empty when we have none: `Registered voters` and `Кол-во избирателей` are one."""
    return _OF_HEADER.get(_plain(header), "") or _OF_HEADER.get(_plain(re.sub(r"\(.*?\)", " ", header)), "")


def type_named(cell: str) -> StationType | None:
    return _OF_TYPE.get(_plain(cell))


def _plain(text: str) -> str:
    """Small letters, and only a blank between words. The № sign is a word of its own."""
    return " ".join(re.findall(r"[^\W_]+|№", text.lower()))
