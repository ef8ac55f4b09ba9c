"""Reports that came together, as read, until a coordinator says yes; and what of them was filed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from storage.database import Tx
from storage.models import Batch

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BatchRow:
    """`kind`: sms, sheet. `state`: coming (its file is not here yet), open, filing, dropped, refused."""

    id: int
    kind: str
    made_by: int
    made_at: datetime
    rows: list[Json]
    state: str
    filed_at: datetime | None


_ROW = select(Batch.id, Batch.kind, Batch.made_by, Batch.made_at, Batch.rows, Batch.state, Batch.filed_at)


def add(tx: Tx, kind: str, by: int, rows: list[Json], state: str, now: datetime) -> int:
    row = insert(Batch).values(kind=kind, made_by=by, made_at=now, rows=rows, state=state)
    return tx.execute(row.returning(Batch.id)).scalar_one()


def get(tx: Tx, batch_id: int) -> BatchRow | None:
    """Held until the transaction ends, so that two who file it do so one after the other."""
    row = tx.execute(_ROW.where(Batch.id == batch_id).with_for_update()).first()
    return BatchRow(*row) if row else None


def look_at(tx: Tx, batch_id: int) -> BatchRow | None:
    """The same for a reader."""
    row = tx.execute(_ROW.where(Batch.id == batch_id)).first()
    return BatchRow(*row) if row else None


def save(tx: Tx, batch_id: int, rows: list[Json], state: str, filed_at: datetime | None = None) -> None:
    values: Json = {"rows": rows, "state": state}
    if filed_at is not None:
        values["filed_at"] = filed_at
    tx.execute(update(Batch).where(Batch.id == batch_id).values(**values))


def in_state(tx: Tx, state: str) -> list[int]:
    return list(tx.execute(select(Batch.id).where(Batch.state == state).order_by(Batch.id)).scalars())


def filed_before(tx: Tx, kind: str, since: datetime | None) -> Iterable[Json]:
    """The rows of every batch of this kind in which something was filed."""
    some = select(Batch.rows).where(Batch.kind == kind, Batch.filed_at.is_not(None))
    if since is not None:
        some = some.where(Batch.made_at >= since)
    for rows in tx.execute(some).scalars():
        yield from rows
