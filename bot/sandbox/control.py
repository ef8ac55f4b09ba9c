"""The control API under /sandbox/: the users' side for the page, and for tests in another process.

GET  /sandbox/state                          bot, people, groups, scenes, faults, commands
POST /sandbox/users     {name, language_code, role?}  with a role: a new person with a link of their own
POST /sandbox/clock     {playing, speed?}    lets the day play itself, or pauses it
POST /sandbox/groups    {title, members: [id], supergroup, admin}
GET  /sandbox/messages/<chat>                what the chat shows, and the reply keyboard under it
POST /sandbox/act/<what> {user, chat?, …}    see ACTS in acts.py; files as multipart "file"
POST /sandbox/inject    any bytes            an update as it is; $ID becomes its update_id
POST /sandbox/wait      {chat, contains, after, timeout}
POST /sandbox/faults    {down?, delay?, busy?, duplicate_updates?, limits?,
                         next?: [{method, times, kind, code, retry_after}]}
DELETE /sandbox/faults
GET  /sandbox/log?since=N                    calls of the Bot API
GET  /sandbox/files/<file_id>                bytes of a file, for the page
GET  /sandbox/live                           server-sent events: message, edit, delete, answer, action, people, …
"""

import asyncio
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from aiohttp import web

from bot.sandbox import faults
from bot.sandbox.acts import act, state
from bot.sandbox.errors import ApiError, Json
from bot.sandbox.limits import Limits, Pace
from bot.sandbox.params import Call, read_call
from bot.sandbox.updates import encode

if TYPE_CHECKING:
    from bot.sandbox.telegram import Emulator

PAGE = Path(__file__).parent / "page"
POLICY = "default-src 'self'; img-src 'self' blob: data:; media-src 'self'; object-src 'none'; base-uri 'none'"
HEADERS = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
PING_SECONDS = 15


def answer(value: object, status: int = 200) -> web.Response:
    return web.Response(body=encode(value), status=status, content_type="application/json")


async def _harden(request: web.Request, response: web.StreamResponse) -> None:
    if not request.path.startswith("/bot"):
        response.headers.update(HEADERS)


def _check_origin(request: web.Request) -> None:
    """Other sites open in the same browser must not reach the sandbox."""
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.host:
        raise web.HTTPForbidden(text="another origin")


async def _own(request: web.Request) -> Call:
    _check_origin(request)
    try:
        return await read_call(request, "sandbox")
    except ApiError as error:
        raise web.HTTPBadRequest(text=error.description) from None


