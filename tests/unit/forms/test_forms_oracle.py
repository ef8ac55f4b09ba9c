"""Our evaluator beside JavaRosa, the reference engine, which pyxform's wheel carries inside ODK Validate."""

from __future__ import annotations

import shutil
import subprocess
from html import escape
from pathlib import Path

import pytest
import pyxform

from bot.core.forms import Form, begin, compile_form, final_answers
from tests.unit.forms.sheets import NOW

JAR = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"
ORACLE = Path(__file__).parent / "Oracle.java"

DATA = {
    "age": ("int", "42"),
    "price": ("decimal", "2.50"),
    "zero": ("int", "0"),
    "none": ("int", ""),
    "word": ("string", "b"),
    "many": ("string", "b c d"),
    "blank": ("string", ""),
    "digits": ("string", "42"),
    "day": ("date", "2021-01-10"),
    "moment": ("dateTime", "2021-01-10T14:30:00.000+06:00"),
    "after": ("dateTime", "2021-01-10T15:30:00.000+06:00"),
    "clock": ("time", "14:30:00.000+06:00"),
    "evening": ("time", "18:00:00.000+06:00"),
    "later": ("date", "2021-02-01"),
}
EXPRESSIONS = """
/data/age = 42
/data/age = '42'
/data/digits = 42
/data/digits = '42'
/data/digits + 1
/data/price = 2.5
/data/price * 2
/data/none = ''
/data/none != ''
/data/none < 18
/data/none > 18
/data/none + 1
/data/age != ''
/data/blank = ''
not(/data/blank)
/data/zero = ''
boolean(/data/zero)
boolean(/data/word)
/data/day < /data/later
/data/day = '2021-01-10'
/data/day + 1
/data/later - /data/day
format-date(/data/day + 1, '%Y-%m-%d')
format-date(/data/day, '%e %n %y')
/data/day < date('2021-01-11')
date('2021-01-11') > /data/day
number(/data/day)
int(decimal-date-time(/data/later)) - int(decimal-date-time(/data/day))
string(/data/day)
selected(/data/many, 'c')
selected(/data/many, 'x')
selected-at(/data/many, 1)
count-selected(/data/many)
count-selected(/data/blank)
if(/data/age > 40, 'old', 'young')
coalesce(/data/blank, /data/word)
instance('c')/root/item[name = /data/word]/severity
instance('c')/root/item[name = 'x']/severity
count(instance('c')/root/item)
count(instance('c')/root/item[severity = 'high'])
sum(instance('c')/root/item/weight)
max(instance('c')/root/item/weight)
min(3, 1, 2)
round(2.345, 2)
round(2.5)
round(-2.5)
round(1234, -2)
int(3.7)
int(-3.7)
7 mod 3
-7 mod 3
7 div 2
-3 - -2 * 2
2 + 3 * 4 = 14 and 1 < 2
1 > 2 or 3 >= 3
pow(2, 10)
abs(-3)
concat('a', /data/age, /data/price)
string-length('Қоршау')
contains('abc', 'bc')
starts-with('abc', 'ab')
ends-with('abc', 'bc')
substr('abcdef', 1, 3)
substr('abcdef', -2)
substring-before('a-b-c', '-')
substring-after('a-b-c', '-')
translate('abc', 'ab', 'x')
normalize-space('  a   b ')
regex('ab', 'a')
regex('ab', 'a.')
string(1 div 3)
string(10 div 2)
string(100000000)
0.1 + 0.2
true()
false()
string(true())
number('abc')
number('12')
round(-2.345, 2)
round(-1.5, 0)
/data/moment < /data/after
/data/moment = '2021-01-10T14:30:00.000+06:00'
string(/data/moment)
format-date-time(/data/moment, '%Y-%m-%d %H:%M:%S')
format-date(/data/moment, '%H')
date(/data/moment)
decimal-date-time(/data/moment) < decimal-date-time(/data/after)
round(decimal-date-time('2021-01-10T14:30:00.000+06:00'), 4)
/data/moment > /data/day
/data/clock < /data/evening
string(/data/clock)
round(decimal-time(/data/clock), 4)
date(18637)
date('')
1 div 0
0 div 0
-1 div 0
substr('abcdef', 2)
substr('abc', 1, 10)
selected-at(/data/many, 9)
count-selected(' a  b ')
string-length('')
sum(/data/age)
number('')
number(true())
'1' + '1'
'a' < 'b'
'10' > '9'
/data/word = 'b' and /data/age
not('false')
not('')
true() = 'true'
true() = 1
/data/none = 0
/data/none + 0 = 0
int('')
int(/data/price)
/data/day != /data/later
/data/day >= '2021-01-10'
min(/data/age, /data/price)
max(/data/none, 5)
sum(instance('c')/root/item[name = 'zz']/weight)
instance('c')/root/item[name = current()/../word]/label
coalesce(/data/none, 7)
translate('abc', 'abc', '')
1000000 * 1000000
1 div 1000000
5 * 0.000001
join('-', 'a', 'b')
boolean-from-string('true')
checklist(1, 2, true(), false())
once('x')
string(/data/age)
string(/data/price)
jr:choice-name(/data/word, '/data/word')
""".strip().splitlines()

