"""Files as Telegram keeps them: identifiers, sizes, and photos recompressed without their metadata."""

import hashlib
import io
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from functools import lru_cache

from PIL import Image, ImageOps

from bot.sandbox.errors import Json, bad_request

DOWNLOAD_LIMIT = 20 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
SIDES = (90, 320, 800, 1280)  # Telegram's s, m, x and y
_PREFIX = {"photo": "AgACAgIAAxkBAAI", "document": "BQACAgIAAxkBAAI", "video": "BAACAgIAAxkBAAI",
           "voice": "AwACAgIAAxkBAAI", "audio": "CQACAgIAAxkBAAI", "sticker": "CAACAgIAAxkBAAI"}  # fmt: skip
_FOLDER = {"photo": "photos", "video": "videos", "voice": "voice", "audio": "music", "sticker": "stickers"}


class NotAnImage(ValueError):
    """The bytes are no picture: a Telegram client would not let its user send them as a photo."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: from a multipart body of the bot, or from a user's phone."""

    data: bytes
    name: str = ""
    mime: str = ""


@dataclass(frozen=True, slots=True)
class StoredFile:
    file_id: str
    unique_id: str
    path: str
    kind: str
    data: bytes
    mime: str
    name: str = ""
    details: Json = field(default_factory=dict)  # width, height, duration

    def wire(self) -> Json:
        """The fields shared by PhotoSize, Document, Video, Voice, Audio and Sticker."""
        body: Json = {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.data)}
        if self.kind != "photo":
            body["mime_type"] = self.mime
            if self.name:
                body["file_name"] = self.name
        return {**body, **self.details}


@dataclass(slots=True)
class FileStore:
    """Every file by its `file_id` and by its path; ids are in sequence, so that runs repeat exactly."""

    bot_id: int
    by_id: dict[str, StoredFile] = field(default_factory=dict)
    by_path: dict[str, StoredFile] = field(default_factory=dict)
    photos: dict[str, list[StoredFile]] = field(default_factory=dict)  # any size's file_id -> all sizes

    def keep(self, kind: str, upload: Upload, details: Json | None = None) -> StoredFile:
        number = len(self.by_id)
        mark = hashlib.sha256(f"{self.bot_id}/{number}".encode()).digest()
        tail = urlsafe_b64encode(number.to_bytes(4, "big") + mark[:26]).decode().rstrip("=")
        extension = upload.name.rpartition(".")[2] if "." in upload.name else {"photo": "jpg"}.get(kind, "bin")
        path = f"{_FOLDER.get(kind, 'documents')}/file_{number}.{extension}"
        stored = StoredFile(
            file_id=_PREFIX.get(kind, "BQACAgIAAxkBAAI") + tail,
            unique_id="AQAD" + urlsafe_b64encode(mark[-8:]).decode().rstrip("="),
            path=path,
            kind=kind,
            data=upload.data,
            mime=upload.mime or "application/octet-stream",
            name=upload.name,
            details=details or {},
        )
        self.by_id[stored.file_id] = self.by_path[path] = stored
        return stored

    def keep_photo(self, data: bytes) -> list[StoredFile]:
        """All sizes of a photo, small to large; raises NotAnImage."""
        sizes = [
            self.keep("photo", Upload(picture, mime="image/jpeg"), {"width": width, "height": height})
            for picture, width, height in photo_sizes(data)
        ]
        for size in sizes:
            self.photos[size.file_id] = sizes
        return sizes

    def find(self, file_id: str) -> StoredFile:
        """Raises 400 as Telegram does for an identifier of another bot or of nothing."""
        stored = self.by_id.get(file_id)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return stored


@lru_cache(maxsize=32)  # a benchmark sends the same picture thousands of times
def photo_sizes(data: bytes) -> tuple[tuple[bytes, int, int], ...]:
    """JPEG bytes, width and height of each size; upright and without metadata. Raises NotAnImage."""
    try:
        with Image.open(io.BytesIO(data)) as source:
            if sum(source.size) > 10_000 or max(source.size) > 20 * min(source.size):
                raise NotAnImage("PHOTO_INVALID_DIMENSIONS")
            source.draft("RGB", (2 * SIDES[-1], 2 * SIDES[-1]))
            source.load()
            picture = ImageOps.exif_transpose(source).convert("RGB")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAnImage("IMAGE_PROCESS_FAILED") from error
    longest = max(picture.size)
    sides = [side for side in SIDES if side < longest] + ([longest] if longest <= SIDES[-1] else [])
    return tuple(_scaled(picture, side) for side in sides)


def _scaled(picture: Image.Image, side: int) -> tuple[bytes, int, int]:
    copy = Image.new("RGB", picture.size)
    copy.paste(picture)  # pixels only: no EXIF, no place, no camera
    copy.thumbnail((side, side))
    out = io.BytesIO()
    copy.save(out, "JPEG", quality=87)
    return out.getvalue(), *copy.size
