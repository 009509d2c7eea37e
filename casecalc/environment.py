"""What the settings read from the environment and from the machine."""

import os
import re
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_SIZE = re.compile(r"([0-9]+)\s*(B|[KMGT]i?B)?", re.IGNORECASE)
_POWERS = {"B": 0, "K": 1, "M": 2, "G": 3, "T": 4}


def flag(name: str, default: bool = False) -> bool:
    text = os.environ.get(name, "").strip().lower()
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("0", "false", "no", "off"):
        return False
    if text:
        raise ImproperlyConfigured(f'{name} is "{text}"; write 1 or 0.')
    return default


def names(name: str, default: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def size(name: str, default: str) -> int:
    """Bytes in a text such as `20 GB` (powers of 1000) or `512 MiB` (powers of 1024)."""
    text = os.environ.get(name, default).strip()
    found = _SIZE.fullmatch(text)
    if found is None:
        raise ImproperlyConfigured(f'{name} is "{text}"; write a size such as 20 GB.')
    unit = (found[2] or "B").upper()
    base = 1024 if "I" in unit else 1000
    size: int = int(found[1]) * base ** _POWERS[unit[0]]
    return size


def half_of_memory() -> str:
    """Half of the machine's memory, as the engine's limit is written."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{total // 2 // 1024**2} MiB"


def secret_key(kept_at: Path | None) -> str:
    """`SECRET_KEY`; in development (`kept_at` given) one is made on first use and kept there,
    readable by its owner alone."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    if kept_at is None:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set; give the site a long random value of its own."
        )
    kept_at.parent.mkdir(parents=True, exist_ok=True)
    new = kept_at.with_name(f"{kept_at.name}.{os.getpid()}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(64))
    try:
        os.link(new, kept_at)  # the first of two processes that start at once wins
    except FileExistsError:
        pass
    finally:
        new.unlink()
    return kept_at.read_text()
