"""The file as written: header, every revision's cross-references, spacing, lengths, limits."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

_OBJECT = re.compile(rb"(\d+)[ \t\r\n\x00\x0c](\d+)[ \t\r\n\x00\x0c]obj(\r\n|\r|\n)?")
_STREAM = re.compile(rb"stream(\r\n|\n)")
_END = re.compile(rb"(\r\n|\r|\n)endstream(\r\n|\r|\n)endobj(\r\n|\r|\n)")
_ENTRY = re.compile(rb"\d{10} \d{5} [nf](?: \r| \n|\r\n)")
_TOKEN = re.compile(
    rb"(?P<space>[\s\x00]+)|(?P<comment>%[^\r\n]*)|(?P<open><<)|(?P<close>>>)|(?P<hex><[^>]*>)"
    rb"|(?P<string>\()|(?P<name>/[^\s\x00/<>\[\](){}%]*)|(?P<bracket>[\[\]{}])"
    rb"|(?P<word>[^\s\x00/<>\[\](){}%]+)"
)
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)")
_MOST_OBJECTS = 8_388_607


@dataclass
class Section:
    """One cross-reference section: places of its objects, and its trailer's dictionary."""

    trailer: bytes
    places: dict[int, int] = field(default_factory=dict)
    previous: int | None = None


def syntax_faults(data: bytes) -> Iterator[str]:
    yield from _ends(data)
    try:
        sections = list(_sections(data))
    except (ValueError, IndexError, AttributeError, zlib.error) as fault:
        yield f"6.1.4: a cross-reference section cannot be read ({fault})"
        return
    numbers = {number for section in sections for number in section.places}
    if len(numbers) > _MOST_OBJECTS:
        yield "6.1.13: too many indirect objects"
    for section in sections:
        if b"/Encrypt" in section.trailer:
            yield "6.1.3: Encrypt in a trailer"
        if not re.search(rb"/ID\s*\[\s*<[0-9A-Fa-f]+>\s*<[0-9A-Fa-f]+>\s*\]", section.trailer):
            yield "6.1.3: a trailer without ID"
        for number, place in section.places.items():
            yield from object_faults(data, number, place)


def _ends(data: bytes) -> Iterator[str]:
    header = re.match(rb"%PDF-1\.[0-7](?:\r\n|\r|\n)%(.{4})", data, re.S)
    if header is None or min(header[1]) < 128:
        yield "6.1.2: the header, or the comment after it"
    if re.search(rb"%%EOF(?:\r\n|\r|\n)?\Z", data) is None:
        yield "6.1.3: something follows the end of the file"


def _sections(data: bytes) -> Iterator[Section]:
    place: int | None = int(re.findall(rb"startxref\s+(\d+)\s+%%EOF", data)[-1])
    seen: set[int] = set()
    while place is not None:
        if place in seen:
            raise ValueError("a circle of revisions")
        seen.add(place)
        section = _table(data, place) if data[place : place + 4] == b"xref" else _xref(data, place)
        yield section
        place = section.previous


def _table(data: bytes, place: int) -> Section:
    head = re.compile(rb"xref(?:\r\n|\r|\n)(?=\d)").match(data, place)
    if head is None:
        raise ValueError("the end of the line after xref")
    section, at = Section(b""), head.end()
    while part := re.compile(rb"(\d+) (\d+) ?(?:\r\n|\r|\n)").match(data, at):
        at = part.end()
        for number in range(int(part[1]), int(part[1]) + int(part[2])):
            if not _ENTRY.match(data, at):
                raise ValueError("an entry out of form")
            if data[at + 17 : at + 18] == b"n":
                section.places[number] = int(data[at : at + 10])
            at += 20
    section.trailer = data[at : data.index(b"startxref", at)]
    section.previous = _previous(section.trailer)
    return section


def _xref(data: bytes, place: int) -> Section:
    begin = _STREAM.search(data, place)
    if begin is None:
        raise ValueError("no stream")
    trailer = data[place : begin.start()]
    length = int(re.search(rb"/Length (\d+)", trailer)[1])  # type: ignore[index]
    rows = data[begin.end() : begin.end() + length]
    if b"/FlateDecode" in trailer:
        rows = zlib.decompress(rows)
    widths = [int(w) for w in re.search(rb"/W ?\[([\d ]+)\]", trailer)[1].split()]  # type: ignore[index]
    if b"/Predictor" in trailer:
        rows = _unpredicted(rows, sum(widths))
    size = int(re.search(rb"/Size (\d+)", trailer)[1])  # type: ignore[index]
    index = re.search(rb"/Index ?\[([\d ]+)\]", trailer)
    pairs = [0, size] if index is None else [int(each) for each in index[1].split()]
    section, at = Section(trailer, previous=_previous(trailer)), 0
    for first, count in zip(pairs[::2], pairs[1::2], strict=True):
        for number in range(first, first + count):
            row, at = rows[at : at + sum(widths)], at + sum(widths)
            if len(row) != sum(widths) or number >= size:
                raise ValueError("rows missing, or objects beyond Size")
            if not widths[0] or row[widths[0] - 1] == 1:
                section.places[number] = int.from_bytes(row[widths[0] : widths[0] + widths[1]])
    if at != len(rows):
        raise ValueError("more rows than objects")
    return section


