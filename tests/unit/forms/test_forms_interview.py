from bot.core.forms import Typed, begin, screen, step
from tests.unit.forms.sheets import NOW, incident


def test_smoke() -> None:
    form = incident()
    state = begin(form, NOW, {})
    state = step(form, state, Typed("voting"), NOW).state
    assert screen(form, state, NOW, "en").label == "Category"
