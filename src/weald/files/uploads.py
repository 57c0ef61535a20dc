"""Refusing a file that is too large while it comes in, and keeping the rest of the form it came with.

What a request announces is judged before a byte of a file is written to disk; a file that grows beyond its
limit runs out and is thrown away. The form holds a stand-in then, which says why as soon as it is read.
"""

from collections.abc import Callable
from io import RawIOBase
from typing import IO, Any, NoReturn, TypeVar, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

from weald.files.errors import Unfit
from weald.files.models.stored_file import MOST_BYTES

ViewT = TypeVar("ViewT", bound=Callable[..., Any])

# A body so many times too large is not read to its end, for the sake of what else is in the form.
FAR_TOO_LARGE = 10


def takes_files_up_to(size: int) -> Callable[[ViewT], ViewT]:
    """Declare how large a file a view takes, where that is not the size of an attachment."""

    def declare(view: ViewT) -> ViewT:
        view.most_bytes = size  # type: ignore[attr-defined]  # read below, before the view is called
        return view

    return declare


class _Unread(RawIOBase):
    """The content of a file that was refused: whoever reads it learns why there is none."""

    def __init__(self, most: int) -> None:
        self.most = most

    def read(self, size: int = -1, /) -> NoReturn:
        raise Unfit(
            "This one is larger.",
            "Make its pictures smaller, or split it.",
            need=f"A file is {self.most // 1_000_000} MB at most.",
        )

    def seek(self, offset: int, whence: int = 0, /) -> NoReturn:
        self.read()


class Bounded(FileUploadHandler):
    """The first of the upload handlers: passes on what is within its view's limit, and nothing else."""

    most = MOST_BYTES
    announced = 0

    def handle_raw_input(self, *args: Any, **given: Any) -> None:  # noqa: ANN401 -- Django's own
        match = self.request.resolver_match if self.request else None
        self.most = getattr(match.func, "most_bytes", MOST_BYTES) if match else MOST_BYTES
        _stream, _headers, self.announced, *_ = args
        if self.announced > FAR_TOO_LARGE * self.most:
            msg = f"{self.announced} bytes, where a file has {self.most} at most"
            raise RequestDataTooBig(msg)

    @property
    def is_announced_too_large(self) -> bool:
        """Whether a file must be too large, since nothing else in a form may be so long."""
        return self.announced > self.most + (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)

    def new_file(self, *args: Any, **given: Any) -> None:  # noqa: ANN401 -- Django's own
        super().new_file(*args, **given)
        self.size = 0
        if self.is_announced_too_large:
            # Whoever would open a file on disk for it is not asked.
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        is_within = not self.is_too_large
        self.size += len(raw_data)
        if is_within and self.is_too_large:
            self._throw_away()
        return None if self.is_too_large else raw_data

    @property
    def is_too_large(self) -> bool:
        return self.is_announced_too_large or self.size > self.most

    def _throw_away(self) -> None:
        """Take from the disk at once what the next handlers have written of it."""
        for handler in self.request.upload_handlers if self.request else ():
            if file := getattr(handler, "file", None):
                file.close()

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        """Give the stand-in for a file that was too large; leave any other to the next handler."""
        if not self.is_too_large:
            return None
        content = cast("IO[bytes]", _Unread(self.most))
        return UploadedFile(
            content, self.file_name, self.content_type or "", max(self.size, self.most + 1), self.charset
        )
