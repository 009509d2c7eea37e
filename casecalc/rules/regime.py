"""An entry of the catalogue of statutory damages: terms, citation, and what was read of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .theory import Combine


@dataclass(frozen=True, kw_only=True)
class Variant:
    """The same entry under another reading: `changes` replace keys of every claim of the entry."""

    id: str
    title: str
    changes: Mapping[str, Any]
    note: str


@dataclass(frozen=True, kw_only=True)
class Regime:
    """`claims` are claims of a theory document, most often one. Where the statute takes the larger
    of several, `combine` says so, and the entry is exact only as a theory of its own.

    `verified`: amount and measure were read in a public copy of the statute, or of an official
    text that quotes it; `limitation_verified` says the same of the limitation period. `until` is
    the first day on which the entry no longer holds. `not_expressed` says what the theory language
    leaves out: nothing is approximated without a sentence here.
    """

    id: str
    title: str
    citation: str
    claims: tuple[Mapping[str, Any], ...]
    combine: Combine = Combine.SEPARATE
    verified: bool
    notes: tuple[str, ...] = ()
    not_expressed: tuple[str, ...] = ()
    limitation: str = ""
    limitation_verified: bool = False
    effective_from: date | None = None
    until: date | None = None
    variants: tuple[Variant, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether a theory says all that the entry says about one person's damages."""
        return not self.not_expressed

    @property
    def names(self) -> tuple[str, ...]:
        """The entry as it stands and its variants, as `documents_of` takes them."""
        return (self.id, *(f"{self.id}/{variant.id}" for variant in self.variants))

    def claim_documents(self, variant: str = "") -> list[dict[str, Any]]:
        """The claims as a theory document holds them; raises KeyError for an unknown variant."""
        changes = {one.id: one.changes for one in self.variants}[variant] if variant else {}
        return [{**claim, "authority": self.citation, **changes} for claim in self.claims]
