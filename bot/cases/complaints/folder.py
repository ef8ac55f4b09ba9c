"""The folder of templates: `<name>.<language>.docx`. It belongs to the organisation; what is shipped are samples."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.core.words import Language

SAMPLES = Path(__file__).parent / "samples"
MOST = 60  # templates on offer


@dataclass(frozen=True, slots=True)
class Template:
    path: Path
    name: str
    language: Language

    @property
    def key(self) -> str:
        """Short enough for a button; the name may be in any letters."""
        return hashlib.sha256(self.path.name.encode()).hexdigest()[:10]


def templates(folder: Path, language: Language | None = None) -> list[Template]:
    """Those of a language, or all, by name; a file that is called otherwise is no template."""
    try:
        files = sorted(path for path in folder.glob("*.docx") if not path.name.startswith(("~", ".")))
    except OSError:
        return []
    found = [one for path in files if (one := _template(path)) is not None]
    return [one for one in found if language in (None, one.language)][:MOST]


def named(folder: Path, name: str, language: str) -> Template | None:
    return next((one for one in templates(folder) if one.name == name and one.language == language), None)


def _template(path: Path) -> Template | None:
    name, _, language = path.stem.rpartition(".")
    return Template(path, name[:80], Language(language)) if name and language in tuple(Language) else None


def seed(folder: Path) -> list[Path]:
    """Put the shipped samples where no file of their name is; returns those that are new."""
    from bot.cases.complaints.sample import write_sample

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = [folder / f"{text.stem}.docx" for text in sorted(SAMPLES.glob("*.txt"))]
    new = [path for path in new if not path.exists()]
    for path in new:
        write_sample((SAMPLES / f"{path.stem}.txt").read_text("utf-8"), path)
    return new
