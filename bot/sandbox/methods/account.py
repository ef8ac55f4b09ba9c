"""getMe, and what the bot says of itself: commands, descriptions, name, menu button."""

import re

from bot.sandbox.errors import Json, bad_request
from bot.sandbox.methods.register import Handler, method
from bot.sandbox.params import Call
from bot.sandbox.world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LONGEST = {"Name": 64, "Description": 512, "ShortDescription": 120}
_FIELDS = {"Name": "name", "Description": "description", "ShortDescription": "short_description"}


@method("getMe")
def get_me(world: World, call: Call) -> Json:
    return {
        **world.bot.wire(),
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def command_key(scope: Json | None, language: str) -> str:
    """One key for a scope (BotCommandScope) and a language."""
    scope = scope or {"type": "default"}
    return "/".join([str(scope["type"]), str(scope.get("chat_id", "")), str(scope.get("user_id", "")), language])


@method("setMyCommands")
def set_my_commands(world: World, call: Call) -> bool:
    commands = call.objects("commands")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(str(command.get("command", "")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    _check_scope(world, call)
    world.profile.commands[command_key(call.json("scope"), call.text("language_code"))] = commands
    world.publish({"type": "commands"})
    return True


def _check_scope(world: World, call: Call) -> None:
    scope = call.json("scope") or {}
    if "chat_id" in scope and int(scope["chat_id"]) not in world.chats:
        raise bad_request("chat not found")


@method("getMyCommands")
def get_my_commands(world: World, call: Call) -> list[Json]:
    return world.profile.commands.get(command_key(call.json("scope"), call.text("language_code")), [])


@method("deleteMyCommands")
def delete_my_commands(world: World, call: Call) -> bool:
    world.profile.commands.pop(command_key(call.json("scope"), call.text("language_code")), None)
    return True


def _setter(what: str) -> Handler:
    def set_text(world: World, call: Call) -> bool:
        text = call.text(_FIELDS[what])
        if len(text) > _LONGEST[what]:
            raise bad_request(f"BOT_{_FIELDS[what].upper()}_TOO_LONG")
        world.profile.texts[f"{what}/{call.text('language_code')}"] = text
        return True

    return set_text


def _getter(what: str) -> Handler:
    def get_text(world: World, call: Call) -> Json:
        return {_FIELDS[what]: world.profile.texts.get(f"{what}/{call.text('language_code')}", "")}

    return get_text


for _what in _FIELDS:
    method(f"setMy{_what}")(_setter(_what))
    method(f"getMy{_what}")(_getter(_what))


@method("setChatMenuButton")
def set_chat_menu_button(world: World, call: Call) -> bool:
    world.profile.menu_buttons[call.integer("chat_id") or None] = call.json("menu_button") or {"type": "default"}
    return True


@method("getChatMenuButton")
def get_chat_menu_button(world: World, call: Call) -> Json:
    return world.profile.menu_buttons.get(call.integer("chat_id") or None, {"type": "commands"})
