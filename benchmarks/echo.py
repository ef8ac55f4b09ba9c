"""The baseline: python-telegram-bot as its README shows it, echoing texts.

`python -m benchmarks.echo URL CONCURRENT`; one at a time is the library's default.
"""

from __future__ import annotations

import sys
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters

from bot.sandbox.telegram import TOKEN


async def echo(update: Update, _context: Any) -> None:
    assert update.message is not None
    await update.message.reply_text(update.message.text or "")


def main(url: str, concurrent: int) -> None:
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{url}/bot").concurrent_updates(concurrent)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
