"""Draft complaints from reports: templates that a lawyer of the organisation edits, filled in and followed up."""
