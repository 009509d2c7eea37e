"""Everything that a finished file says, wherever it says it: texts of pages, metadata, bookmarks,
alternatives, attachments, names, character maps, streams; cells of annexes; the files of a zip."""

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .printed import character_map
from .stamped.tagged import object_streams, tagged_pages

_CHUNK = 1 << 20
_STAMPED = b"q 1 0 0 -1 0 792 cm 0.75 0 0 0.75 0 0 cm\n/Artifact BMC "
_SHOWN = re.compile(
    rb"(/[A-Z]+) [0-9.]+ Tf|<([0-9a-f]*)>Tj|\[([^\]]*)\]TJ|ActualText<([0-9a-f]*)>|(EMC)|(Tm)"
)
_HEX = re.compile(rb"<([0-9a-f]*)>")
_CONTENT_STRING = re.compile(rb"<[0-9A-Fa-f\s]+>|\((?:\\.|[^\\()])*\)", re.DOTALL)
_KERNING = re.compile(rb"\[[-0-9.\s]*\]\s*TJ")
_TAG = re.compile(r"<[^>]*>")
_WRITTEN = re.compile(rb"\(|<[0-9A-Fa-f]")
_NAME = re.compile(rb"/([^\s/<>\[\]()]+)")
_WORD_GAP = -180
_SKIPPED_STREAMS = ("/ObjStm", "/XRef")


@dataclass(frozen=True)
class Passage:
    """A text and where it stands: `page 12`, `its metadata and objects`."""

    place: str
    text: str


def passages_of(path: Path) -> Iterator[Passage]:
    """By the name's ending; the name is a passage too."""
    yield Passage("its name", path.name)
    yield from _passages(path.name, path)


def _passages(name: str, source: Any) -> Iterator[Passage]:
    """`source` is a path or an open binary file."""
    ending = name.rpartition(".")[2].lower()
    if ending == "pdf":
        yield from _pdf(source)
    elif ending in ("zip", "xlsx"):
        yield from _archive(source)
    else:
        yield from _plain(source)


def _plain(source: Any) -> Iterator[Passage]:
    """Whole lines, some at a time."""
    stream = source.open("rb") if isinstance(source, Path) else source
    with stream:
        line = 1
        while lines := stream.readlines(_CHUNK):
            text = b"".join(lines).decode("utf-8", "replace")
            yield Passage(f"the lines from {line:,} on", text)
            line += len(lines)


def _archive(source: Any) -> Iterator[Passage]:
    with zipfile.ZipFile(source) as archive:
        if archive.comment:
            yield Passage("its comment", archive.comment.decode("latin-1"))
        for member in archive.infolist():
            yield Passage("the name of a file in it", member.filename)
            for extra in (member.comment, member.extra):
                if extra:
                    yield Passage("what is added to a file in it", extra.decode("latin-1"))
            with archive.open(member) as opened:
                if member.filename.lower().endswith((".xml", ".rels")):
                    yield from _xml(member.filename, opened)
                elif member.filename.lower().endswith(".pdf"):
                    inner = _pdf(io.BytesIO(opened.read()))
                    yield from (Passage(f"{member.filename}, {p.place}", p.text) for p in inner)
                else:
                    yield from _passages(member.filename, opened)


def _xml(name: str, stream: Any) -> Iterator[Passage]:
    """Cells one from another, attributes too; cut where a tag begins."""
    rest = ""
    while True:
        data = stream.read(_CHUNK)
        text = rest + data.decode("utf-8", "replace")
        cut = text.rfind("<row") if data else -1
        rest = text[cut:] if cut > 0 else ""
        text = text[:cut] if cut > 0 else text
        yield Passage(f"{name}", html.unescape(_TAG.sub("\n", text)))
        attributes = " ".join(re.findall(r'"([^"]{4,})"', text))
        yield Passage(f"{name}", html.unescape(attributes))
        if not data:
            return


def _pdf(source: Any) -> Iterator[Passage]:
    import pikepdf

    with pikepdf.open(source) as pdf:
        reader = _PageReader()
        for number, page in enumerate(pdf.pages, start=1):
            yield from (Passage(f"page {number:,}", text) for text in reader.texts(page))
        yield from _objects(pdf, source, reader.contents)


