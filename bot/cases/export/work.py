"""An export under way: the records one by one, counted, with their files put into the archive on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from bot.cases.export.answers import answer_names
from bot.cases.export.archive import Archive
from bot.cases.export.calls import Call, calls
from bot.cases.export.census import Census
from bot.cases.export.enclosing import enclose
from bot.cases.export.names import SOS, UNSUBMITTED
from bot.cases.export.profiles import Terms, may_be_asked, published
from bot.cases.export.reading import Plan, pages
from bot.cases.export.record import Record
from bot.cases.export.revisions import revision_objects
from bot.cases.export.tables import JsonLines
from bot.cases.export.unsubmitted import Unsubmitted, unsubmitted
from bot.cases.forms import FormLibrary
from bot.core.forms import Form
from storage.database import Database
from storage.media import MediaFolder

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Work:
    database: Database
    library: FormLibrary
    media: MediaFolder
    plan: Plan
    forms: dict[int, Form]  # by the number of their version, the oldest first
    terms: Terms
    progress: Progress
    census: Census = field(default_factory=Census)
    drafts: Census = field(default_factory=Census)
    called: Census = field(default_factory=Census)

    def records(self, archive: Archive | None = None, said: JsonLines | None = None) -> Iterator[Record]:
        """The records one by one, counted; their attachments go into the archive on the way, and all they said."""
        for page in pages(self.database, self.library, self.plan):
            if said is not None:
                for told in revision_objects(self.database, self.library, page):
                    said.write_object(told)
                    self.census.revisions += 1
            for record in map(self._as_shown, page):
                code, files = record.report.code, record.attachments
                placed = enclose(archive, self.media, files, code) if archive else files
                self.census.count({"report": code}, placed)
                yield replace(record, attachments=placed)
            self.progress(self.census.told, self.plan.total)

    def _as_shown(self, record: Record) -> Record:
        return published(record, self.forms[record.report.form_version_id]) if self.terms.is_public else record

    def unsubmitted(self, archive: Archive) -> Iterator[Unsubmitted]:
        """The same of the drafts."""
        for one in unsubmitted(self.database, self.library, self.plan):
            placed = enclose(archive, self.media, one.attachments, one.folder, UNSUBMITTED)
            self.drafts.count({"draft": str(one.draft.id)}, placed)
            yield replace(one, attachments=placed)

    def calls(self, archive: Archive) -> Iterator[Call]:
        """The same of the calls for help."""
        for one in calls(self.database, self.plan):
            placed = enclose(archive, self.media, one.attachments, one.row.code, SOS)
            self.called.count({"call": one.row.code}, placed)
            yield replace(one, attachments=placed)

    def names(self) -> list[str]:
        """The questions of all the forms, those of the oldest version first, each once."""
        every = dict.fromkeys(name for form in self.forms.values() for name in answer_names(form))
        return [name for name in every if may_be_asked(self.terms.profile, name)]
