"""Checks of `reply_markup` (InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove, ForceReply)."""

import re
from typing import Any

from bot.sandbox.errors import Json, bad_request

MAX_INLINE_BUTTONS = 100
MAX_REPLY_BUTTONS = 300
_ACTIONS = frozenset(
    {"callback_data", "url", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
     "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay"}
)  # fmt: skip
_URL = re.compile(r"(https?://|tg://)?[^\s/?#]+\.?[^\s]*$")


def check_markup(markup: Any) -> Json | None:
    """The markup as it will be kept; None when it says nothing (an empty inline keyboard)."""
    if markup in (None, "", {}):
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _check_inline(markup["inline_keyboard"])
    if "keyboard" in markup:
        return _check_reply(markup)
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return markup
    return None


def _rows(rows: Any, field: str) -> list[list[Any]]:
    if not isinstance(rows, list):
        raise bad_request(f'field "{field}" of the ReplyMarkup must be of type Array')
    for row in rows:
        if not isinstance(row, list):
            raise bad_request(f'field "{field}" of the ReplyMarkup must be an Array of Arrays')
    return [row for row in rows if row]


def _check_inline(rows: Any) -> Json | None:
    kept = _rows(rows, "inline_keyboard")
    if sum(map(len, kept)) > MAX_INLINE_BUTTONS:
        raise bad_request("reply markup is too long")
    for row in kept:
        for button in row:
            _check_inline_button(button)
    return {"inline_keyboard": kept} if kept else None


def _check_inline_button(button: Any) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: Text of the button must be non-empty")
    actions = _ACTIONS & button.keys()
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one of the optional fields must be used")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not _URL.match(str(button["url"])):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _check_reply(markup: Json) -> Json:
    kept = [[{"text": button} if isinstance(button, str) else button for button in row]
            for row in _rows(markup["keyboard"], "keyboard")]  # fmt: skip
    if sum(map(len, kept)) > MAX_REPLY_BUTTONS:
        raise bad_request("reply markup is too long")
    for row in kept:
        for button in row:
            if not isinstance(button, dict) or not str(button.get("text", "")).strip():
                raise bad_request("can't parse keyboard button: Text of the button must be non-empty")
    if not kept:
        raise bad_request("reply keyboard must have at least one button")
    return {**markup, "keyboard": kept}
