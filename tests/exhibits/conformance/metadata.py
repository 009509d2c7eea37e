"""The XMP packet: well formed, identified, only properties that are predefined or described."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PDFA, _UA = "http://www.aiim.org/pdfa/ns/id/", "http://www.aiim.org/pdfua/ns/id/"
_EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
_SCHEMA = "{http://www.aiim.org/pdfa/ns/schema#}"
_PROPERTY = "{http://www.aiim.org/pdfa/ns/property#}"
_DC, _XMP = "http://purl.org/dc/elements/1.1/", "http://ns.adobe.com/xap/1.0/"
_PDF = "http://ns.adobe.com/pdf/1.3/"
_KNOWN = {
    _DC: {"title", "creator", "description", "format", "language", "subject", "rights", "date"},
    _XMP: {"CreateDate", "ModifyDate", "MetadataDate", "CreatorTool"},
    _PDF: {"Producer", "Keywords", "PDFVersion"},
    _PDFA: {"part", "conformance", "amd", "corr"},
    _EXTENSION: {"schemas"},
}
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?")
_INFO = {"/Title": (_DC, "title"), "/Producer": (_PDF, "Producer"),
         "/Creator": (_XMP, "CreatorTool"), "/Subject": (_DC, "description")}  # fmt: skip


def metadata_faults(pdf: Any) -> Iterator[str]:
    stream = pdf.Root.get("/Metadata")
    if stream is None:
        yield "6.6.2.1: no metadata"
        return
    if str(stream.get("/Type")) != "/Metadata" or str(stream.get("/Subtype")) != "/XML":
        yield "6.6.2.1: the kind of the metadata stream"
    packet = stream.read_bytes()
    try:
        root = ElementTree.fromstring(packet.decode("utf-8"))
    except (UnicodeDecodeError, ElementTree.ParseError) as fault:
        yield f"6.6.2.1: the packet cannot be read ({fault})"
        return
    head = re.match(rb"\s*<\?xpacket ([^?]*)\?>", packet)
    if head is None or b"bytes=" in head[1] or b"encoding=" in head[1]:
        yield "6.6.2.1: the packet's header"
    if len(root.findall(f".//{_RDF}RDF")) != 1:
        yield "6.6.2.1: not exactly one RDF"
    for prefix, space in (("pdfaid", _PDFA), ("pdfuaid", _UA)):
        if f'xmlns:{prefix}="{space}"'.encode() not in packet:
            yield f"the prefix of {prefix}"
    yield from _property_faults(root, _properties(root), pdf)


def _properties(root: Any) -> list[tuple[str, str, str]]:
    found = []
    for description in root.findall(f"./{_RDF}RDF/{_RDF}Description"):
        pairs = [(key, value) for key, value in description.attrib.items()]
        pairs += [(each.tag, "".join(each.itertext()).strip()) for each in description]
        for key, value in pairs:
            space, _, name = key[1:].partition("}")
            if f"{{{space}}}" != _RDF:
                found.append((space, name, value))
    return found


def _property_faults(root: Any, found: list[tuple[str, str, str]], pdf: Any) -> Iterator[str]:
    values = {(space, name): value for space, name, value in found}
    if len(values) != len(found):
        yield "a property is stated twice"
    if (values.get((_PDFA, "part")), values.get((_PDFA, "conformance"))) != ("3", "A"):
        yield "6.6.4: the file does not say PDF/A-3a"
    if values.get((_UA, "part")) != "1":
        yield "5: the file does not say PDF/UA-1"
    if not values.get((_DC, "title")) or root.find(f".//{{{_DC}}}title/{_RDF}Alt/{_RDF}li") is None:
        yield "7.1: no title"
    described = set(_described(root))
    for space, name, value in found:
        if name not in _KNOWN.get(space, set()) and (space, name) not in described:
            yield f"6.6.2.3: the property {name} is not described"
        if name.endswith("Date") and not _DATE.fullmatch(value):
            yield f"6.6.2.3: {name} is no date"
    for key, (space, name) in _INFO.items():
        stated = pdf.trailer.get("/Info", {}).get(key)
        if stated is not None and str(stated) != values.get((space, name)):
            yield f"6.6.3: {key} differs from the metadata"


def _described(root: Any) -> Iterator[tuple[str, str]]:
    """Properties of extension schemas that are described in full."""
    for schema in root.findall(f".//{{{_EXTENSION}}}schemas/{_RDF}Bag/{_RDF}li"):
        if any(schema.find(f"{_SCHEMA}{key}") is None for key in ("schema", "prefix")):
            continue
        for each in schema.findall(f"{_SCHEMA}property/{_RDF}Seq/{_RDF}li"):
            parts = {key: each.findtext(f"{_PROPERTY}{key}") for key in
                     ("name", "valueType", "category", "description")}  # fmt: skip
            if all(parts.values()) and parts["category"] in ("internal", "external"):
                yield schema.findtext(f"{_SCHEMA}namespaceURI") or "", parts["name"] or ""
