"""Reading back what WeasyPrint drew on a page: texts with their places, shaded rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class TextRun:
    """One string shown. `x`, `y` are where its line begins, in WeasyPrint's own pixels; `array` is
    the operand as written; `mark` its marked content, None for an artifact."""

    page: int
    mark: int | None
    x: float
    y: float
    font: str
    size: float
    codes: tuple[str, ...]
    array: str


@dataclass(frozen=True)
class Box:
    """A filled rectangle in WeasyPrint's own pixels, and its colour."""

    x: float
    y: float
    width: float
    height: float
    colour: tuple[float, ...]


def text_runs(page: Any, number: int) -> Iterator[TextRun]:
    import pikepdf

    font, size, x, y = "", 0.0, 0.0, 0.0
    marks: list[int | None] = [None]
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "Tf":
                font, size = str(operands[0]), float(operands[1])
            case "Tm":
                x, y = float(operands[4]), float(operands[5])
            case "BDC":
                is_marked = "/MCID" in operands[1]
                marks.append(int(operands[1].MCID) if is_marked else None)
            case "BMC":
                marks.append(None)
            case "EMC":
                marks.pop()
            case "TJ":
                parts = [_part(part) for part in operands[0]]
                texts = [part[1:-1] for part in parts if part.startswith("<")]
                joined = "".join(texts)
                codes = tuple(joined[i : i + 4] for i in range(0, len(joined), 4))
                yield TextRun(number, marks[-1], x, y, font, size, codes, f"[{' '.join(parts)}]")


def boxes(page: Any) -> Iterator[Box]:
    import pikepdf

    colour: tuple[float, ...] = (0.0, 0.0, 0.0)
    drawn: list[tuple[float, ...]] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "rg":
                colour = tuple(map(float, operands))
            case "re":
                drawn.append(tuple(map(float, operands)))
            case "n":
                drawn.clear()
            case "f" | "f*":
                for x, y, width, height in drawn:
                    yield Box(x, y, width, height, colour)
                drawn.clear()


def show_operators(runs: Sequence[TextRun]) -> str:
    """The operators that show these runs of one line again, beginning wherever one is."""
    return " ".join(f"{run.font} {run.size:.6f} Tf {run.array}TJ" for run in runs)


def _part(part: Any) -> str:
    import pikepdf

    if isinstance(part, pikepdf.String):
        return f"<{bytes(part).hex()}>"
    return f"{float(part):g}"
