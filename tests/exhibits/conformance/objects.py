"""Objects wherever they stand: keys that may not be, the catalogue, pages, annotations."""

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

_FILTERS = {
    "/ASCIIHexDecode", "/ASCII85Decode", "/FlateDecode", "/RunLengthDecode", "/CCITTFaxDecode",
    "/JBIG2Decode", "/DCTDecode", "/JPXDecode",
}  # fmt: skip
_NEVER = {
    "/FFilter", "/FDecodeParms", "/Alternates", "/OPI", "/PS", "/Ref", "/TR", "/HTP", "/XFA",
    "/JS", "/JavaScript", "/AA", "/NeedsRendering", "/OCProperties", "/AcroForm", "/Perms",
}  # fmt: skip
_BLEND = {
    "/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten",
    "/ColorDodge", "/ColorBurn", "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue",
    "/Saturation", "/Color", "/Luminosity",
}  # fmt: skip
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
_BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")


def object_tree_faults(pdf: Any) -> Iterator[str]:
    for thing in pdf.objects:
        for each in _dictionaries(thing):
            yield from _dictionary_faults(each)
    yield from _catalogue_faults(pdf)
    for number, page in enumerate(pdf.pages, start=1):
        yield from (f"page {number}: {fault}" for fault in _page_faults(pdf, page))


def _dictionaries(thing: Any) -> Iterator[Any]:
    if isinstance(thing, pikepdf.Array):
        parts = list(thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        parts = [value for _, value in thing.items()]
    else:
        return
    for part in parts:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            yield from _dictionaries(part)


def _dictionary_faults(each: Any) -> Iterator[str]:
    keys = set(each.keys())
    is_font_resource = any(isinstance(each.get(k), pikepdf.Dictionary) for k in ("/PS", "/TR"))
    yield from (f"{key} may not be used" for key in sorted(keys & _NEVER) if not is_font_resource)
    if isinstance(each, pikepdf.Stream):
        if "/F" in keys:
            yield "6.1.7: a stream in another file"
        filters = each.get("/Filter", pikepdf.Array())
        for name in filters if isinstance(filters, pikepdf.Array) else [filters]:
            if str(name) not in _FILTERS:
                yield f"6.1.7: filter {name}"
        if each.get("/Interpolate", False):
            yield "6.2.8: Interpolate"
        if str(each.get("/Subtype", "")) == "/PS" or str(each.get("/Subtype2", "")) == "/PS":
            yield "6.2.9: PostScript"
    if str(each.get("/TR2", "/Default")) != "/Default":
        yield "6.2.5: TR2"
    if "/BM" in keys and str(each.BM) not in _BLEND:
        yield f"6.2.10: blend mode {each.BM}"
    if "/Lang" in keys and not _LANGUAGE.fullmatch(str(each.Lang)):
        yield f"7.2: language {each.Lang}"
    if "/EF" in keys and not {"/F", "/UF", "/AFRelationship"} <= keys:
        yield "6.8: an attachment without F, UF or AFRelationship"
    action = str(each.get("/S", ""))
    if str(each.get("/Type", "")) == "/Action" and action != "/GoTo":
        yield f"6.5.1: action {action}"


def _catalogue_faults(pdf: Any) -> Iterator[str]:
    root = pdf.Root
    if not str(root.get("/Lang", "")):
        yield "7.2: the document has no language"
    if root.get("/MarkInfo", {}).get("/Marked") is not True:
        yield "6.7.2: MarkInfo does not say Marked"
    if root.get("/MarkInfo", {}).get("/Suspects", False):
        yield "7.1: Suspects"
    if root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is not True:
        yield "7.1: DisplayDocTitle"
    if "/StructTreeRoot" not in root:
        yield "6.7.3: no structure"
    if "/OpenAction" in root:
        yield "an action on opening"
    yield from _intent_faults(root)


def _intent_faults(root: Any) -> Iterator[str]:
    intents = [i for i in root.get("/OutputIntents", []) if str(i.get("/S")) == "/GTS_PDFA1"]
    if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
        yield "6.2.3: there must be one output intent of PDF/A with its profile"
        return
    profile = intents[0].DestOutputProfile
    head = profile.read_bytes()[:40]
    channels = {b"RGB ": 3, b"GRAY": 1, b"CMYK": 4}.get(head[16:20])
    if head[8] >= 5 or head[12:16] not in (b"mntr", b"prtr") or head[36:40] != b"acsp":
        yield "6.2.3: the colour profile's header"
    if channels is None or int(profile.get("/N", 0)) != channels:
        yield "6.2.3: N is not the number of channels of the colour profile"


def _page_faults(pdf: Any, page: Any) -> Iterator[str]:
    for key in _BOXES:
        if key in page.obj:
            left, low, right, top = map(float, page.obj[key])
            if not (3 <= abs(right - left) <= 14400 and 3 <= abs(top - low) <= 14400):
                yield f"6.1.13: {key}"
    if "/Resources" not in page.obj:
        yield "6.2.2: resources are inherited"
    annotations = page.obj.get("/Annots", [])
    if len(annotations) and str(page.obj.get("/Tabs", "")) != "/S":
        yield "7.18.3: annotations, but Tabs is not S"
    for annotation in annotations:
        yield from _annotation_faults(pdf, page, annotation)


def _annotation_faults(pdf: Any, page: Any, annotation: Any) -> Iterator[str]:
    if str(annotation.get("/Subtype")) != "/Link":
        yield "6.3.1: an annotation that is no link"
    flags = annotation.get("/F")
    if flags is None or int(flags) & 4 == 0 or int(flags) & (1 | 2 | 32 | 256):
        yield "6.3.2: flags of an annotation"
    if not str(annotation.get("/Contents", "")):
        yield "7.18.5: a link without Contents"
    if "/AP" in annotation and set(annotation.AP.keys()) != {"/N"}:
        yield "6.3.3: appearances of an annotation"
    if not _leads_somewhere(pdf, annotation):
        yield "a link that leads nowhere"


def _leads_somewhere(pdf: Any, annotation: Any) -> bool:
    place = annotation.get("/Dest", annotation.get("/A", {}).get("/D"))
    if isinstance(place, pikepdf.String):
        names = pdf.Root.get("/Names", {}).get("/Dests")
        tree = {} if names is None else dict(_named(names))
        place = tree.get(bytes(place))
    if isinstance(place, pikepdf.Dictionary):
        place = place.get("/D")
    if not isinstance(place, pikepdf.Array):
        return False
    return any(place[0].objgen == page.obj.objgen for page in pdf.pages)


def _named(node: Any) -> Iterator[tuple[bytes, Any]]:
    entries = node.get("/Names", [])
    for i in range(0, len(entries), 2):
        yield bytes(entries[i]), entries[i + 1]
    for kid in node.get("/Kids", []):
        yield from _named(kid)
