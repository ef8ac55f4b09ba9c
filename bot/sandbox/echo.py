"""A small bot for trying the sandbox without the real one: it echoes, with keyboards, albums and files."""

import asyncio
import contextlib
from typing import Any

import aiohttp

from bot.sandbox.errors import Json

MENU: Json = {
    "keyboard": [["📝 Report", "📷 Album"], [{"text": "📍 Here", "request_location": True}, "🆘 SOS"]],
    "resize_keyboard": True,
}
CHOICES: Json = {
    "inline_keyboard": [
        [{"text": "✅ Иә", "callback_data": "yes"}, {"text": "❌ Жоқ", "callback_data": "no"}],
        [{"text": "⏭ Skip", "callback_data": "skip"}, {"text": "⬅ Back", "callback_data": "alert"}],
        [{"text": "Manual", "url": "https://core.telegram.org/bots/api"}],
    ]
}
GREETING = (
    "Сәлеметсіз бе! <b>Baqylau</b> is listening.\n"
    "<i>Курсив</i>, <u>underlined</u>, <s>struck</s>, <code>code</code>, <tg-spoiler>spoiler</tg-spoiler>\n"
    "<blockquote>Ә Ғ Қ Ң Ө Ұ Ү Һ І — every letter whole</blockquote>\n"
    '/report #note <a href="https://example.org">a link</a> t.me/baqylau_bot?start=ABC123'
)


class EchoBot:
    def __init__(self, url: str, token: str) -> None:
        self.base = f"{url}/bot{token}"
        self.session: aiohttp.ClientSession | None = None

    async def run(self) -> None:
        """Polls until cancelled; a failed call is tried again by the next update only."""
        async with aiohttp.ClientSession() as self.session:
            offset = 0
            while True:
                answer = await self.call("getUpdates", offset=offset, timeout=30)
                for update in answer.get("result", []):
                    offset = update["update_id"] + 1
                    await self.handle(update)
                if not answer.get("ok"):
                    await asyncio.sleep(0.2)

    async def call(self, name: str, **fields: Any) -> Json:
        assert self.session is not None
        with contextlib.suppress(aiohttp.ClientError):
            async with self.session.post(f"{self.base}/{name}", json=fields) as response:
                body: Json = await response.json()
                return body
        return {"ok": False}

    async def handle(self, update: Json) -> None:
        if "callback_query" in update:
            await self.tapped(update["callback_query"])
        elif "message" in update:
            await self.said(update["message"])

    async def tapped(self, query: Json) -> None:
        data, message = query["data"], query["message"]
        alert = data == "alert"
        await self.call("answerCallbackQuery", callback_query_id=query["id"], text=f"⌛ {data}", show_alert=alert)
        where = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        if not alert:
            text = f"4/12 · «{data}» ✓"
            await self.call("editMessageText", **where, text=text, reply_markup=CHOICES)

    async def said(self, message: Json) -> None:
        chat = message["chat"]["id"]
        await self.call("sendChatAction", chat_id=chat, action="typing")
        if "photo" in message:
            await self.photo(chat, message)
        elif message.get("text", "").startswith("/start"):
            await self.call("sendMessage", chat_id=chat, text=GREETING, parse_mode="HTML", reply_markup=MENU)
        else:
            said = message.get("text") or "📎✓"
            await self.call("sendMessage", chat_id=chat, text=f"3/12 · {said}", reply_markup=CHOICES)

    async def photo(self, chat: int, message: Json) -> None:
        text = "📷 Photo kept. What happened here?"
        reply = {"message_id": message["message_id"]}
        await self.call("sendMessage", chat_id=chat, text=text, reply_parameters=reply, reply_markup=CHOICES)
