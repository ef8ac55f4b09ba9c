"""Pages: long texts in such as one message takes, and the buttons that turn over those of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from handlers.messages import Button, Rows, plain, units

PAGE = 3600  # UTF-16 units of HTML: with a head and a mark of practice it stays under the 4096 of a message
PIECE = 1200  # of one line


def wrapped(text: str, most: int = PIECE) -> list[str]:
    """Plain text as lines of HTML, each of at most `most` units; nothing is cut off."""
    return [plain(piece) for line in text.splitlines() for piece in _pieces(line, most)]


def pages(lines: Iterable[str], most: int = PAGE) -> list[str]:
    """Lines of HTML put together into pages; at least one, which may be empty."""
    made: list[list[str]] = [[]]
    room = most
    for line in lines:
        needed = units(line) + 1
        if needed > room and made[-1]:
            made.append([])
            room = most
        made[-1].append(line)
        room -= needed
    return ["\n".join(page) for page in made]


def turner(page: int, count: int, to: Callable[[int], str], beyond: str = "") -> Rows:
    """◀ 2/3 ▶ where there is more than one page. `page` counts from 0; `to` gives what the button of a page says to
    the bot; `beyond` stands after the count where there are more pages than were counted.
    """
    if count < 2:
        return ()
    before = [Button("◀", to(page - 1))] if page else []
    after = [Button("▶", to(page + 1))] if page + 1 < count else []
    return ((*before, Button(f"{page + 1}/{count}{beyond}", to(page)), *after),)


def count_of(things: int, on_a_page: int) -> int:
    """How many pages; nothing fills one too."""
    return max(1, -(-things // on_a_page))


def _pieces(line: str, most: int) -> list[str]:
    found = []
    while units(plain(line)) > most:
        end = _fitting(line, most)
        found.append(line[:end].rstrip())
        line = line[end:].lstrip()
    return [*found, line] if line else found


def _fitting(line: str, most: int) -> int:
    """How many letters of the line fit, up to a space if there is one in the second half."""
    low, high = 1, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if units(plain(line[:middle])) <= most else (low, middle - 1)
    space = line.rfind(" ", low // 2, low)
    return space if space > 0 else low
