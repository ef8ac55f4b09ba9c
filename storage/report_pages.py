"""Reports page by page, for exports."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, bindparam, func, select

from storage.database import Tx
from storage.models import Attachment, Form, FormVersion, Region, Report
from storage.reports import ROW, Filter, ReportRow, as_report


def high_water(tx: Tx) -> int:
    """The last report committed: an export fixes it first and goes no further."""
    return tx.execute(select(func.coalesce(func.max(Report.seq), 0))).scalar_one()


def page(tx: Tx, wanted: Filter, after: int, up_to: int, size: int) -> list[ReportRow]:
    """The next reports by `seq`: after < seq <= up_to."""
    bounds = {"after": after, "up_to": up_to, "most": size}
    return [as_report(tuple(row)) for row in tx.execute(page_query(wanted), bounds)]


def page_query(wanted: Filter) -> Select[Any]:
    """The columns of `ReportRow`, in its order; to be bound: after, up_to, most."""
    query: Select[Any] = chosen(ROW, wanted)
    query = query.where(Report.seq > bindparam("after"), Report.seq <= bindparam("up_to"))
    return query.order_by(Report.seq).limit(bindparam("most"))


def attached_bytes(tx: Tx, wanted: Filter) -> int:
    """The bytes on our disk that belong to the wanted reports, those of the copies too."""
    each = func.coalesce(Attachment.size, 0) + func.coalesce(Attachment.copy_size, 0)
    total = select(func.coalesce(func.sum(each), 0)).join(Report, Report.id == Attachment.report_id)
    total = (
        total.join(FormVersion, Report.form_version_id == FormVersion.id)
        .join(Form)
        .outerjoin(Region, Report.region_id == Region.id)
    )
    return int(tx.execute(chosen(total, wanted)).scalar_one())


def versions_among(tx: Tx, wanted: Filter, up_to: int) -> list[int]:
    """The form versions that the wanted reports were filed on."""
    some = select(Report.form_version_id).distinct().join(FormVersion).join(Form).outerjoin(Region)
    return sorted(tx.execute(chosen(some, wanted).where(Report.seq <= up_to)).scalars())


def count(tx: Tx, wanted: Filter, up_to: int) -> int:
    some = select(func.count()).select_from(Report).join(FormVersion).join(Form).outerjoin(Region)
    return int(tx.execute(chosen(some, wanted).where(Report.seq <= up_to)).scalar_one())


def chosen(query: Any, wanted: Filter) -> Any:
    query = query.where(Report.practice.is_(False))
    if wanted.since is not None:
        query = query.where(Report.received_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(Report.received_at < wanted.until)
    if wanted.region is not None:
        query = query.where(Region.name == wanted.region)
    if wanted.form is not None:
        query = query.where(Form.form_id == wanted.form)
    if wanted.category is not None:
        query = query.where(Report.category == wanted.category)
    if not wanted.withdrawn:
        query = query.where(Report.withdrawn_at.is_(None))
    return query
