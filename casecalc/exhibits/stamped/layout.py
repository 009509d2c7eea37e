"""How wide each column is, in which size of type, and which columns stand on which part."""

from collections.abc import Sequence
from dataclasses import dataclass

from casecalc.exhibits.run_manifest import ExhibitRefused

from .sheet import HEAD_LINES, PADDING, SIZES, WIDTH, Column, Sheet

# Thousandths of the size of type: heads are bold and a little smaller.
_HEAD_FACTOR = 1.06
_HEAD_SIZE = 8.0
_LEAST_TEXT = 36.0
_LEAST_HEAD = 34.0
_ROUNDED = 0.05


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A column before it is laid out. `widest` is that of its widest cell, `usual` that which all
    but one in a hundred keep within, in thousandths; a figure is given all it needs, with its
    totals, and so is what is `is_whole`, such as a day. Claims may stand on a later part."""

    head: str
    widest: float
    usual: float
    is_figure: bool
    is_whole: bool
    is_claim: bool = False


@dataclass(frozen=True)
class HeadWidths:
    """The width of a text in the heads' type."""

    advance: dict[str, float]

    def of(self, text: str) -> float:
        return sum(self.advance.get(c, 600.0) for c in text) * _HEAD_SIZE * _HEAD_FACTOR / 1000


def laid_out(
    columns: Sequence[Measured], *, label: float, heads: HeadWidths, label_columns: int
) -> tuple[Sheet, ...]:
    """The parts of the table, each filling the width: the first with all columns that are no claim
    and as many claims as fit, then the number and further claims. `label` is the width of the
    longest label of a foot row, in thousandths.

    Type is as large as lets every column keep its usual width; if none does, the smallest, and
    texts run over several lines.
    """
    fixed = [j for j, column in enumerate(columns) if not column.is_claim]
    claims = [j for j, column in enumerate(columns) if column.is_claim]
    for size in SIZES:
        natural = [_natural(column, size, heads, column.usual) for column in columns]
        if sum(natural) <= WIDTH:
            return (_sheet(columns, [*fixed, *claims], natural, size, heads, label_columns),)
    least = [_least(column, size, heads, natural[j]) for j, column in enumerate(columns)]
    parts, rest = [], claims
    room = WIDTH - sum(least[j] for j in fixed)
    here = _fitting(rest, least, room)
    parts.append(_sheet(columns, [*fixed, *here], natural, size, heads, label_columns, least=least))
    rest = rest[len(here) :]
    number = max(natural[0], label * size / 1000 + 2 * PADDING)
    while rest:
        here = _fitting(rest, least, WIDTH - number)
        if not here:
            raise ExhibitRefused("A figure of the schedule is wider than a page; report this.")
        widths = {**dict(enumerate(natural)), 0: number}
        parts.append(
            _sheet(columns, [0, *here], [widths[j] for j in range(len(columns))], size, heads, 1)
        )
        rest = rest[len(here) :]
    return tuple(parts)


def _natural(column: Measured, size: float, heads: HeadWidths, width: float) -> float:
    own = width * size / 1000
    return (
        max(own, min(_longest_word(column.head, heads), 90.0), _LEAST_HEAD / 2)
        + 2 * PADDING
        + _ROUNDED
    )


def _least(column: Measured, size: float, heads: HeadWidths, natural: float) -> float:
    """A text may be narrower than its cells; figures and days may not."""
    if column.is_whole:
        return natural
    return min(natural, max(_LEAST_TEXT, min(natural, 64.0)))


def _longest_word(head: str, heads: HeadWidths) -> float:
    return max((heads.of(word) for word in head.split()), default=0.0)


def _fitting(places: Sequence[int], widths: Sequence[float], room: float) -> list[int]:
    taken = []
    for j in places:
        room -= widths[j]
        if room < 0:
            break
        taken.append(j)
    return taken


def _sheet(
    columns: Sequence[Measured], places: Sequence[int], natural: Sequence[float], size: float,
    heads: HeadWidths, label_columns: int, *, least: Sequence[float] | None = None,
) -> Sheet:  # fmt: skip
    """Room to spare goes to texts as they need it, then to all alike; where there is too little,
    each text gives up its part above the least."""
    widths = [natural[j] for j in places]
    spare = WIDTH - sum(widths)
    if spare < 0 and least is not None:
        give = [natural[j] - least[j] for j in places]
        share = -spare / sum(give)
        widths = [width - share * more for width, more in zip(widths, give, strict=True)]
    elif spare > 0:
        wants = [
            max(0.0, columns[j].widest * size / 1000 + 2 * PADDING - width)
            if not columns[j].is_figure
            else 0.0
            for j, width in zip(places, widths, strict=True)
        ]
        granted = min(1.0, spare / sum(wants)) if sum(wants) else 0.0
        widths = [width + granted * want for width, want in zip(widths, wants, strict=True)]
        each = (WIDTH - sum(widths)) / len(widths)
        widths = [width + each for width in widths]
    widths = [round(width, 2) for width in widths]
    widths[-1] = WIDTH - sum(widths[:-1])
    return Sheet(
        columns=tuple(
            Column(
                head=_head(columns[j].head, width - 2 * PADDING, heads),
                width=width,
                is_figure=columns[j].is_figure,
            )
            for j, width in zip(places, widths, strict=True)
        ),
        size=size,
        label_columns=label_columns,
        shows=tuple(places),
    )


def _head(text: str, room: float, heads: HeadWidths) -> tuple[str, ...]:
    """The head in lines; cut, with a sign that it is, where there are too many. The first page
    has it in full."""
    lines: list[str] = []
    for word in text.split():
        for piece in _pieces(word, room, heads):
            if lines and heads.of(f"{lines[-1]} {piece}") <= room:
                lines[-1] = f"{lines[-1]} {piece}"
            else:
                lines.append(piece)
    if len(lines) > HEAD_LINES:
        last = lines[HEAD_LINES - 1]
        while last and heads.of(f"{last}…") > room:
            last = last[:-1]
        lines = [*lines[: HEAD_LINES - 1], f"{last}…"]
    return tuple(lines)


def _pieces(word: str, room: float, heads: HeadWidths) -> list[str]:
    """A word that is wider than its column, in pieces that are not."""
    pieces = []
    while heads.of(word) > room and len(word) > 1:
        count = len(word) - 1
        while count > 1 and heads.of(word[:count]) > room:
            count -= 1
        pieces.append(word[:count])
        word = word[count:]
    return [*pieces, word]
