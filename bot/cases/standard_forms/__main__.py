"""`make forms`: convert every shipped form anew."""

from bot.cases.standard_forms import FOLDER, NAMES, source
from bot.cases.xlsform import Converted, convert_xlsform

for name in NAMES:
    converted = convert_xlsform(source(name), ".md")
    if not isinstance(converted, Converted):
        raise SystemExit(f"{name}: {converted}")
    (FOLDER / f"{name}.xml").write_text(converted.xform_xml, "utf-8")
