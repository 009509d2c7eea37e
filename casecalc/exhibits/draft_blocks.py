"""What papers for signature are made of beside the blocks of exhibits: numbered statements, ruled
lines to fill in by hand, and the first page of a pleading."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Blank:
    """A ruled line to fill in by hand, and in brackets behind it what belongs there."""

    label: str


@dataclass(frozen=True)
class Statement:
    """Texts and blanks in order. A draft (text that cites legal authority) is labelled as one for
    counsel to edit. `mono` are hashes, each on a line of its own below."""

    parts: tuple[str | Blank, ...]
    is_draft: bool = False
    mono: tuple[str, ...] = ()

    @property
    def texts(self) -> Iterator[str]:
        for part in self.parts:
            yield part if isinstance(part, str) else f"[{part.label}]"
        yield from self.mono

    @property
    def pieces(self) -> Iterator[tuple[str, bool]]:
        """Each text, and whether it is the label of a blank."""
        for part in self.parts:
            yield (part, False) if isinstance(part, str) else (part.label, True)


@dataclass(frozen=True)
class Statements:
    """Paragraphs numbered through a whole paper: `first` is the number of the first one here."""

    template: ClassVar[str] = "exhibits/_statements.html"
    first: int
    statements: tuple[Statement, ...]
    figures: tuple[str, ...] = ()

    @property
    def before(self) -> int:
        return self.first - 1

    @property
    def texts(self) -> Iterator[str]:
        for statement in self.statements:
            yield from statement.texts


@dataclass(frozen=True)
class Unnumbered:
    """One statement without a number: the words before the first or after the last paragraph."""

    template: ClassVar[str] = "exhibits/_unnumbered.html"
    statement: Statement
    figures: tuple[str, ...] = ()

    @property
    def texts(self) -> Iterator[str]:
        yield from self.statement.texts


@dataclass(frozen=True)
class Signature:
    """The words above a signature, and ruled lines with what belongs on each printed under it; all
    of it on one page, so that no signature stands by itself."""

    template: ClassVar[str] = "exhibits/_signature.html"
    statements: tuple[Statement, ...]
    lines: tuple[str, ...]
    figures: tuple[str, ...] = ()

    @property
    def texts(self) -> Iterator[str]:
        for statement in self.statements:
            yield from statement.texts
        yield from self.lines


@dataclass(frozen=True)
class Pleading:
    """The first page of a pleading: counsel from line 1, the court from line 8 (or below counsel),
    the parties beside docket number, title and hearing; on numbered lines where the court wants
    them."""

    template: ClassVar[str] = "exhibits/_pleading.html"
    counsel: tuple[str, ...]
    court: tuple[str, ...]
    parties: tuple[str, ...]
    docket_number: str
    title: str
    notes: tuple[str, ...]
    is_numbered: bool = True
    figures: tuple[str, ...] = ()

    @property
    def texts(self) -> Iterator[str]:
        yield from self.counsel
        yield from self.court
        yield from self.parties
        yield from (text for text in (self.docket_number, self.title, *self.notes) if text)
