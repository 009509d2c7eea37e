"""Arrow text columns as bytes: blanks to null, and cells of one width as a matrix."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from casecalc.rules.cells import WHITE_SPACE

Bytes = npt.NDArray[np.uint8]


def trimmed(text: pa.StringArray) -> pa.StringArray:
    """The text without white space at both ends; null where nothing is left."""
    return blank_to_null(pc.utf8_trim(text, characters=WHITE_SPACE))


def blank_to_null(text: pa.StringArray) -> pa.StringArray:
    """Null where the text is empty. Nulls stay null."""
    is_blank = text_lengths(text) == 0
    if not is_blank.any():
        return text
    offsets, data = _whole(text)
    validity = pa.py_buffer(np.packbits(~is_blank, bitorder="little").tobytes())
    return pa.StringArray.from_buffers(len(text), offsets, data, validity)


def text_lengths(text: pa.StringArray) -> npt.NDArray[np.int64]:
    """Bytes of UTF-8 in each cell; 0 for null."""
    lengths: npt.NDArray[np.int64] = np.diff(_offsets(text)).astype(np.int64)
    if text.null_count:
        lengths[np.asarray(pc.is_null(text))] = 0
    return lengths


def text_bytes(text: pa.StringArray, rows: npt.NDArray[np.int64], width: int) -> Bytes:
    """The bytes of `rows`, all of which are `width` bytes long, as a matrix."""
    data = text.buffers()[2]
    cells = np.frombuffer(data, dtype=np.uint8)
    starts = _offsets(text)[rows]
    matrix: Bytes = cells[starts[:, None].astype(np.int64) + np.arange(width)]
    return matrix


def _offsets(text: pa.StringArray) -> npt.NDArray[np.int32]:
    offsets: npt.NDArray[np.int32] = np.frombuffer(text.buffers()[1], dtype=np.int32)
    return offsets[text.offset : text.offset + len(text) + 1]


def _whole(text: pa.StringArray) -> tuple[pa.Buffer, pa.Buffer]:
    _, offsets, data = text.buffers()
    return offsets.slice(text.offset * 4), data if data is not None else pa.py_buffer(b"")


def is_ascii(text: pa.StringArray) -> bool:
    data = text.buffers()[2]
    return data is None or bool(np.frombuffer(data, dtype=np.int8).min(initial=0) >= 0)
