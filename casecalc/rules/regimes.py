"""The catalogue: statutory damages as data, from which a damages theory is made and then edited.

An entry is a starting point for the attorney, not advice. It says what was read and what was not,
and where the theory language cannot say what the statute says.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from .refusals import TheoryRefused
from .regime import Regime
from .regime_entries import ENTRIES
from .theory import FORMAT, Claim, Combine, parse_theory

CATALOGUE: tuple[Regime, ...] = ENTRIES


def find_regime(name: str) -> tuple[Regime, str]:
    """The entry and the variant (or "") that `vppa` or `sca/actual_damages` names; raises
    TheoryRefused listing the catalogue."""
    variant = name.partition("/")[2]
    for regime in CATALOGUE:
        if name in regime.names:
            return regime, variant
    known = ", ".join(known for regime in CATALOGUE for known in regime.names)
    raise TheoryRefused("regime", f'"{name}" is not in the catalogue; it holds: {known}')


def theory_from(names: Iterable[str]) -> dict[str, Any]:
    """A theory document made of entries in the order given. One entry brings its own combination;
    several keep separate totals. Raises TheoryRefused."""
    found = [find_regime(name) for name in names]
    claims: list[dict[str, Any]] = []
    for regime, variant in found:
        claims += with_free_ids(regime.claim_documents(variant), taken=claims)
    combine = found[0][0].combine if len(found) == 1 else Combine.SEPARATE
    document = {"format": FORMAT, "claims": claims, "combine": str(combine)}
    parse_theory(document)
    return document


def with_free_ids(
    claims: Iterable[dict[str, Any]], *, taken: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The claims with ids that no claim of `taken` has: `sca` becomes `sca_2`."""
    ids = {str(claim.get("id", "")) for claim in taken}
    renamed = []
    for claim in claims:
        name, n = claim["id"], 1
        while name in ids:
            n += 1
            name = f"{claim['id']}_{n}"
        ids.add(name)
        renamed.append({**claim, "id": name})
    return renamed


def regime_of(claim: Claim) -> Regime | None:
    """The entry that a claim was made from, by its authority; None when the attorney wrote it."""
    for regime in CATALOGUE:
        if claim.authority == regime.citation:
            return regime
    return None
