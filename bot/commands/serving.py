"""`demo` and `run`."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
from typing import Any

from bot.commands.opening import Commands, Refusal, opened, quiet_logs, settings_from_environment

HIGHEST_PORT = 65535
log = logging.getLogger(__name__)


def add(commands: Commands[Any]) -> None:
    demo = commands.add_parser("demo", help="try it here: no token, no server, a page in the browser")
    demo.add_argument("--port", type=int, default=8477, help="port of the page (8477; 0 for any free one)")
    demo.add_argument("--no-browser", action="store_true", help="do not open the page")
    demo.set_defaults(command=_demo)
    commands.add_parser("run", help="serve the bot of BOT_TOKEN").set_defaults(command=_run)


def _demo(wanted: argparse.Namespace) -> None:
    from bot.demo import run_demo

    if not 0 <= wanted.port <= HIGHEST_PORT:
        raise Refusal(f"There is no port {wanted.port}; try --port 0.")
    quiet_logs("WARNING")
    try:
        asyncio.run(_until_told(run_demo(wanted.port, not wanted.no_browser)))
    except OSError as error:
        raise Refusal(f"The page cannot be served on port {wanted.port}: {error.strerror}; try --port 0.") from error


def _run(_wanted: argparse.Namespace) -> None:
    from bot.app import RunningBot, TokenRefused, open_mission
    from storage.alone import AlreadyRunning

    settings = settings_from_environment(token=True)
    quiet_logs(settings.log_level)
    running = RunningBot(opened(lambda: open_mission(settings)))
    try:
        asyncio.run(_until_told(running.run(lambda: log.info("reading updates"))))
    except TokenRefused as error:
        raise Refusal("Telegram does not know this BOT_TOKEN; ask @BotFather for the right one.") from error
    except AlreadyRunning as error:
        raise Refusal("The bot is already running on this database; stop that process first.") from error


async def _until_told(work: Any) -> None:
    """SIGTERM ends it as quietly as Ctrl-C: what is under way is finished first."""
    task = asyncio.ensure_future(work)
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        except NotImplementedError:  # Windows: Ctrl-C arrives as KeyboardInterrupt
            break
    try:
        await task
    except asyncio.CancelledError:
        log.info("stopped")
