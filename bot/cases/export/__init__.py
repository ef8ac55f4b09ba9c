"""Exports: what the mission knows, as files that others can read, count and check.

csv    one table for a spreadsheet            json     one object a line for a program
xlsx   every table, labels beside codes       geojson  the reports on a map
stations  all stations on a map, with counts
docx, html   the briefing: method, tables and one beginning of a paragraph for each event
zip    reports.csv, reports.jsonl, export.json, attachments/<code>/<n>-<hash>.<ext>, forms/<id>-<version>.xml,
       copies/<code>/<n>-<hash>.jpg, made here from the pixels of the pictures, upright and without metadata,
       revisions.jsonl, all that each report ever said, reports.xlsx, reports.geojson, stations.geojson,
       and SHA256SUMS, which `sha256sum -c` and bot.cases.verify accept; with them, unless a form or a category is
       asked for, what was kept with drafts that were never submitted: unsubmitted.jsonl, unsubmitted/<draft>/...
"""

from bot.cases.export.exporting import export_reports
from bot.cases.export.labels import form_title
from bot.cases.export.outcome import Exported, ExportFailed, ExportFormat, NothingToExport, WhyNot
from bot.cases.export.profiles import Profile, Terms
from storage.reports import Filter

__all__ = [
    "ExportFailed",
    "ExportFormat",
    "Exported",
    "Filter",
    "NothingToExport",
    "Profile",
    "Terms",
    "WhyNot",
    "export_reports",
    "form_title",
]
