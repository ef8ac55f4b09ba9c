"""Delivery of updates to a webhook: in order, again until it answers 2xx ("setWebhook")."""

import asyncio

import aiohttp

from bot.sandbox.world import World

RETRY_SECONDS = 0.2  # Telegram waits longer; tests should not


def start_webhook(world: World, url: str, secret: str) -> None:
    stop_webhook(world)
    world.webhook.url, world.webhook.secret = url, secret
    world.webhook.task = asyncio.get_running_loop().create_task(_deliver(world))


def stop_webhook(world: World) -> None:
    if world.webhook.task is not None:
        world.webhook.task.cancel()
    world.webhook.task, world.webhook.url, world.webhook.secret = None, "", ""


async def _deliver(world: World) -> None:
    headers = {"Content-Type": "application/json"}
    if world.webhook.secret:
        headers["X-Telegram-Bot-Api-Secret-Token"] = world.webhook.secret
    async with aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=30)) as session:
        while True:
            await world.updates.wait(3600)
            while world.updates.pending:
                await _post_first(world, session)


async def _post_first(world: World, session: aiohttp.ClientSession) -> None:
    update = world.updates.pending[0]
    try:
        async with session.post(world.webhook.url, data=update.body) as response:
            error = "" if response.status < 300 else f"Wrong response from the webhook: {response.status}"
    except (aiohttp.ClientError, TimeoutError) as problem:
        error = str(problem) or "Connection failed"
    world.webhook.last_error = error
    if error:
        await asyncio.sleep(RETRY_SECONDS)
    elif world.updates.pending and world.updates.pending[0] is update:
        world.updates.drop_first()
