"""A whole conversation: a user, the sandbox, and the small bot that lives in it."""

import asyncio
import contextlib

from bot.sandbox.echo import EchoBot


def test_the_echo_bot_answers_and_edits_through_the_sandbox(play, jpeg):
    async def scenario(emulator, api):
        bot = asyncio.create_task(EchoBot(api.url, api.token).run())
        user = emulator.user("Айгүл")
        emulator.start_chat(user, "CODE")
        await emulator.wait_for(user, "Baqylau is listening")
        emulator.press(user, "🆘 SOS")
        question = await emulator.wait_for(user, "3/12")
        query = emulator.tap(user, question.id, "no")
        edited = await emulator.wait_for(user, "4/12")
        assert (edited.id, query.answered) == (question.id, True)
        photo = emulator.send_photo(user, jpeg)
        assert (await emulator.wait_for(user, "Photo kept")).reply_to == photo.id
        bot.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await bot

    play(scenario)
