"""Files that commands read and write."""

import os
import shutil
import stat
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from casecalc.rules.documents import parse_json

from .action_command import CommandRefused

LARGEST_DOCUMENT = 10_000_000


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """A regular file to read; raises CommandRefused when it is none or cannot be read."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode) and not os.path.isdir(path):
            raise CommandRefused(f"{path} is not a file; give the path of a file.")
        stream = open(path, "rb")  # noqa: SIM115  closed below
    except (OSError, ValueError) as error:
        raise CommandRefused(_cannot("read", path, error)) from None
    with stream:
        yield stream


def read_text(path: str, limit: int = LARGEST_DOCUMENT) -> str:
    """The UTF-8 text of a small file; a byte-order mark is passed over."""
    with opened(path) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise CommandRefused(f"{path} is larger than {limit:,} bytes; is it the right file?")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandRefused(
            f"{path} is not UTF-8 text (byte {error.start + 1}); save it as UTF-8."
        ) from None


def read_document(path: str | None) -> Any:
    """The JSON value in a file; None where no path is given."""
    if path is None:
        return None
    text = read_text(path)
    try:
        document = parse_json(text)
    except ValueError as error:
        raise CommandRefused(f"{path} is not JSON: {error}.") from None
    if document is None:
        raise CommandRefused(f"{path} holds null; give a JSON object.")
    return document


def writable(path: str) -> Path:
    """A path in a folder that exists; raises CommandRefused when nothing can be written there."""
    target = Path(path)
    if not target.name:
        raise CommandRefused("The path to write to is blank; give the name of a file.")
    if os.path.isdir(path) or path.endswith("/"):
        raise CommandRefused(f"{path} is a folder; give the name of a file in it.")
    if os.path.islink(path):
        raise CommandRefused(f"{path} is a link; give the path of the file itself.")
    if os.path.exists(path) and not os.path.isfile(path):
        raise CommandRefused(f"{path} is not a file; give the name of one to write.")
    _require_outside_store(path)
    if not os.access(target.parent, os.W_OK | os.X_OK):
        there = "cannot be written to" if os.path.isdir(target.parent) else "is not there"
        raise CommandRefused(f"{path} cannot be written: its folder {there}; check the path.")
    return target


def _require_outside_store(path: str) -> None:
    store, real = Path(os.path.realpath(settings.EVIDENCE_ROOT)), Path(os.path.realpath(path))
    if real.is_relative_to(store):
        raise CommandRefused(f"{path} is in the evidence store; give the path of another folder.")


@contextmanager
def written(path: str) -> Iterator[Path]:
    """A path to write to; it takes the place of `path` when the block ends, and is removed when the
    block raises."""
    target = writable(path)
    part = target.with_name(f".casecalc-{uuid.uuid4().hex}.part")
    try:
        part.touch(mode=0o600, exist_ok=False)
    except (OSError, ValueError) as error:
        raise CommandRefused(_cannot("write", path, error)) from None
    try:
        with writing(path):
            yield part
            os.chmod(part, 0o666 & ~_umask())
            os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def writing(path: str) -> Iterator[None]:
    """Raises CommandRefused where the block fails because `path` cannot be written."""
    try:
        yield
    except OSError as error:
        raise CommandRefused(_cannot("write", path, error)) from None


@contextmanager
def folder_to_write(path: str, *, room: int) -> Iterator[Path]:
    """A folder in which files can be made and `room` bytes are free, made where it is missing; what
    was made of it is removed again when the block raises."""
    folder = Path(path)
    _require_outside_store(path)
    if not path or (os.path.lexists(path) and not os.path.isdir(path)):
        raise CommandRefused(f"{path or 'The path'} is not a folder; give the path of a folder.")
    missing = [each for each in (folder, *folder.parents) if not os.path.lexists(each)]
    try:
        with writing(path):
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
            free = shutil.disk_usage(folder).free
        if free < room:
            raise CommandRefused(f"{path} has {free:,} bytes free; make room for {room:,}.")
        yield folder.resolve()
    except BaseException:
        for each in missing:
            with suppress(OSError):
                each.rmdir()
        raise


def _umask() -> int:
    current = os.umask(0o077)
    os.umask(current)
    return current


def _cannot(what: str, path: str, error: Exception) -> str:
    if isinstance(error, IsADirectoryError):
        return f"{path} is a folder; give the path of a file."
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return f"{path} cannot be {'read' if what == 'read' else 'written'}: {reason}; check the path."
