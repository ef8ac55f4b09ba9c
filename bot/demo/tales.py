"""What is told in an invented morning: one line a report, facts before the bar, the observer's words after it."""

from __future__ import annotations

from collections.abc import Iterator

DENIED = """
AJ-02 06:50 accreditation commission_chair | Төраға «тізімде жоқсыз» деп, ішке кіргізбеді.
AJ-06 07:03 accreditation commission_member | Сказали, что аккредитация подана поздно, и попросили выйти.
AJ-09 07:16 organisation_charter commission_chair | Жарғыда сайлауды бақылау деген сөз жоқ деді.
TP-02 07:29 organisation_charter commission_chair | Попросили устав с печатью, копию не приняли.
TP-05 07:42 health_document commission_member | Потребовали справку, о которой заранее не говорили.
TP-11 07:55 health_document police | Без справки внутрь не пускают, стоим на улице.
SB-03 08:08 no_space commission_chair | Орын жоқ деп, дәлізге шығарды. Жәшік көрінбейді.
SB-04 08:21 no_reason_given unknown_men | Есік жабық, себебін айтпады.
SB-08 08:34 accreditation commission_chair | Вписали в журнал, потом вычеркнули и не пустили.
"""
SEEN = """
AJ-04 07:11 opening box_not_shown_empty box 1 resolved | Жәшікті көрсетпей тұрып мөрледі.
TP-07 07:27 opening seals_violated box 2 claimed | На одной урне пломба висит, номера не видно.
SB-02 08:18 voting voter_list_problem sheet 1 open | Тізімде бір үйден он екі адам жүр, ал үйде үш-ақ пәтер бар.
AJ-10 09:01 influence organised_voting hall 2 open | Привезли автобусом человек сорок, у всех одинаковые пакеты.
AJ-11 09:26 voting repeat_voting hall 1 claimed | Сол кісі таңертең де келген, қайта бюллетень алды.
TP-03 09:43 influence campaigning_at_station door 1 open | У входа раздают календари с портретом.
TP-09 10:04 voting ballot_stuffing box 2 open | В урну опустили пачку, около двадцати листов.
SB-06 10:22 voting secrecy_breached hall 1 open | Кабинаның пердесі жоқ, кімге белгі қойғаны көрінеді.
SB-10 10:40 infrastructure communications_shutdown hall 0 resolved | Интернет жоқ, тек қоңырау шалуға болады.
SB-11 10:46 infrastructure communications_shutdown hall 0 claimed | Нет ни интернета, ни связи, пишу с крыльца.
TP-12 11:07 infrastructure accessibility_barrier door 1 open | Пандуса нет, с коляской не подняться.
AJ-12 11:28 observer_rights observer_recording_prohibited hall 0 open | Телефонды қалтадан шығартпайды.
TP-08 11:41 influence unauthorised_persons hall 1 open | За столом комиссии сидят двое без бейджей.
AJ-03 11:49 observer_rights observer_removed door 0 open | Суретке түсірген соң шығарып жіберді.
"""
RING = """
AJ-01 09:58 saw_myself 40 50 2 claimed | Алаңда жастарды қоршап алды, шығармай тұр. Аяз қатты.
AJ-05 10:09 saw_myself 45 55 1 claimed | Площадь у остановки: кольцо, людей не выпускают, очень холодно.
AJ-08 10:33 witness 30 60 0 open | Қоршаудағы танысым телефонмен айтты: әлі тұр, біреудің аяғы үсіген.
AJ-13 10:55 online 40 60 0 open | В чате района пишут: держат третий час, нужна скорая.
AJ-05 11:44 saw_myself 35 45 1 open | Двоих увели к машине скорой, остальные в кольце.
"""


def lines(table: str) -> Iterator[tuple[str, int, list[str], str]]:
    """(station, minutes after midnight, the other facts, the words) of each line."""
    for line in table.strip().splitlines():
        facts, _, words = line.partition(" | ")
        station, clock, *others = facts.split()
        hours, minutes = clock.split(":")
        yield station, int(hours) * 60 + int(minutes), others, words
