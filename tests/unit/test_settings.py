"""Settings: a bad value stops the start with a sentence that names it, and no secret is shown."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.core.words import Language
from bot.settings import OFFICIAL_API, BadSetting, load, read_dotenv

TOKEN = "123456789:AAHsandboxSandboxSandboxSandboxSand"


def test_with_an_empty_environment_everything_has_its_default() -> None:
    settings = load({})
    assert (settings.bot_token, settings.telegram_api_url) == ("", OFFICIAL_API)
    assert settings.database_url == "sqlite:///data/baqylau.db"
    assert (settings.media, settings.data_key_file) == (Path("data/media"), Path("data/baqylau.key"))
    assert settings.default_language is Language.KAZAKH
    assert settings.time_zone == ZoneInfo("Asia/Almaty")
    assert (settings.telegram_local_mode, settings.log_level) == (False, "INFO")


def test_empty_values_mean_the_default() -> None:
    names = ("TELEGRAM_API_URL", "DATABASE_URL", "MEDIA_URL", "TIME_ZONE", "LOG_LEVEL", "TELEGRAM_LOCAL_MODE")
    assert load(dict.fromkeys(names, "  ")) == load({})


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("BOT_TOKEN", f" {TOKEN}\n", "bot_token", TOKEN),
        ("TELEGRAM_API_URL", "http://127.0.0.1:8081/", "telegram_api_url", "http://127.0.0.1:8081"),
        ("TELEGRAM_LOCAL_MODE", "TRUE", "telegram_local_mode", True),
        ("TELEGRAM_LOCAL_MODE", "off", "telegram_local_mode", False),
        ("MEDIA_URL", "file:///srv/media", "media", Path("/srv/media")),
        ("DEFAULT_LANGUAGE", "ru", "default_language", Language.RUSSIAN),
        ("TIME_ZONE", "Asia/Qyzylorda", "time_zone", ZoneInfo("Asia/Qyzylorda")),
        ("LOG_LEVEL", "debug", "log_level", "DEBUG"),
        ("ELECTION_DAY", "2021-01-10", "election_day", date(2021, 1, 10)),
        ("POLLS_OPEN", "06:30", "polls_open", time(6, 30)),
        ("POLLS_CLOSE", " 22:00 ", "polls_close", time(22)),
    ],
)
def test_a_good_value_is_taken(name: str, value: str, field: str, expected: Any) -> None:
    assert getattr(load({name: value}), field) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "hello"),
        ("BOT_TOKEN", "123456789:short"),
        ("BOT_TOKEN", ":AAHsandboxSandbox"),
        ("BOT_TOKEN", "١٢٣:AAHsandboxSandbox"),
        ("BOT_TOKEN", "123:AAH sandbox/../Sandbox"),
        ("BOT_TOKEN", "1" * 30 + ":AAHsandboxSandbox"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("TELEGRAM_API_URL", "ftp://x"),
        ("TELEGRAM_LOCAL_MODE", "maybe"),
        ("MEDIA_URL", "s3://bucket"),
        ("DEFAULT_LANGUAGE", "kz"),
        ("TIME_ZONE", "Almaty"),
        ("TIME_ZONE", "../../etc/passwd"),
        ("TIME_ZONE", "Asia"),
        ("LOG_LEVEL", "LOUD"),
        ("WEBHOOK_URL", "https://example.org"),
        ("ELECTION_DAY", "10.01.2021"),
        ("ELECTION_DAY", "2021-13-01"),
        ("POLLS_OPEN", "7"),
        ("POLLS_OPEN", "25:00"),
        ("POLLS_CLOSE", "20:00+06:00"),
        ("POLLS_CLOSE", "06:00"),
    ],
)
def test_a_bad_value_is_refused_in_one_sentence_that_names_it(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as caught:
        load({name: value})
    assert str(caught.value).startswith(name)
    assert "\n" not in str(caught.value)


def test_a_refused_token_is_not_quoted() -> None:
    with pytest.raises(BadSetting) as caught:
        load({"BOT_TOKEN": "123:secret"})
    assert "secret" not in str(caught.value)


def test_printing_settings_shows_no_secret() -> None:
    settings = load({"BOT_TOKEN": TOKEN, "DATA_KEY": "ab" * 32, "DATABASE_URL": "postgresql://u:password@h/d"})
    for shown in (repr(settings), str(settings), f"{settings}"):
        assert TOKEN not in shown
        assert "ab" * 32 not in shown
        assert "password" not in shown


def test_the_bot_id_is_the_number_of_the_token() -> None:
    assert load({"BOT_TOKEN": TOKEN}).bot_id == 123456789


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("LOG_LEVEL=ERROR\nTIME_ZONE=Asia/Qyzylorda\n")
    settings = load({"LOG_LEVEL": "DEBUG"}, dotenv)
    assert (settings.log_level, settings.time_zone.key) == ("DEBUG", "Asia/Qyzylorda")


def test_a_file_that_is_not_there_is_no_fault(tmp_path: Path) -> None:
    assert load({}, tmp_path / ".env") == load({})


def test_dotenv_takes_comments_quotes_export_and_equals_signs(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text('# a comment\n\nexport A=1\nB = "two words"\nC=\'x\'\nD=a=b=c\nE=\nF="\n')
    assert read_dotenv(dotenv) == {"A": "1", "B": "two words", "C": "x", "D": "a=b=c", "E": "", "F": '"'}


def test_dotenv_of_a_windows_editor_is_read(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_bytes(b"\xef\xbb\xbfBOT_TOKEN=" + TOKEN.encode() + b"\r\nLOG_LEVEL=DEBUG\r\n")
    settings = load({}, dotenv)
    assert (settings.bot_token, settings.log_level) == (TOKEN, "DEBUG")


def test_a_line_that_is_no_setting_is_named(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("A=1\nhello\n")
    with pytest.raises(BadSetting, match=r"\.env, line 2"):
        load({}, dotenv)


@pytest.mark.parametrize("content", [b"BOT_TOKEN=\xff\xfe", None], ids=["not UTF-8", "a folder"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    dotenv = tmp_path / ".env"
    if content is None:
        dotenv.mkdir()
    else:
        dotenv.write_bytes(content)
    with pytest.raises(BadSetting, match="cannot be read"):
        load({}, dotenv)


@pytest.mark.parametrize(("name", "field"), [("BOT_TOKEN", "bot_token"), ("DATABASE_URL", "database_url")])
def test_a_secret_may_come_from_a_file(tmp_path: Path, name: str, field: str) -> None:
    secret = TOKEN if name == "BOT_TOKEN" else "postgresql://u:p@h/d"
    (tmp_path / "secret").write_text(secret + "\n")
    assert getattr(load({f"{name}_FILE": str(tmp_path / "secret")}), field) == secret
    assert getattr(load({f"{name}_FILE": "/nowhere", name: secret}), field) == secret  # the value itself wins


@pytest.mark.parametrize("content", [b"\xff\xfe", None], ids=["not UTF-8", "not there"])
def test_a_secret_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    with pytest.raises(BadSetting, match=r"^BOT_TOKEN_FILE"):
        load({"BOT_TOKEN_FILE": str(tmp_path / "secret")})


def test_settings_do_not_change() -> None:
    with pytest.raises(AttributeError):
        load({}).log_level = "DEBUG"  # type: ignore[misc]