def _previous(trailer: bytes) -> int | None:
    found = re.search(rb"/Prev (\d+)", trailer)
    return None if found is None else int(found[1])


def _unpredicted(rows: bytes, width: int) -> bytes:
    done, before = bytearray(), bytes(width)
    for at in range(0, len(rows), width + 1):
        kind, row = rows[at], rows[at + 1 : at + 1 + width]
        if kind not in (0, 2):
            raise ValueError("a predictor that is not read here")
        before = bytes((a + b) & 255 for a, b in zip(row, before, strict=True)) if kind else row
        done += before
    return bytes(done)


def object_faults(data: bytes, number: int, place: int) -> Iterator[str]:
    """Spacing, length and limits of one object that is no part of an object stream."""
    head = _OBJECT.match(data, place)
    if head is None or int(head[1]) != number or head[3] is None:
        yield f"6.1.9: object {number} does not begin as it should"
        return
    if data[place - 1 : place] not in (b"\n", b"\r"):
        yield f"6.1.9: no end of line before object {number}"
    at, found = value_faults(data, head.end(), number)
    yield from found
    if data[at : at + 6] != b"stream":
        if re.compile(rb"endobj(\r\n|\r|\n)").match(data, at) is None:
            yield f"6.1.9: object {number} does not end as it should"
        elif data[at - 1 : at] not in (b"\n", b"\r"):
            yield f"6.1.9: no end of line before the end of object {number}"
        return
    begin, written = _STREAM.match(data, at), data[head.end() : at]
    length = re.search(rb"/Length (\d+)(?! \d+ R)", written)
    if begin is None or length is None:
        yield f"6.1.7: the stream of object {number} does not begin as it should"
        return
    end = begin.end() + int(length[1])
    if _END.match(data, end) is None:
        yield f"6.1.7: Length of object {number}, or the end of its stream"
    elif b"/ObjStm" in written and b"/FlateDecode" in written:
        text = zlib.decompress(data[begin.end() : end])
        yield from value_faults(text, 0, number, to_the_end=True)[1]


def value_faults(
    data: bytes, at: int, number: int, *, to_the_end: bool = False
) -> tuple[int, list[str]]:
    """Where the object's value ends, and what is wrong in it."""
    faults: list[str] = []
    while at < len(data):
        token = _TOKEN.match(data, at)
        if token is None:
            return at, [*faults, f"object {number} cannot be read at {at}"]
        text = token[0]
        match token.lastgroup:
            case "word" if text in (b"stream", b"endobj") and not to_the_end:
                return at, faults
            case "word" if _NUMBER.fullmatch(text):
                faults += _number_faults(text, number)
            case "hex":
                digits = re.sub(rb"[\s\x00]", b"", text[1:-1])
                if len(digits) % 2 or re.search(rb"[^0-9A-Fa-f]", digits):
                    faults.append(f"6.1.6: a hexadecimal string in object {number}")
                if len(digits) > 2 * 32767:
                    faults.append(f"6.1.13: a string too long in object {number}")
            case "name" if len(re.sub(rb"#[0-9A-Fa-f]{2}", b".", text)) > 128:
                faults.append(f"6.1.13: a name too long in object {number}")
            case "string":
                end = _string_end(data, at)
                if end - at > 32769:
                    faults.append(f"6.1.13: a string too long in object {number}")
                at = end
                continue
        at = token.end()
    return at, faults


def _number_faults(text: bytes, number: int) -> list[str]:
    value = float(text)
    if b"." not in text and not -(2**31) <= value < 2**31:
        return [f"6.1.13: an integer out of range in object {number}"]
    if abs(value) > 3.403e38 or (value != 0 and abs(value) < 1.175e-38):
        return [f"6.1.13: a real out of range in object {number}"]
    return []


def _string_end(data: bytes, at: int) -> int:
    depth = 0
    while at < len(data):
        byte = data[at : at + 1]
        at += 2 if byte == b"\\" else 1
        depth += (byte == b"(") - (byte == b")")
        if depth == 0:
            return at
    return at