class _PageReader:
    """The texts of pages in the order in which they are painted. Streams that stamped pages share
    are read once."""

    def __init__(self) -> None:
        import pikepdf

        self.scratch = pikepdf.new()
        self.shared: set[tuple[tuple[int, int], ...]] = set()
        self.fonts: dict[Any, dict[str, dict[str, str]]] = {}
        self.contents: set[int] = set()

    def texts(self, page: Any) -> Iterator[str]:
        fonts = self._fonts_of(page.obj.get("/Resources"))
        contents = page.obj.get("/Contents")
        streams = list(contents) if _is_array(contents) else [contents] if contents else []
        self.contents.update(stream.objgen[0] for stream in streams)
        if streams and streams[-1].read_bytes()[: len(_STAMPED)] == _STAMPED:
            yield "".join(_stamped_text(streams.pop().read_bytes(), fonts))
            shared = tuple(stream.objgen for stream in streams)
            if shared in self.shared:
                return
            self.shared.add(shared)
        if streams:
            joined = b"\n".join(stream.read_bytes() for stream in streams)
            yield from self._content(joined, fonts, page.obj.get("/Resources"), set())

    def _content(
        self, data: bytes, fonts: dict[str, dict[str, str]], resources: Any, seen: set[Any]
    ) -> Iterator[str]:
        """A content stream's text, then its literal strings, then what its forms say."""
        import pikepdf

        said: list[str] = []
        literal: list[str] = []
        font: dict[str, str] = {}
        for instruction in pikepdf.parse_content_stream(pikepdf.Stream(self.scratch, data)):
            operands: Any = instruction.operands
            name = str(instruction.operator)
            if name == "Tf":
                font = fonts.get(str(operands[0]), {})
            elif name in ("Tj", "TJ", "'", '"'):
                parts = operands[-1] if name == "TJ" else [operands[-1]]
                said += _shown(parts, font)
                literal += [_bytes_text(p) for p in parts if isinstance(p, pikepdf.String)]
            elif name in ("Tm", "T*", "ET", "EMC", "Td", "TD"):
                said.append("\n")
            else:
                literal += [text for operand in operands for text in _strings(operand)]
        yield "".join(said)
        yield "\n".join(literal)
        for form in (resources or {}).get("/XObject", {}).values():
            if str(form.get("/Subtype")) == "/Form" and form.objgen not in seen:
                seen.add(form.objgen)
                own = form.get("/Resources", resources)
                yield from self._content(form.read_bytes(), self._fonts_of(own), own, seen)

    def _fonts_of(self, resources: Any) -> dict[str, dict[str, str]]:
        key = resources.objgen if resources is not None else None
        if key not in self.fonts or key == (0, 0):
            fonts = (resources or {}).get("/Font", {})
            self.fonts[key] = {
                name: {code.hex(): text for code, text in character_map(font).items()}
                for name, font in fonts.items()
                if "/ToUnicode" in font
            }
        return self.fonts[key]


def _stamped_text(data: bytes, fonts: dict[str, dict[str, str]]) -> Iterator[str]:
    font: dict[str, str] = {}
    for name, shown, array, spoken, ended, _ in _SHOWN.findall(data):
        if name:
            font = fonts.get(name.decode(), {})
        elif shown:
            yield _decoded(shown.decode(), font)
        elif array:
            yield _decoded(b"".join(_HEX.findall(array)).decode(), font)
        elif spoken:
            yield bytes.fromhex(spoken.decode()).decode("utf-16-be", "replace")
        elif ended:
            yield "\n"
        else:
            yield " "


def _shown(parts: Iterable[Any], font: dict[str, str]) -> Iterator[str]:
    import pikepdf

    for part in parts:
        if isinstance(part, pikepdf.String):
            yield _decoded(bytes(part).hex(), font)
        elif float(part) < _WORD_GAP:
            yield " "


def _decoded(codes: str, font: dict[str, str]) -> str:
    return "".join([font.get(codes[i : i + 4], "") for i in range(0, len(codes), 4)])


