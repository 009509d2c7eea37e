"""Pages as painted: everything is tagged or an artifact, colours, operators, nesting, glyphs."""

from dataclasses import dataclass, field
from typing import Any

import pikepdf

_PAINTING = {"f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "Do", "INLINE IMAGE"}
_SHOWING = {"Tj", "TJ", "'", '"'}
_OTHERS = (
    "q Q cm w J j M d ri i gs m l c v y h re n W W* BT ET Tc Tw Tz TL Tf Tr Ts Td TD Tm T* "
    "CS cs SC SCN sc scn G g RG rg K k MP DP BMC BDC EMC"
)
_KNOWN = _PAINTING | _SHOWING | set(_OTHERS.split())
_CHANNELS = {"rg": 3, "RG": 3, "g": 1, "G": 1, "k": 4, "K": 4}
_INTENTS = {"/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"}


@dataclass
class Painted:
    """What one content stream holds: its marked content by number (with the tag), the glyphs shown
    by font (the object's number), and what is wrong."""

    marks: dict[int, str] = field(default_factory=dict)
    fonts: dict[tuple[int, int], tuple[Any, set[bytes]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


class Painter:
    def __init__(self, channels: int) -> None:
        self.channels = channels
        self.painted = Painted()
        self.open: list[tuple[str, bool, bool]] = []
        self.depth = 0
        self.font: Any = None
        self.fonts: list[Any] = []
        self.is_text = False

    def read(self, page: Any, resources: Any) -> Painted:
        for instruction in pikepdf.parse_content_stream(page):
            self._step(str(instruction.operator), instruction.operands, resources)
        if self.open:
            self._fault("marked content that does not end")
        if self.depth or self.is_text:
            self._fault("q without Q, or BT without ET")
        return self.painted

    def _draw(self, form: Any) -> None:
        """A form is painted as part of what it is drawn in; here none has marks of its own."""
        if "/Resources" not in form:
            self._fault("6.2.2: a form without resources")
        if "/StructParents" in form or "/StructParent" in form:
            self._fault("7.20: a form with marked content of its own is not checked here")
        inner, depth = len(self.open), self.depth
        resources = form.get("/Resources", pikepdf.Dictionary())
        before = self.painted.marks.keys() | set()
        for instruction in pikepdf.parse_content_stream(form):
            self._step(str(instruction.operator), instruction.operands, resources)
        if len(self.open) != inner or self.depth != depth:
            self._fault("a form does not end as it began")
        if self.painted.marks.keys() != before:
            self._fault("7.20: a form with marked content of its own is not checked here")

    def _fault(self, text: str) -> None:
        if text not in self.painted.faults:
            self.painted.faults.append(text)

    def _step(self, name: str, operands: Any, resources: Any) -> None:
        if name not in _KNOWN:
            self._fault(f"6.2.2: operator {name}")
        elif name in ("BMC", "BDC"):
            self._begin(operands, resources)
        elif name == "EMC":
            if not self.open:
                self._fault("EMC without a beginning")
            else:
                self.open.pop()
        elif name in ("q", "Q", "BT", "ET"):
            self._nest(name)
        elif name == "Tf":
            self._choose(str(operands[0]), resources)
        elif name in _CHANNELS:
            self._colour(_CHANNELS[name])
        elif name in ("cs", "CS"):
            self._space(operands[0], resources)
        elif name == "ri" and str(operands[0]) not in _INTENTS:
            self._fault("6.2.6: a rendering intent")
        elif name in _PAINTING | _SHOWING:
            self._paint(name, operands, resources)

    def _choose(self, name: str, resources: Any) -> None:
        self.font = resources.get("/Font", {}).get(name)
        if self.font is None:
            self._fault(f"6.2.2: the font {name} is not among the resources")
        else:
            self.painted.fonts.setdefault(self.font.objgen, (self.font, set()))

    def _nest(self, name: str) -> None:
        if name == "q":
            self.depth += 1
            self.fonts.append(self.font)
            if self.depth > 28:
                self._fault("6.1.13: q nested too deeply")
        elif name == "Q":
            self.depth -= 1
            if self.depth < 0:
                self._fault("Q without q")
            else:
                self.font = self.fonts.pop()
        else:
            if self.is_text == (name == "BT"):
                self._fault("BT and ET do not pair")
            self.is_text = name == "BT"

    def _begin(self, operands: Any, resources: Any) -> None:
        tag = str(operands[0])
        held = operands[1] if len(operands) > 1 else {}
        if isinstance(held, pikepdf.Name):
            held = resources.get("/Properties", {}).get(str(held), {})
        inside = any(is_artifact for _, is_artifact, _ in self.open)
        tagged = any(has_mark for _, _, has_mark in self.open)
        if tag == "/Artifact":
            if tagged:
                self._fault("7.1: an artifact within tagged content")
            self.open.append((tag, True, False))
            return
        number = held.get("/MCID")
        if number is not None:
            if inside:
                self._fault("7.1: tagged content within an artifact")
            if tagged:
                self._fault("marked content within other marked content")
            if int(number) in self.painted.marks:
                self._fault(f"7.1: marked content {int(number)} twice on a page")
            self.painted.marks[int(number)] = tag
        self.open.append((tag, False, number is not None))

    def _colour(self, channels: int) -> None:
        if channels not in (1, self.channels):
            self._fault(f"6.2.4.3: a colour of {channels} channels")

    def _space(self, name: Any, resources: Any) -> None:
        known = {"/DeviceRGB": 3, "/DeviceGray": 1, "/DeviceCMYK": 4}
        space = resources.get("/ColorSpace", {}).get(str(name), name)
        if str(space) in known:
            self._colour(known[str(space)])
        elif str(name) != "/Pattern" and not (
            isinstance(space, pikepdf.Array) and str(space[0]) == "/ICCBased"
        ):
            self._fault(f"6.2.4: colour space {name} is not checked here")

    def _paint(self, name: str, operands: Any, resources: Any) -> None:
        if name == "Do":
            drawing = resources.XObject[str(operands[0])]
            if str(drawing.Subtype) == "/Form":
                self._draw(drawing)
                return
        if not any(is_artifact or has_mark for _, is_artifact, has_mark in self.open):
            self._fault(f"7.1: {name} is neither tagged nor an artifact")
        if name in _SHOWING:
            if not self.is_text:
                self._fault("text outside a text object")
            parts = operands[-1] if name == "TJ" else [operands[-1]]
            for part in parts:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    if len(codes) % 2:
                        self._fault("half a glyph is shown")
                    shown = {codes[i : i + 2] for i in range(0, len(codes), 2)}
                    if self.font is None:
                        self._fault("text without a font")
                    else:
                        self.painted.fonts[self.font.objgen][1].update(shown)
