"""`Emulator`: a Telegram of our own on loopback, for the demo, for training and for tests."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.clock import DayClock
from bot.sandbox.errors import Json
from bot.sandbox.faults import Faults
from bot.sandbox.groups import Groups
from bot.sandbox.limits import Limits
from bot.sandbox.model import Chat, Message, User
from bot.sandbox.phones import Phones, Where
from bot.sandbox.server import Server
from bot.sandbox.updates import encode
from bot.sandbox.world import ApiCall, Predicate, Waiter, World

TOKEN = "123456789:AAHsandboxSandboxSandboxSandboxSand"  # noqa: S105  public: good for this machine only
_ID_MARK = b"$ID"


@dataclass(frozen=True, slots=True)
class Scene:
    """One chat window the page opens with: who, under which label, and the link that starts their chat."""

    name: str
    label: str = ""
    start_link: str = ""
    language_code: str = "ru"
    hint: str = ""
    role: str = "observer"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that the page offers to be sent as a location, in degrees."""

    name: str
    latitude: float
    longitude: float


Invite = Callable[[str, str], Awaitable[Scene]]  # (name, role) -> a scene with a link of its own


class Emulator(Phones):
    """The state in memory, the users' side (see Phones), and a server. One event loop; ids are in sequence."""

    def __init__(
        self,
        token: str = TOKEN,
        *,
        username: str = "baqylau_bot",
        name: str = "Baqylau",
        clock: Callable[[], float] = time.time,
        limits: Limits | None = None,
        privacy: bool = True,
        local_folder: Path | None = None,
        scenes: Sequence[Scene] = (),
    ) -> None:
        bot = User(int(token.split(":", maxsplit=1)[0]), name, username=username, is_bot=True)
        super().__init__(World(bot, token, clock, limits, local_folder, privacy))
        self.groups = Groups(self)
        self.scenes: list[tuple[User, Scene]] = []
        self.day = clock if isinstance(clock, DayClock) else None
        self.places: Sequence[Spot] = ()
        self.roles: Sequence[str] = ()  # whom the page can add with a link, by `invite`
        self.invite: Invite | None = None
        self.server = Server(self)
        for scene in scenes:
            self.add_scene(scene)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listens, and returns the address to give the bot as TELEGRAM_API_URL."""
        return await self.server.start(host, port)

    async def stop(self) -> None:
        await self.server.stop()

    def add_scene(self, scene: Scene) -> User:
        """A user shown on the page from the first moment."""
        user = self.user(scene.name, scene.language_code)
        self.scenes.append((user, scene))
        self.world.publish({"type": "people"})
        return user

    @property
    def faults(self) -> Faults:
        return self.world.faults

    @property
    def log(self) -> deque[ApiCall]:
        return self.world.log

    def group(
        self, title: str, members: Sequence[User], *, supergroup: bool = False, admin: bool = False, bot: bool = True,
        forum: bool = False,
    ) -> Chat:  # fmt: skip
        return self.groups.make(title, members, supergroup=supergroup, admin=admin, bot=bot, forum=forum)

    def upgrade(self, chat: Chat) -> Chat:
        return self.groups.upgrade(chat)

    def inject(self, raw: Json | bytes) -> int:
        """Queues any update, also a malformed one; `$ID` in bytes becomes the update's id, which is returned."""
        updates = self.world.updates
        number = str(updates.next_id).encode()
        body = raw.replace(_ID_MARK, number) if isinstance(raw, bytes) else encode({"update_id": int(number), **raw})
        return updates.add(body, self.world.now)

    def messages(self, where: Where) -> list[Message]:
        """What the chat shows now, edits applied, oldest first."""
        return list(self._chat(where).messages.values())

    async def wait_for(
        self,
        where: Where,
        wanted: Predicate | str,
        timeout: float = 5.0,  # noqa: ASYNC109
        after: int = 0,
    ) -> Message:
        """The first message, there or to come, new or edited, that fits; a string: the bot's words contain it.

        `after` leaves out messages up to this id. Raises TimeoutError with what the chat shows.
        """
        predicate = _predicate(wanted, after)
        chat = self._chat(where)
        for message in chat.messages.values():
            if predicate(message):
                return message
        waiter = Waiter(predicate, asyncio.get_running_loop().create_future())
        waiters = self.world.waiters.setdefault(chat.id, [])
        waiters.append(waiter)
        try:
            return await asyncio.wait_for(waiter.future, timeout)
        except TimeoutError:
            shown = "\n".join(
                f"{m.id} {m.sender.first_name}: {m.text!r} {m.buttons}" for m in self.messages(where)[-8:]
            )
            raise TimeoutError(f"not said within {timeout} s: {wanted}; the chat shows:\n{shown}") from None
        finally:
            waiters.remove(waiter)

    def _chat(self, where: Where) -> Chat:
        assert where is not None, "which chat?"
        return self.world.chats[where if isinstance(where, int) else where.id]


def _predicate(wanted: Predicate | str, after: int) -> Predicate:
    if isinstance(wanted, str):
        return lambda message: message.id > after and message.from_bot and wanted in message.text
    return lambda message: message.id > after and wanted(message)
