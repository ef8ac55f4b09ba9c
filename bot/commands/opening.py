"""What every command needs: settings, a mission, and a way to refuse with one sentence."""

from __future__ import annotations

import argparse
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings, load

if TYPE_CHECKING:
    from bot.app import Mission

Commands = argparse._SubParsersAction


class Refusal(Exception):
    """One sentence for the person at the terminal; the command ends with 2."""


def settings_from_environment(token: bool) -> Settings:
    """Raises BadSetting, or Refusal when a token is needed and there is none."""
    settings = load(os.environ, Path(".env"))
    if token and not settings.bot_token:
        raise Refusal("BOT_TOKEN is empty; get one from @BotFather and put it into .env.")
    return settings


def mission() -> Mission:
    """The mission of the environment, for a command that is done in a moment."""
    from bot.app import open_mission

    settings = settings_from_environment(token=False)
    quiet_logs(settings.log_level)
    return opened(lambda: open_mission(settings))


def opened(opening: Callable[[], Mission]) -> Mission:
    from storage.database import BadDatabaseUrl, Unopened
    from storage.media import MediaFull
    from storage.schema import NewerSchema
    from storage.seal import BadKey

    try:
        return opening()
    except (BadDatabaseUrl, BadKey) as error:
        raise Refusal(f"{error}.") from error
    except Unopened as error:
        raise Refusal("The database cannot be opened; look at DATABASE_URL.") from error
    except NewerSchema as error:
        raise Refusal("The database was made by a newer version of Baqylau; install that one.") from error
    except MediaFull as error:
        raise Refusal("The disk of MEDIA_URL is full.") from error
    except OSError as error:
        raise Refusal(f"{error.filename or 'A file'} cannot be opened: {error.strerror}.") from error


def is_database_failing(error: Exception) -> bool:
    from storage.database import Failing

    return isinstance(error, Failing)


def bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(f"{path} cannot be read.") from error


def quiet_logs(level: str) -> None:
    """Our own lines at the level asked for; the libraries', which may quote people, only when they are errors."""
    logging.basicConfig(level=logging.ERROR, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("bot", "handlers", "storage"):
        logging.getLogger(name).setLevel(level)
