"""`python -m bot run` without pacing, which would hold the bot at Telegram's thirty messages a second."""

from __future__ import annotations

import asyncio
import os

from bot.app import RunningBot, open_mission
from bot.commands.opening import quiet_logs
from bot.settings import load

if __name__ == "__main__":
    quiet_logs("WARNING")
    asyncio.run(RunningBot(open_mission(load(os.environ)), rates=None).run(lambda: None))
