"""The same photo sent twice is known again, by its bytes or by its looks."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, update

from bot.cases.likeness import MOST_BITS, resembled
from storage.database import Database
from storage.likeness import PARTS, places_of
from storage.models import Attachment, Person, Report
from tests.unit.export.mission import KETTLING, Mission


def looked_at(
    database: Database, person: int, sha256: str, fingerprint: str | None, report: UUID | None = None
) -> UUID:
    attachment = uuid4()
    with database.transaction() as tx:
        at = tx.execute(select(Person.created_at).limit(1)).scalar_one()
        values = {
            "id": attachment, "report_id": report or uuid4(), "person_id": person, "came_as": "photo", "sent_at": at,
            "received_at": at, "fetch_state": "kept", "fetch_attempts": 0, "sha256": sha256 * 64, "verdict": "ok",
            "fingerprint": fingerprint,
        }  # fmt: skip
        tx.execute(insert(Attachment).values(**values))
    return attachment


def flipped(fingerprint: str, bits: int) -> str:
    """The fingerprint with that many bits changed, spread over all its parts."""
    return f"{int(fingerprint, 16) ^ sum(1 << (8 * bit) for bit in range(bits)):016x}"


ONE = "a5c3960f5a3c69f0"


def like(database: Database, sha256: str, fingerprint: str | None) -> UUID | None:
    with database.reading() as tx:
        return resembled(tx, uuid4(), sha256 * 64, fingerprint)


def test_distances_are_all_found_by_their_parts() -> None:
    assert MOST_BITS < PARTS


@pytest.mark.parametrize("bits", range(PARTS))
def test_what_differs_in_a_few_bits_is_found(empty_mission: Mission, bits: int) -> None:
    first = looked_at(empty_mission.database, empty_mission.person, "a", ONE)
    found = like(empty_mission.database, "b", flipped(ONE, bits))
    assert found == (first if bits <= MOST_BITS else None)


def test_the_nearest_is_named_and_of_equals_the_first(empty_mission: Mission) -> None:
    database, person = empty_mission.database, empty_mission.person
    looked_at(database, person, "a", flipped(ONE, 4))
    near = looked_at(database, person, "b", flipped(ONE, 1))
    looked_at(database, person, "c", flipped(ONE, 1))
    assert like(database, "d", ONE) == near


def test_the_same_bytes_come_before_what_looks_the_same(empty_mission: Mission) -> None:
    database, person = empty_mission.database, empty_mission.person
    looked_at(database, person, "a", ONE)
    same = looked_at(database, person, "b", flipped(ONE, 3))
    looked_at(database, person, "b", ONE)
    assert like(database, "b", ONE) == same


def test_flat_pictures_look_like_none_and_a_file_is_not_its_own_twin(empty_mission: Mission) -> None:
    database, person = empty_mission.database, empty_mission.person
    looked_at(database, person, "a", None)
    alone = looked_at(database, person, "b", ONE)
    assert like(database, "c", None) is None
    with database.reading() as tx:
        assert resembled(tx, alone, "b" * 64, ONE) is None


def test_a_twin_is_named_by_its_report_and_number_unless_it_was_practice(empty_mission: Mission) -> None:
    database, person = empty_mission.database, empty_mission.person
    report = empty_mission.report(KETTLING)
    looked_at(database, person, "a", None, report.id)
    second = looked_at(database, person, "b", ONE, report.id)
    drafted = looked_at(database, person, "c", ONE)
    with database.reading() as tx:
        (place,) = places_of(tx, {second, drafted}).values()
        assert (place.code, place.number, place.sha256) == (report.code, 2, "b" * 64)
    with database.transaction() as tx:
        tx.execute(update(Report).values(practice=True))
        assert places_of(tx, {second}) == {}
