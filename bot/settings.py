"""The environment and `.env` become one frozen Settings; a bad value stops the start with a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.core.words import Language

OFFICIAL_API = "https://api.telegram.org"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_TOKEN = re.compile(r"[0-9]{1,18}:[A-Za-z0-9_-]{10,}")
SECRETS = ("BOT_TOKEN", "DATABASE_URL", "DATA_KEY")


class BadSetting(ValueError):
    """One sentence that names the setting and what it should be."""


@dataclass(frozen=True, slots=True)
class Settings:
    bot_token: str
    telegram_api_url: str
    telegram_local_mode: bool
    database_url: str
    media: Path
    complaints: Path
    data_key: str
    data_key_file: Path
    default_language: Language
    time_zone: ZoneInfo
    election_day: date | None
    polls_open: time
    polls_close: time
    log_level: str
    webhook_url: str

    def __repr__(self) -> str:  # a token or a key printed by accident is a leak
        return f"Settings(telegram_api_url={self.telegram_api_url!r}, media={str(self.media)!r})"

    @property
    def bot_id(self) -> int:
        return int(self.bot_token.split(":", 1)[0])


def load(environment: Mapping[str, str], dotenv: Path | None = None) -> Settings:
    """Settings from the environment, which wins, and a `.env` file. Raises BadSetting."""
    values = {**(read_dotenv(dotenv) if dotenv and dotenv.exists() else {}), **environment}
    for name in SECRETS:
        values = _from_secret_file(values, name)

    def get(name: str, default: str = "") -> str:
        return values.get(name, "").strip() or default

    opening, closing = (
        _time("POLLS_OPEN", get("POLLS_OPEN", "07:00")),
        _time("POLLS_CLOSE", get("POLLS_CLOSE", "20:00")),
    )
    if opening >= closing:
        raise BadSetting("POLLS_CLOSE must be later than POLLS_OPEN")
    return Settings(
        bot_token=_token(get("BOT_TOKEN")),
        telegram_api_url=_address("TELEGRAM_API_URL", get("TELEGRAM_API_URL", OFFICIAL_API)),
        telegram_local_mode=_flag("TELEGRAM_LOCAL_MODE", get("TELEGRAM_LOCAL_MODE", "false")),
        database_url=get("DATABASE_URL", "sqlite:///data/baqylau.db"),
        media=_folder(get("MEDIA_URL", "data/media")),
        complaints=Path(get("COMPLAINTS", "data/complaints")),
        data_key=get("DATA_KEY"),
        data_key_file=Path(get("DATA_KEY_FILE", "data/baqylau.key")),
        default_language=_language(get("DEFAULT_LANGUAGE", "kk")),
        time_zone=_zone(get("TIME_ZONE", "Asia/Almaty")),
        election_day=_date("ELECTION_DAY", get("ELECTION_DAY")),
        polls_open=opening,
        polls_close=closing,
        log_level=_one_of("LOG_LEVEL", get("LOG_LEVEL", "INFO").upper(), LOG_LEVELS),
        webhook_url=_no_webhook_yet(get("WEBHOOK_URL")),
    )


def read_dotenv(path: Path) -> dict[str, str]:
    """NAME=VALUE lines; `#` begins a comment line; one pair of quotes around a value is dropped."""
    values = {}
    for number, raw in enumerate(_text_of(path, f"{path.name} cannot be read").splitlines(), 1):
        line = raw.strip().removeprefix("export ")
        if not line or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals:
            raise BadSetting(f"{path.name}, line {number}: expected NAME=VALUE")
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        values[name.strip()] = value
    return values


def _from_secret_file(values: dict[str, str], name: str) -> dict[str, str]:
    """`NAME_FILE` names a file that holds the secret (Docker and systemd hand secrets over so)."""
    path = values.get(f"{name}_FILE", "").strip()
    if not path or values.get(name, "").strip() or name == "DATA_KEY":
        return values
    return {**values, name: _text_of(Path(path), f"{name}_FILE names a file that cannot be read").strip()}


def _text_of(path: Path, refusal: str) -> str:
    """Windows' Notepad puts a mark before UTF-8: it is dropped."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(refusal) from error


def _token(value: str) -> str:
    if value and not _TOKEN.fullmatch(value):
        raise BadSetting("BOT_TOKEN must look like 123456789:ABC… as @BotFather gave it")
    return value


def _address(name: str, value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise BadSetting(f"{name} must begin with https:// or http://")
    return value.rstrip("/")


def _folder(value: str) -> Path:
    if "://" in value and not value.startswith("file://"):
        raise BadSetting("MEDIA_URL must be a folder; other stores are not supported yet")
    return Path(value.removeprefix("file://"))


def _flag(name: str, value: str) -> bool:
    match value.lower():
        case "true" | "yes" | "1" | "on":
            return True
        case "false" | "no" | "0" | "off":
            return False
        case _:
            raise BadSetting(f"{name} must be true or false")


def _language(value: str) -> Language:
    return Language(_one_of("DEFAULT_LANGUAGE", value, tuple(Language)))


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise BadSetting(f"{name} must be one of {', '.join(allowed)}")
    return value


def _zone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except Exception as error:  # zoneinfo raises four kinds for a bad name
        raise BadSetting("TIME_ZONE must be an IANA name such as Asia/Almaty") from error


def _date(name: str, value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise BadSetting(f"{name} must be a date like 2021-01-10, or empty") from error


def _time(name: str, value: str) -> time:
    """To the minute, by the clock of each station."""
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value, re.ASCII):
        raise BadSetting(f"{name} must be a time like 07:00")
    return time.fromisoformat(value)


def _no_webhook_yet(value: str) -> str:
    if value:
        raise BadSetting("WEBHOOK_URL must be empty: this version reads updates by polling")
    return value
