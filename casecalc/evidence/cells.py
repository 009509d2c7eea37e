"""Columns of text to columns of values: what `rules.cells` reads, for all rows at once.

Text goes in trimmed and mapped, null where blank. Values come out null where the text was null or
cannot be read. Common ways of writing are read by vector; the rest, once per distinct text, by the
rules themselves.
"""

import hashlib
from collections.abc import Callable, Hashable
from typing import Any, assert_never
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from casecalc.rules import cells as rules
from casecalc.rules.cells import DateForm
from casecalc.rules.columns import CellType

from .instants import LocalDays, read_instants
from .schemas import ARROW_TYPES
from .strings import blank_to_null, is_ascii

_PLAIN_EMAIL = r"\A[^@\t-\r ]+@[^@\t-\r ]+\z"
_HASH = r"\A[0-9A-Fa-f]{64}\z"
_PLAIN_COUNT = r"\A[0-9]{1,12}\z"
_REMEMBERED = 200_000
_LONGEST_REMEMBERED = 200


class CellReader:
    """Reads the columns of one file. Remembers texts from one chunk to the next, within bounds;
    may be used by several threads."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._days = LocalDays(zone)
        self._remembered: dict[Hashable, dict[str, Any]] = {}

    def read(
        self,
        text: pa.StringArray,
        cell_type: CellType,
        form: DateForm | None = None,
        country: pa.StringArray | None = None,
    ) -> pa.Array:
        """`form` of a dated column (None: nothing is read); `country`: as read, for a region."""
        match cell_type:
            case CellType.TEXT:
                return text
            case CellType.EMAIL:
                return self._emails(text)
            case CellType.HASH:
                return _by_pattern(text, _HASH, pc.ascii_lower, lambda odd: _nulls(odd))
            case CellType.DATE:
                return self._dates(text, form)
            case CellType.INSTANT:
                return read_instants(text, form, self._days) if form else _no_instants(text)
            case CellType.COUNT:
                return self._counts(text)
            case CellType.MONEY:
                return self._each(text, rules.read_money, pa.int64(), cell_type)
            case CellType.YES_NO:
                return self._each(text, rules.read_yes_no, pa.bool_(), cell_type)
            case CellType.COUNTRY:
                return self._each(text, rules.read_country, pa.string(), cell_type)
            case CellType.REGION:
                return self._regions(text, country)
        assert_never(cell_type)

    def mapped(self, text: pa.StringArray, name: str, values: dict[str, str]) -> pa.StringArray:
        """The text after the mapping's values for this column; null where mapped to blank. A
        mapping may say what a blank is read as."""
        if "" in values:
            text = pc.fill_null(text, "")
        return self._each(
            text, lambda cell: values.get(cell, cell) or None, pa.string(), ("mapped", name)
        )

    def _emails(self, text: pa.StringArray) -> pa.StringArray:
        return _by_pattern(
            text,
            _PLAIN_EMAIL,
            pc.ascii_lower,
            lambda odd: self._each(odd, rules.read_email, pa.string(), CellType.EMAIL),
            must_be_ascii=True,
        )

    def _counts(self, text: pa.StringArray) -> pa.Int64Array:
        return _by_pattern(
            text,
            _PLAIN_COUNT,
            lambda plain: plain.cast(pa.int64()),
            lambda odd: self._each(odd, rules.read_count, pa.int64(), CellType.COUNT),
        )

    def _dates(self, text: pa.StringArray, form: DateForm | None) -> pa.Date32Array:
        if form is None:
            return pa.nulls(len(text), pa.date32())
        return self._each(
            text, lambda cell: rules.read_date(cell, form), pa.date32(), (CellType.DATE, form)
        )

    def _regions(self, text: pa.StringArray, country: pa.StringArray | None) -> pa.StringArray:
        if country is None:
            return text
        is_us = pc.fill_null(pc.equal(country, "US"), False)
        of_us = self._each(
            pc.if_else(is_us, text, pa.scalar(None, pa.string())),
            lambda cell: rules.read_region(cell, "US"),
            pa.string(),
            CellType.REGION,
        )
        return pc.if_else(is_us, of_us, text)

    def _each(
        self,
        text: pa.StringArray,
        read: Callable[[str], Any],
        arrow_type: pa.DataType,
        reader: Hashable,
    ) -> pa.Array:
        """`read` once per distinct text; what it said is remembered under `reader`."""
        coded = text.dictionary_encode()
        known = self._remembered.setdefault(reader, {})
        if len(known) > _REMEMBERED:
            known = self._remembered[reader] = {}
        texts = coded.dictionary.to_pylist()
        values = []
        for cell in texts:
            if cell is not None and len(cell) > _LONGEST_REMEMBERED:
                values.append(read(cell))
                continue
            if cell not in known:
                known[cell] = read(cell)
            values.append(known[cell])
        return pa.array(values, arrow_type).take(coded.indices)


def email_keys(emails: pa.StringArray) -> pa.StringArray:
    """Lower-case hexadecimal SHA-256 of addresses that were read; null where there is none.

    `rules.cells.email_key`, hashed one by one (an engine is no faster, once its start is counted)
    but made into text all at once.
    """
    is_given = np.asarray(pc.is_valid(emails))
    addresses = emails.drop_null().cast(pa.binary()).to_pylist()
    digests = b"".join([hashlib.sha256(address).digest() for address in addresses])
    offsets = np.concatenate([np.zeros(1), np.cumsum(is_given * 64)]).astype(np.int32)
    keys = pa.StringArray.from_buffers(
        len(emails), pa.py_buffer(offsets), pa.py_buffer(digests.hex().encode())
    )
    return blank_to_null(keys)


def _by_pattern(
    text: pa.StringArray,
    pattern: str,
    read_plain: Callable[[pa.StringArray], pa.Array],
    read_odd: Callable[[pa.StringArray], pa.Array],
    must_be_ascii: bool = False,
) -> pa.Array:
    """Cells of the common pattern by vector, the others one by one."""
    is_plain = pc.match_substring_regex(text, pattern)
    if must_be_ascii and not is_ascii(text):
        is_plain = pc.and_(is_plain, pc.string_is_ascii(text))
    if pc.all(is_plain).as_py() is not False:
        return read_plain(text)
    nothing = pa.scalar(None, pa.string())
    plain = read_plain(pc.if_else(is_plain, text, nothing))
    return pc.coalesce(plain, read_odd(pc.if_else(is_plain, nothing, text)))


def _nulls(text: pa.StringArray) -> pa.StringArray:
    return pa.nulls(len(text), pa.string())


def _no_instants(text: pa.StringArray) -> pa.Array:
    return pa.nulls(len(text), ARROW_TYPES[CellType.INSTANT])
