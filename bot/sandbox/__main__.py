"""`python -m bot.sandbox`: the sandbox alone, for a bot started elsewhere; `--echo` adds a small bot of its own."""

import argparse
import asyncio
import contextlib
import sys

from bot.sandbox.echo import EchoBot
from bot.sandbox.limits import Limits
from bot.sandbox.telegram import TOKEN, Emulator, Scene

SCENES = (
    Scene("Айгүл", "observer · бақылаушы", "https://t.me/baqylau_bot?start=OBSERVER", "kk"),
    Scene("Desk", "coordinator", "https://t.me/baqylau_bot?start=DESK", "ru", role="coordinator"),
)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--limits", action="store_true", help="keep Telegram's rate limits")
    parser.add_argument("--echo", action="store_true", help="run a small echo bot too")
    parser.add_argument("--empty", action="store_true", help="begin without users")
    return parser.parse_args()


async def serve(chosen: argparse.Namespace) -> None:
    limits = Limits() if chosen.limits else None
    emulator = Emulator(chosen.token, limits=limits, scenes=() if chosen.empty else SCENES)
    url = await emulator.start(port=chosen.port)
    sys.stdout.write(f"{url}\nTELEGRAM_API_URL={url} BOT_TOKEN={chosen.token}\n")
    sys.stdout.flush()
    try:
        await (EchoBot(url, chosen.token).run() if chosen.echo else asyncio.Event().wait())
    finally:
        await emulator.stop()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(options()))
