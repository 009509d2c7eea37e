"""The evidence store: one tree per matter, so that a matter can be walled off and destroyed.

    <root>/<matter key>/originals/<sha256>          the bytes of a source file, never changed
    <root>/<matter key>/imports|runs|exhibits/<key>/ what was made from them, with manifest.json
    <root>/<matter key>/staging/                     what is being written

Whatever has a name outside `staging` is whole: it was written under `staging`, fsynced, renamed,
and its folder fsynced. What a killed process left in `staging` is nobody's and may be swept.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PosixPath
from typing import Any, BinaryIO, Literal

from casecalc.rules.refusals import FileRefused, Refusal

PublicationKind = Literal["imports", "runs", "exhibits", "settlements", "bundles"]
PUBLICATION_KINDS: tuple[PublicationKind, ...] = (
    "imports",
    "runs",
    "exhibits",
    "settlements",
    "bundles",
)
MANIFEST = "manifest.json"

_SEAL = "manifest_sha256"
_BLOCK = 1 << 20
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")

# Files whose bytes this process has compared with their manifest, by what a change would alter.
_checked: set[tuple[str, int, int, int, str]] = set()


class DamagedFile(Refusal):
    """A stored file is missing or its bytes are not those that were stored."""


@dataclass(frozen=True)
class Received:
    """A source file that arrived, still under a temporary name. `keep` or `discard` it."""

    path: Path
    sha256: str
    size: int
    originals: Path
    _lock: BinaryIO = field(repr=False, compare=False)

    def keep(self) -> Path:
        """Give the bytes their final name. The same bytes, if there already, are replaced."""
        final = self.originals / self.sha256
        os.chmod(self.path, 0o440)
        os.rename(self.path, final)
        _sync_folder(self.originals)
        self._lock.close()
        return final

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)
        self._lock.close()


class Staging(PosixPath):
    """The folder in which a publication is being written: a path that takes a manifest."""

    _document: dict[str, Any]

    def manifest(self, document: Mapping[str, Any]) -> None:
        """The document to publish; `files` (name → sha256 and size) is added to it."""
        self._document = dict(document)


@dataclass(frozen=True)
class Publication:
    """A published folder. `manifest` has `files`; use a file only through `checked`."""

    path: Path
    manifest: dict[str, Any]

    def checked(self, name: str) -> Path:
        """The path of a file whose bytes are those of the manifest; raises DamagedFile."""
        path = self.path / name
        entry = self.manifest["files"].get(name)
        if entry is None:
            raise DamagedFile(f"{path} is not part of what was published there.")
        try:
            status = path.stat()
        except FileNotFoundError:
            raise DamagedFile(f"{path} is missing. Restore it from a backup.") from None
        mark = (str(path), status.st_ino, status.st_mtime_ns, status.st_size, entry["sha256"])
        if mark not in _checked:
            if status.st_size != entry["size"] or file_sha256(path) != entry["sha256"]:
                raise DamagedFile(_damaged(path))
            _checked.add(mark)
        return path


class MatterStore:
    """The tree of one matter."""

    def __init__(self, root: Path, key: str) -> None:
        if not _NAME.fullmatch(key):
            raise ValueError(f"not a matter key: {key!r}")
        self.path = Path(root) / key
        self.originals = self.path / "originals"
        self.staging = self.path / "staging"

    def receive(self, stream: BinaryIO, limit: int) -> Received:
        """Copy a source file in, hashing it on the way. Raises FileRefused above `limit` bytes."""
        self._make_folders()
        path = self.staging / f"receiving-{uuid.uuid4().hex}"
        digest, size = hashlib.sha256(), 0
        with self._staging_locked(fcntl.LOCK_SH):
            target = path.open("xb")
            fcntl.flock(target, fcntl.LOCK_EX)
        try:
            while block := stream.read(_BLOCK):
                size += len(block)
                require_size(size, limit)
                digest.update(block)
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            target.close()
            raise
        return Received(path, digest.hexdigest(), size, self.originals, target)

    def original(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ValueError("not a SHA-256 in lower-case hexadecimal")
        return self.originals / sha256

    def verified_original(self, sha256: str) -> Path:
        """The source file, its bytes hashed again; raises DamagedFile."""
        path = self.original(sha256)
        if not path.is_file():
            raise DamagedFile(f"{path} is missing. Restore it from a backup.")
        if file_sha256(path) != sha256:
            raise DamagedFile(_damaged(path))
        return path

    @contextmanager
    def publishing(self, kind: PublicationKind, key: str) -> Iterator[Staging]:
        """A folder to write into. When the block ends it is published under `key`, whole; when the
        block raises, nothing is left of it.

        A folder already published under `key` is replaced: that happens only when a process was
        killed after publishing and before its record was committed, and the work is done again.
        """
        self._make_folders()
        final = self._publication_path(kind, key)
        staging = Staging(self.staging / f"{kind}-{key}-{uuid.uuid4().hex}")
        with self._staging_locked(fcntl.LOCK_SH):
            staging.mkdir(mode=0o700)
            lock = os.open(staging, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield staging
            _seal(staging)
            self._rename_into_place(staging, final)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        finally:
            os.close(lock)

    @contextmanager
    def working(self, name: str) -> Iterator[Path]:
        """A folder for work whose files nobody keeps: removed when the block ends, swept when its
        process is killed."""
        self._make_folders()
        folder = self.staging / f"{name}-{uuid.uuid4().hex}"
        with self._staging_locked(fcntl.LOCK_SH):
            folder.mkdir(mode=0o700)
            lock = os.open(folder, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)

    def open(self, kind: PublicationKind, key: str) -> Publication:
        """What was published under `key`; raises DamagedFile if it or its manifest is not whole."""
        path = self._publication_path(kind, key)
        return Publication(path, _read_manifest(path / MANIFEST))

    def problems(self) -> tuple[list[str], int]:
        """A sentence for everything that is not as it was stored, and the number of files read."""
        problems: list[str] = []
        count = 0
        for path in _entries(self.originals):
            count += 1
            if not _SHA256.fullmatch(path.name) or not path.is_file():
                problems.append(f"{path} does not belong here. Move it elsewhere.")
            elif file_sha256(path) != path.name:
                problems.append(_damaged(path))
        for kind in PUBLICATION_KINDS:
            for folder in _entries(self.path / kind):
                found, files = _folder_problems(folder)
                problems += found
                count += files
        for path in self._abandoned():
            problems.append(f"{path} was left by a process that was killed. It can be removed.")
        return problems, count

    def sweep(self) -> list[Path]:
        """Remove what killed processes left in `staging`; what a live one is writing stays."""
        if not self.staging.is_dir():
            return []
        with self._staging_locked(fcntl.LOCK_EX):
            abandoned = list(self._abandoned())
            for path in abandoned:
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()
        return abandoned

    def unpublish(self, kind: PublicationKind, key: str) -> None:
        """Remove what was published when its record could not be committed."""
        shutil.rmtree(self._publication_path(kind, key), ignore_errors=True)

    @contextmanager
    def _staging_locked(self, how: int) -> Iterator[None]:
        """Shared: something is made and locked in `staging`. Exclusive: nothing is between the two,
        so that what is not locked is nobody's."""
        descriptor = os.open(self.staging, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, how)
            yield
        finally:
            os.close(descriptor)

    def _abandoned(self) -> Iterator[Path]:
        for path in _entries(self.staging):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            finally:
                os.close(descriptor)
            yield path

    def _publication_path(self, kind: PublicationKind, key: str) -> Path:
        if kind not in PUBLICATION_KINDS or not _NAME.fullmatch(key):
            raise ValueError(f"not a publication: {kind!r} {key!r}")
        return self.path / kind / key

    def _make_folders(self) -> None:
        for folder in (self.originals, self.staging, *(self.path / k for k in PUBLICATION_KINDS)):
            if not folder.is_dir():
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                _sync_folder(folder.parent)

    def _rename_into_place(self, staging: Path, final: Path) -> None:
        replaced = self.staging / f"replaced-{uuid.uuid4().hex}"
        if final.exists():
            os.rename(final, replaced)
        os.rename(staging, final)
        try:
            _sync_folder(final.parent)
        except BaseException:
            os.rename(final, staging)
            raise
        shutil.rmtree(replaced, ignore_errors=True)