class Control:
    def __init__(self, emulator: "Emulator") -> None:
        self.emulator = emulator
        self.world = emulator.world

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/", self.page)
        app.router.add_static("/page/", PAGE)
        app.router.add_get("/sandbox/state", self.state)
        app.router.add_post("/sandbox/users", self.add_user)
        app.router.add_post("/sandbox/clock", self.set_clock)
        app.router.add_post("/sandbox/groups", self.add_group)
        app.router.add_get("/sandbox/messages/{chat}", self.messages)
        app.router.add_post("/sandbox/act/{what}", self.act)
        app.router.add_post("/sandbox/inject", self.inject)
        app.router.add_post("/sandbox/wait", self.wait)
        app.router.add_post("/sandbox/faults", self.set_faults)
        app.router.add_delete("/sandbox/faults", self.clear_faults)
        app.router.add_get("/sandbox/log", self.log)
        app.router.add_get("/sandbox/files/{file_id}", self.file)
        app.router.add_get("/sandbox/live", self.live)
        app.on_response_prepare.append(_harden)

    def close(self) -> None:
        self.world.publish({"type": "closing"})

    async def page(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "index.html")

    async def state(self, request: web.Request) -> web.Response:
        return answer(state(self.emulator))

    async def add_user(self, request: web.Request) -> web.Response:
        call = await _own(request)
        name, language, role = call.text("name", "User"), call.text("language_code", "ru"), call.text("role")
        if not role or self.emulator.invite is None:
            return answer(self.emulator.user(name, language).wire())
        if role not in self.emulator.roles:
            return answer({"error": f"role is one of {self.emulator.roles}"}, 422)
        scene = await self.emulator.invite(name, role)
        return answer(self.emulator.add_scene(replace(scene, language_code=language)).wire())

    async def set_clock(self, request: web.Request) -> web.Response:
        call, day = await _own(request), self.emulator.day
        if day is None:
            return answer({"error": "the clock of this sandbox cannot be set"}, 404)
        try:
            day.turn(call.flag("playing"), call.integer("speed") or day.speed)
        except ValueError as error:
            return answer({"error": str(error)}, 422)
        self.world.publish({"type": "clock", "clock": day.wire()})
        return answer(day.wire())

    async def add_group(self, request: web.Request) -> web.Response:
        call = await _own(request)
        members = [self.world.people[int(number)].user for number in call.json("members") or []]
        group = self.emulator.group(
            call.text("title", "Group"), members, supergroup=call.flag("supergroup"), admin=call.flag("admin")
        )
        return answer(group.brief)

    async def messages(self, request: web.Request) -> web.Response:
        chat = self.world.chats.get(int(request.match_info["chat"]))
        if chat is None:
            return answer({"error": "chat not found"}, 404)
        shown = [self.world.wire(message) for message in chat.messages.values()]
        about = {"keyboard": chat.keyboard, "pinned": chat.pinned, "reactions": chat.reactions}
        return answer({"messages": shown, **about, "on_their_way": sorted(chat.on_their_way)})

    async def act(self, request: web.Request) -> web.Response:
        call = await _own(request)
        try:
            return answer(act(self.emulator, request.match_info["what"], call))
        except (LookupError, ValueError, PermissionError, TypeError) as error:
            return answer({"error": str(error) or type(error).__name__, "kind": type(error).__name__}, 422)
        except ApiError as error:
            return answer({"error": error.description, "kind": "ApiError"}, 422)

    async def inject(self, request: web.Request) -> web.Response:
        _check_origin(request)
        return answer({"update_id": self.emulator.inject(await request.read())})

    async def wait(self, request: web.Request) -> web.Response:
        call = await _own(request)
        try:
            found = await self.emulator.wait_for(
                call.integer("chat"), call.text("contains"), float(call.text("timeout", "5")), call.integer("after")
            )
        except TimeoutError as error:
            return answer({"error": str(error)}, 408)
        return answer(self.world.wire(found))

    async def set_faults(self, request: web.Request) -> web.Response:
        call = await _own(request)
        planned = self.world.faults
        if "down" in call.values:
            planned.down = call.flag("down")
            self.world.updates.wake()  # a waiting poll ends; the next one finds the line cut
        if "delay" in call.values:
            planned.delay = call.number("delay")
        if "busy" in call.values:
            planned.busy = call.integer("busy")
        if "duplicate_updates" in call.values:
            planned.duplicate_updates = call.integer("duplicate_updates")
        if "limits" in call.values:
            self.world.pace = Pace(Limits() if call.flag("limits") else None)
        for item in call.objects("next"):
            planned.next(item.get("method", faults.ANY), faults.from_json(item), int(item.get("times", 1)))
        return self._told_faults()

    async def clear_faults(self, request: web.Request) -> web.Response:
        _check_origin(request)
        self.world.faults.clear()
        return self._told_faults()

    def _told_faults(self) -> web.Response:
        self.world.publish({"type": "faults"})
        return answer(self.world.faults.wire())

    async def log(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", 0))
        return answer([asdict(line) for line in islice(self.world.log, since, None)])

    async def file(self, request: web.Request) -> web.Response:
        stored = self.world.files.by_id.get(request.match_info["file_id"])
        if stored is None:
            return answer({"error": "no such file"}, 404)
        inline = stored.kind in ("photo", "voice", "video", "audio")
        response = web.Response(body=stored.data, content_type=stored.mime if inline else "application/octet-stream")
        if not inline:
            response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name)}"
        return response

    async def live(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self.world.viewers.add(queue)
        try:
            await response.prepare(request)
            await _stream(response, queue)
        except ConnectionError:
            pass  # the page was closed
        finally:
            self.world.viewers.discard(queue)
        return response


async def _stream(response: web.StreamResponse, queue: asyncio.Queue[Json]) -> None:
    await response.write(b": hello\n\n")
    while True:
        try:
            event = await asyncio.wait_for(queue.get(), PING_SECONDS)
        except TimeoutError:
            await response.write(b": still here\n\n")
            continue
        if event["type"] == "closing":
            return
        await response.write(b"data: " + encode(event) + b"\n\n")
