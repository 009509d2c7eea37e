"""Reading JSON documents strictly: what is wrong is named by its path."""

import json
import re
from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any, NoReturn

from .refusals import DocumentRefused
from .rejections import shown

LARGEST_NUMBER = 10**18
LONGEST_ID = 100

ID_FORM = re.compile(r"[a-z][a-z0-9_]*")
_LONGEST_NUMBER = 1000  # Python itself reads no text of more than some thousand digits as a number
_DAY_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_json(text: str) -> Any:
    """The JSON value in `text`; raises ValueError with a sentence for broken JSON, a key given
    twice in one object, and NaN or Infinity."""

    def without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            repeated, _ = Counter(name for name, _ in pairs).most_common(1)[0]
            raise ValueError(f'the key "{shown(repeated)}" is given twice in one object; keep one')
        return found

    def no_constant(name: str) -> NoReturn:
        raise ValueError(f"{name} is not JSON; write a number")

    def whole_number(digits: str) -> int:
        if len(digits) > _LONGEST_NUMBER:
            raise ValueError(f"a number has {len(digits):,} digits; write a smaller one")
        return int(digits)

    try:
        return json.loads(
            text,
            object_pairs_hook=without_repeats,
            parse_constant=no_constant,
            parse_int=whole_number,
        )
    except json.JSONDecodeError as error:
        raise ValueError(
            f"line {error.lineno}, column {error.colno}: {error.msg}; correct the JSON"
        ) from None
    except RecursionError:
        raise ValueError("the document is nested too deeply; flatten it") from None


class DocumentReader:
    """Reads the parts of one document, raising `refused` with the path of the offending part."""

    def __init__(self, refused: type[DocumentRefused]) -> None:
        self._refused = refused

    def refuse(self, path: str, problem: str) -> NoReturn:
        raise self._refused(path, problem)

    def mapping(
        self, value: Any, path: str, *, required: Collection[str], optional: Collection[str]
    ) -> dict[str, Any]:
        """An object with all `required` keys and none but these and the `optional` ones."""
        if not isinstance(value, dict):
            self.refuse(path, f"must be an object, not {_kind_of(value)}")
        for key in value:
            if key not in required and key not in optional:
                known = ", ".join([*required, *optional])
                self.refuse(_join(path, shown(key)), f"is not a known key; known here: {known}")
        for key in required:
            if key not in value:
                self.refuse(_join(path, key), "is required and missing")
        return value

    def text(self, value: Any, path: str) -> str:
        if not isinstance(value, str):
            self.refuse(path, f"must be text, not {_kind_of(value)}")
        return value

    def texts(self, value: Any, path: str) -> tuple[str, ...]:
        """A list of at least one text."""
        items = self.items(value, path)
        return tuple(self.text(item, f"{path}[{i}]") for i, item in enumerate(items))

    def items(self, value: Any, path: str, *, may_be_empty: bool = False) -> list[Any]:
        if not isinstance(value, list):
            self.refuse(path, f"must be a list, not {_kind_of(value)}")
        if not value and not may_be_empty:
            self.refuse(path, "is an empty list; give at least one entry or leave the key out")
        return value

    def whole_number(self, value: Any, path: str) -> int:
        """Of a size that every engine can compare."""
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(path, f"must be a whole number, not {_kind_of(value)}")
        if abs(value) > LARGEST_NUMBER:
            self.refuse(path, f"is too large; the largest number is {LARGEST_NUMBER:,}")
        return value

    def yes_no(self, value: Any, path: str) -> bool:
        if not isinstance(value, bool):
            self.refuse(path, f"must be true or false, not {_kind_of(value)}")
        return value

    def choice(self, value: Any, path: str, allowed: Collection[str]) -> str:
        text = self.text(value, path)
        if text not in allowed:
            self.refuse(path, f'"{shown(text)}" is not one of: {", ".join(allowed)}')
        return text

    def identifier(self, value: Any, path: str) -> str:
        text = self.text(value, path)
        if len(text) > LONGEST_ID:
            self.refuse(path, f"is longer than {LONGEST_ID} characters; shorten it")
        if not ID_FORM.fullmatch(text):
            self.refuse(
                path, f'"{shown(text)}" must begin with a-z and go on with a-z, 0-9 or underscores'
            )
        return text

    def day(self, value: Any, path: str) -> date:
        text = self.text(value, path)
        try:
            if _DAY_FORM.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        self.refuse(path, f'"{shown(text)}" is not a date in the form YYYY-MM-DD')


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _kind_of(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int():
            return "a number"
        case float():
            return "a number with decimals"
        case str():
            return "text"
        case list():
            return "a list"
        case _:
            return "an object"