def require_size(size: int, limit: int) -> None:
    if size > limit:
        raise FileRefused(
            f"The file is larger than the limit of {limit:,} bytes. Split it, or ask "
            "whoever runs this site to raise the limit."
        )


def file_sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _seal(staging: Staging) -> None:
    """Write the manifest of everything in the folder, and see all of it to the disk."""
    files: dict[str, dict[str, Any]] = {}
    for path in sorted(staging.iterdir()):
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            os.fsync(stream.fileno())
            files[path.name] = {"sha256": digest, "size": os.fstat(stream.fileno()).st_size}
    document = {**getattr(staging, "_document", {}), "files": files}
    with (staging / MANIFEST).open("xb") as target:
        target.write(_manifest_bytes(document))
        target.flush()
        os.fsync(target.fileno())
    _sync_folder(staging)


def _manifest_bytes(document: dict[str, Any]) -> bytes:
    """The manifest as stored, with the hash of the rest of it, because the hashes in it guard all
    other files and nothing else guards it."""
    seal = hashlib.sha256(_json(document).encode()).hexdigest()
    return _json({**document, _SEAL: seal}).encode()


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        stored = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise DamagedFile(f"{path} is missing. Restore it from a backup.") from None
    try:
        document: dict[str, Any] = json.loads(stored)
        del document[_SEAL]
        is_whole = _manifest_bytes(document) == stored
    except (ValueError, KeyError, TypeError):
        is_whole = False
    if not is_whole:
        raise DamagedFile(_damaged(path))
    return document


def _folder_problems(folder: Path) -> tuple[list[str], int]:
    try:
        manifest = _read_manifest(folder / MANIFEST)
    except DamagedFile as damage:
        return [str(damage)], 1
    problems, files = [], manifest["files"]
    for name, entry in files.items():
        path = folder / name
        if not path.is_file():
            problems.append(f"{path} is missing. Restore it from a backup.")
        elif file_sha256(path) != entry["sha256"]:
            problems.append(_damaged(path))
    for path in _entries(folder):
        if path.name != MANIFEST and path.name not in files:
            problems.append(f"{path} does not belong here. Move it elsewhere.")
    return problems, len(files) + 1


def _damaged(path: Path) -> str:
    return f"{path} is damaged: its bytes are not those that were stored. Restore it from a backup."


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
