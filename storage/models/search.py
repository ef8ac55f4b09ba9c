"""Words by which reports are found."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class ReportWords(Base):
    """The stems of everything that was written about a report, with spaces between; the index over them differs."""

    __tablename__ = "report_words"
    seq: Mapped[int] = mapped_column(ForeignKey("reports.seq"), primary_key=True, autoincrement=False)
    stems: Mapped[str] = mapped_column(Text)
