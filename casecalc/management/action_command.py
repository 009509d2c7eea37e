"""What every command has in common: who acts, how it answers, how it refuses."""

import errno
import json
import re
import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from django.utils import timezone

from casecalc.actions.people import SYSTEM, system_user
from casecalc.models import User
from casecalc.rules.refusals import Refusal

REFUSED = 2
_STORAGE_FAULTS = (
    errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG, errno.EIO,
    errno.ENXIO, errno.ENODEV, errno.ESTALE, errno.ETIMEDOUT, errno.ENAMETOOLONG,
)  # fmt: skip
_LONG_WORD = re.compile(r"(\S{150})\S{100,}(\S{50})")
_LONGEST_SENTENCE = 6000  # room for fifty headers of a file
_BASE_OPTIONS = frozenset(
    ("verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks")
)


class CommandRefused(Refusal):
    """A command cannot be carried out as given."""


class ActionCommand(BaseCommand):
    """A command that ends with 0 when done, or with 2 and one sentence when refused.

    A subclass gives `arguments` and `act`; what `act` returns is the JSON object of `--json`.
    """

    requires_system_checks: list[str] = []

    def arguments(self, parser: CommandParser) -> None:
        raise NotImplementedError

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        """Do it; raises Refusal."""
        raise NotImplementedError

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = self._refuse_arguments  # type: ignore[method-assign]
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        self.arguments(parser)
        parser.add_argument("--by", default=SYSTEM, metavar="USERNAME", help="who acts")
        parser.add_argument("--json", action="store_true", help="end with one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        given = {key: value for key, value in options.items() if key not in _BASE_OPTIONS}
        as_json = given.pop("json")
        try:
            _require_text(given)
            document = self._act_as(given.pop("by"), given)
        except Refusal as refusal:
            self.refuse(str(refusal))
        except OSError as error:
            if error.errno not in _STORAGE_FAULTS:
                raise
            self.refuse(f"{_where(error)}{error.strerror}; make room or give access, then repeat.")
        except (OperationalError, ProgrammingError) as error:
            self.refuse(_database_sentence(error))
        self.answer(document, as_json=as_json)

    def answer(self, document: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(document))
        else:
            self.stdout.write("\n".join(_lines(document)))

    def refuse(self, sentence: str) -> NoReturn:
        """End with status 2 and one sentence on standard error."""
        sentence = _LONG_WORD.sub(r"\1…\2", " ".join(sentence.split()))
        if len(sentence) > _LONGEST_SENTENCE:
            sentence = f"{sentence[: _LONGEST_SENTENCE - 300]} … {sentence[-300:]}"
        sentence = sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
        if self._called_from_command_line:  # type: ignore[attr-defined]
            self.stderr.write(_shown(sentence))
            sys.exit(REFUSED)
        raise CommandError(sentence, returncode=REFUSED)

    def _refuse_arguments(self, message: str) -> NoReturn:
        self.refuse(f"{message[:1].upper()}{message[1:]}; see --help.")

    def _act_as(self, username: str, given: dict[str, Any]) -> dict[str, Any]:
        if username != SYSTEM:
            by = User.objects.filter(username=username).first()
            if by is None:
                raise CommandRefused(
                    f'There is no user "{username}"; invite one with create_user, or omit --by.'
                )
            return self.act(by, **given)
        by, is_new = system_user()
        try:
            return self.act(by, **given)
        except Refusal:
            if is_new:  # refused: nothing is written, not even who would have acted
                by.delete()
            raise


def now() -> Any:
    return timezone.now()


def _require_text(given: dict[str, Any]) -> None:
    """Arguments that are no valid text would fail late, in the database; paths may be any bytes."""
    for name, value in given.items():
        if isinstance(value, str) and name not in ("path", "out", "file", "mapping"):
            try:
                value.encode()
            except UnicodeEncodeError:
                raise CommandRefused(
                    f"The {name} is not valid UTF-8 text; type it again."
                ) from None


def _where(error: OSError) -> str:
    return f"{error.filename}: " if error.filename else ""


def _database_sentence(error: Exception) -> str:
    text = str(error)
    if "no such table" in text or "does not exist" in text or "no such column" in text:
        return "The database has not been prepared; run: python manage.py migrate"
    if "locked" in text:
        return "The database is busy with another writer; try again in a moment."
    if "full" in text or "disk I/O" in text or "readonly" in text or "unable to open" in text:
        return f"The database cannot be written: {text}; make room or give access, then repeat."
    raise error


def _shown(sentence: str) -> str:
    """The sentence with control characters made visible: no cell writes to a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in sentence)


def _lines(document: dict[str, Any], indent: str = "") -> list[str]:
    lines = []
    for key, value in document.items():
        name = key.replace("_", " ") if not indent else key
        if value == {} or value == []:
            lines.append(f"{indent}{name}: none")
        elif isinstance(value, dict):
            lines += [f"{indent}{name}:", *_lines(value, indent + "  ")]
        elif isinstance(value, list):
            lines += [f"{indent}{name}: {', '.join(str(one) for one in value)}"]
        else:
            shown = f"{value:,}" if type(value) is int else value
            lines.append(f"{indent}{name}: {shown}")
    return lines
