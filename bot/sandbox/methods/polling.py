"""getUpdates, setWebhook, deleteWebhook, getWebhookInfo ("Getting updates")."""

import re

from bot.sandbox.errors import Json, bad_request, conflict
from bot.sandbox.methods.register import RawResult, method
from bot.sandbox.params import Call
from bot.sandbox.webhook import start_webhook, stop_webhook
from bot.sandbox.world import World

MAX_TIMEOUT = 50
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def _remember_allowed(world: World, call: Call) -> None:
    if "allowed_updates" in call.values:
        kinds = call.json("allowed_updates")
        world.updates.allowed = frozenset(map(str, kinds)) if kinds else None


@method("getUpdates")
async def get_updates(world: World, call: Call) -> RawResult:
    """Long poll: `offset` acknowledges all below it, a negative one all but the last; `limit` 1 to 100."""
    if world.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    _remember_allowed(world, call)
    limit = call.integer("limit", 100)
    limit = limit if 1 <= limit <= 100 else 100
    updates, offset = world.updates, call.integer("offset")
    updates.acknowledge(offset, world.now)
    await updates.wait(min(call.integer("timeout"), MAX_TIMEOUT))
    updates.acknowledge(max(offset, 0), world.now)
    batch = updates.batch(limit)
    if world.faults.shuffled is not None:
        world.faults.shuffled.shuffle(batch)
    return RawResult(b"[" + b",".join(batch) + b"]")


@method("setWebhook")
def set_webhook(world: World, call: Call) -> bool:
    """Plain http is taken here, for tests on this machine; Telegram asks for https."""
    url, secret = call.text("url"), call.text("secret_token")
    if not url:
        _drop_pending(world, call)
        stop_webhook(world)
        return True
    if not re.match(r"https?://[^\s/]+", url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    _remember_allowed(world, call)
    _drop_pending(world, call)
    world.updates.interrupt()
    start_webhook(world, url, secret)
    return True


def _drop_pending(world: World, call: Call) -> None:
    if call.flag("drop_pending_updates"):
        world.updates.pending.clear()


@method("deleteWebhook")
def delete_webhook(world: World, call: Call) -> bool:
    _drop_pending(world, call)
    stop_webhook(world)
    return True


@method("getWebhookInfo")
def get_webhook_info(world: World, call: Call) -> Json:
    hook = world.webhook
    info: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }
    if hook.last_error:
        info |= {"last_error_message": hook.last_error, "last_error_date": int(world.now)}
    return info
