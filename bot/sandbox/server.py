"""The HTTP side of the Bot API: /bot<token>/<method>, /file/bot<token>/<path>, and the chat page."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import TYPE_CHECKING, cast

from aiohttp import web

from bot.sandbox.control import Control
from bot.sandbox.errors import ApiError
from bot.sandbox.faults import Fault
from bot.sandbox.methods import METHODS, RawResult
from bot.sandbox.params import Call, read_call, too_large
from bot.sandbox.updates import encode
from bot.sandbox.webhook import stop_webhook
from bot.sandbox.world import ApiCall, World

if TYPE_CHECKING:
    from bot.sandbox.telegram import Emulator

LARGEST_BODY = 64 * 1024 * 1024
_LOG = logging.getLogger(__name__)
BROKEN = ApiError(500, "Internal Server Error")
UNAUTHORIZED = ApiError(401, "Unauthorized")
NO_METHOD = ApiError(404, "Not Found: method not found")


class Server:
    def __init__(self, emulator: "Emulator") -> None:
        self.world: World = emulator.world
        self.closing = asyncio.Event()
        self.control = Control(emulator)
        self.runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> str:
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self.answer)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self.download)
        self.control.add_routes(app)
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self.runner.setup()
        site = web.TCPSite(self.runner, host, port)
        await site.start()
        bound = self.runner.addresses[0][1]
        return f"http://{host}:{bound}"

    async def stop(self) -> None:
        """Ends polls, streams and held calls at once, so that stopping takes no time."""
        self.closing.set()
        stop_webhook(self.world)
        self.world.updates.wake()
        self.control.close()
        if self.runner is not None:
            await self.runner.cleanup()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        method = METHODS.get(name.lower())
        call = Call(method.name if method else name, {})
        fault = self.world.faults.take(call.method)
        try:
            if request.match_info["token"] != self.world.token:
                raise UNAUTHORIZED
            if method is None:
                raise NO_METHOD
            call = await _read(request, method.name)
            body = await self._work(request, call, fault)
        except ApiError as error:
            return self._refuse(call, error)
        except Exception:  # a value of a shape nobody thought of; the bot under test still gets an answer
            _LOG.exception("%s failed in the sandbox", call.method)
            return self._refuse(call, BROKEN)
        if fault is None:
            self._note(call, 200)
        return web.Response(body=body, content_type="application/json")

    def _refuse(self, call: Call, error: ApiError) -> web.Response:
        self._note(call, error.code, error.description)
        return web.Response(body=encode(error.body()), status=error.code, content_type="application/json")

    async def _work(self, request: web.Request, call: Call, fault: Fault | None) -> bytes:
        """Does what the call asks, or what the fault planned for it demands instead."""
        if self.world.faults.delay:
            await asyncio.sleep(self.world.faults.delay)
        if fault is None:
            return await self._result(call)
        if fault.error is not None:
            raise fault.error
        if fault.kind == "drop_after":
            await self._result(call)
        self._note(call, 0, fault.kind)
        if fault.kind == "no_answer":
            await self.closing.wait()
        if request.transport is not None:
            request.transport.abort()
        return b""

    async def _result(self, call: Call) -> bytes:
        result = METHODS[call.method.lower()].handler(self.world, call)
        if asyncio.iscoroutine(result):
            result = await cast(Awaitable[object], result)
        body = result.body if isinstance(result, RawResult) else encode(result)
        return b'{"ok":true,"result":' + body + b"}"

    def _note(self, call: Call, code: int, description: str = "") -> None:
        chat = str(call.values.get("chat_id", ""))
        chat_id = int(chat) if chat.lstrip("-").isdigit() else None
        self.world.log.append(ApiCall(self.world.now, call.method, chat_id, code, description))

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file whose path getFile gave; its faults are planned under the name "file"."""
        call, path = Call("file", {}), request.match_info["path"]
        fault = self.world.faults.take("file")
        stored = self.world.files.by_path.get(path)
        try:
            if request.match_info["token"] != self.world.token or stored is None:
                raise ApiError(404, "Not Found")
            if fault is not None:
                await self._work(request, call, Fault("drop_before") if fault.kind == "drop_after" else fault)
        except ApiError as error:
            return self._refuse(call, error)
        self._note(call, 200)
        return web.Response(body=stored.data, content_type="application/octet-stream")


async def _read(request: web.Request, name: str) -> Call:
    try:
        return await read_call(request, name)
    except web.HTTPRequestEntityTooLarge:
        raise too_large() from None