def _objects(pdf: Any, source: Any, contents: set[int]) -> Iterator[Passage]:
    """Every string, name and stream of the file. Objects of stamped pages are looked through as
    written: they are a million, and hold no string. Of `contents`, the streams of pages, what is
    shown was read before: numbers of glyphs are no text, and look like identifiers."""
    import pikepdf

    stamped = tagged_pages(source) if isinstance(source, Path) else None
    numbers: Iterable[int] = range(1, int(pdf.trailer.Size))
    if stamped is not None and len(stamped):
        numbers = stamped.others(int(pdf.trailer.Size))
        for text in object_streams(source):
            if _WRITTEN.search(text):
                yield Passage("its objects", text.decode("latin-1"))
    strings = list(_strings(pdf.trailer))
    for number in numbers:
        thing = pdf.get_object((number, 0))
        if not isinstance(thing, pikepdf.Stream):
            written = thing.unparse(resolved=True)
            if not _WRITTEN.search(written.replace(b"<<", b"")):
                strings += [name.decode("latin-1") for name in _NAME.findall(written)]
                continue
        strings += _strings(thing)
        if isinstance(thing, pikepdf.Stream):
            shown_before = number in contents
            texts = _content_texts(thing) if shown_before else _stream_texts(thing)
            yield from (Passage("a stream of it", text) for text in texts)
    yield Passage("its metadata and objects", "\n".join(strings))


def _strings(thing: Any, depth: int = 0) -> Iterator[str]:
    """The strings and names written directly within an object."""
    import pikepdf

    if isinstance(thing, pikepdf.String):
        yield str(thing)
        yield _bytes_text(thing)
    elif isinstance(thing, pikepdf.Name):
        yield str(thing)[1:]
    elif depth > 20 or not isinstance(thing, pikepdf.Object):
        return
    elif isinstance(thing, pikepdf.Array):
        for part in _direct(thing):
            yield from _strings(part, depth + 1)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key, part in dict(thing.items()).items():
            yield str(key)[1:]
            if not (isinstance(part, pikepdf.Object) and part.is_indirect):
                yield from _strings(part, depth + 1)


def _direct(array: Any) -> Iterator[Any]:
    import pikepdf

    for part in array:
        if not (isinstance(part, pikepdf.Object) and part.is_indirect):
            yield part


def _stream_texts(stream: Any) -> Iterator[str]:
    """A stream's bytes as text, in the codings in which a text may stand there; the characters of
    a character map as well."""
    if str(stream.get("/Type", "")) in _SKIPPED_STREAMS:
        return
    data = bytes(stream.read_bytes())
    yield data.decode("latin-1")
    for coding in ("utf-8", "utf-16-be", "utf-16-le"):
        text = data.decode(coding, "ignore")
        if coding != "utf-8" or not data.isascii():
            yield text
    if b"beginbfchar" in data or b"beginbfrange" in data:
        codes = re.findall(rb"<([0-9a-fA-F]{4,})>", data)
        yield "".join(
            bytes.fromhex(c.decode()[: len(c) // 4 * 4]).decode("utf-16-be", "ignore")
            for c in codes
        )
    if data[:4] in (b"%PDF", b"PK\x03\x04"):
        kind = "attachment.pdf" if data[:4] == b"%PDF" else "attachment.zip"
        yield from (passage.text for passage in _passages(kind, io.BytesIO(data)))
    yield from _hexadecimal(data)


def _content_texts(stream: Any) -> Iterator[str]:
    """What a page's content says beside its strings, which were read with the page: names,
    comments, numbers; not the distances between glyphs."""
    unshown = _CONTENT_STRING.sub(b" ", stream.read_bytes())
    yield _KERNING.sub(b" ", unshown).decode("latin-1")


def _hexadecimal(data: bytes) -> Iterator[str]:
    """Texts written as hexadecimal digits."""
    for run in re.findall(rb"(?:[0-9A-Fa-f]{2}){8,}", data[:_CHUNK]):
        raw = bytes.fromhex(run.decode())
        yield raw.decode("latin-1")
        yield raw.decode("utf-16-be", "ignore")


def _bytes_text(string: Any) -> str:
    return bytes(string).decode("latin-1")


def _is_array(thing: Any) -> bool:
    import pikepdf

    return isinstance(thing, pikepdf.Array)