# Where we follow the specification against JavaRosa, which compares dateTimes and times by their day only
# (getodk/getodk issue 631) and writes Java's exponents.
DEPARTURES = {
    "/data/moment < /data/after": "1",
    "/data/moment = '2021-01-10T14:30:00.000+06:00'": "1",
    "/data/moment > /data/day": "1",
    "/data/clock < /data/evening": "1",
    "/data/day >= '2021-01-10'": "1",
    "string(/data/moment)": "2021-01-10T14:30:00.000+06:00",
    "string(/data/clock)": "14:30:00.000+06:00",
    "round(decimal-time(/data/clock), 4)": "0.6042",
    "date(/data/moment)": "2021-01-10",
    "date(18637)": "2021-01-10",
    "1 div 1000000": "0.000001",
    "5 * 0.000001": "0.000005",
}

INSTANCE = """<instance id="c"><root>
<item><name>a</name><label>Ay</label><severity>high</severity><weight>1</weight></item>
<item><name>b</name><label>Bee</label><severity>low</severity><weight>5</weight></item>
<item><name>c</name><label>Cee</label><severity>high</severity></item></root></instance>"""


def xform() -> str:
    leaves = "".join(f"<{name}>{value}</{name}>" for name, (_, value) in DATA.items())
    leaves += "".join(f"<r{at}/>" for at in range(len(EXPRESSIONS)))
    binds = "".join(f'<bind nodeset="/data/{name}" type="{kind}"/>' for name, (kind, _) in DATA.items())
    for at, expression in enumerate(EXPRESSIONS):
        binds += f'<bind nodeset="/data/r{at}" type="string" calculate="{escape(expression)}"/>'
    select = """<select1 ref="/data/word"><label>w</label><itemset nodeset="instance('c')/root/item">
    <value ref="name"/><label ref="label"/></itemset></select1>"""
    return f"""<?xml version="1.0"?><h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
    xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>T</h:title><model><instance><data id="a">
    {leaves}</data></instance>{INSTANCE}{binds}</model></h:head><h:body>{select}</h:body></h:html>"""


def ours(form: Form) -> dict[str, str]:
    return final_answers(form, begin(form, NOW, {}), NOW)


@pytest.mark.skipif(not shutil.which("javac"), reason="needs a Java development kit")
def test_the_evaluator_agrees_with_javarosa(tmp_path: Path) -> None:
    form = compile_form(xform())
    assert isinstance(form, Form), form
    document = tmp_path / "form.xml"
    document.write_text(xform(), encoding="utf-8")
    said = subprocess.run(
        ["java", "-Dfile.encoding=UTF-8", "-Duser.timezone=Asia/Almaty", "-cp", str(JAR), str(ORACLE), str(document)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    ).stdout
    theirs = dict(line.split("\t", 1) for line in said.splitlines() if "\t" in line)
    mine = ours(form)
    differing = {
        expression: (mine.get(f"r{at}", ""), theirs[f"r{at}"])
        for at, expression in enumerate(EXPRESSIONS)
        if mine.get(f"r{at}", "") != DEPARTURES.get(expression, theirs[f"r{at}"])
    }
    assert differing == {}
