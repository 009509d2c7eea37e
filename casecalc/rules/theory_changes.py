"""What differs between two versions of a damages theory, claim by claim and field by field."""

from dataclasses import dataclass

from .sentences import combination_in_words, money_in_words, multiplier_in_words
from .theory import Claim, Theory

_TEXTS = {"title": "Title", "authority": "Authority", "unit": "Unit", "measure": "Measure"}
_AMOUNTS = {
    "amount_cents": "Amount",
    "amount_high_cents": "High end of the range",
    "minimum_cents": "Minimum per person",
    "cap_cents": "Cap per person",
}


@dataclass(frozen=True)
class Change:
    """`of` is the claim (or *The theory*); `before` and `after` are "" where there was nothing."""

    of: str
    what: str
    before: str
    after: str


def changes(before: Theory, after: Theory) -> tuple[Change, ...]:
    """In the order of the later version; claims are matched by id."""
    old = {claim.id: claim for claim in before.claims}
    new = {claim.id: claim for claim in after.claims}
    found: list[Change] = []
    for name, claim in new.items():
        if name in old:
            found += _claim_changes(old[name], claim)
        else:
            found.append(Change(_name(claim), "Claim", "", "added"))
    found += [Change(_name(old[n]), "Claim", "removed", "") for n in old if n not in new]
    shared = [[n for n in ids if n in old and n in new] for ids in (old, new)]
    if shared[0] != shared[1]:
        found.append(Change("The theory", "Order", ", ".join(old), ", ".join(new)))
    if before.combine is not after.combine:
        words = combination_in_words(before), combination_in_words(after)
        found.append(Change("The theory", "Combination", *words))
    if before.title != after.title:
        found.append(Change("The theory", "Title", before.title, after.title))
    return tuple(found)


def _claim_changes(old: Claim, new: Claim) -> list[Change]:
    pairs = [(label, str(getattr(old, k)), str(getattr(new, k))) for k, label in _TEXTS.items()]
    for key, label in _AMOUNTS.items():
        pairs.append((label, _money(getattr(old, key)), _money(getattr(new, key))))
    pairs.append(("Multiplier", _multiplier(old), _multiplier(new)))
    pairs.append(("Actual damages required", _required(old), _required(new)))
    return [Change(_name(new), label, was, now) for label, was, now in pairs if was != now]


def _name(claim: Claim) -> str:
    return claim.title or claim.id


def _money(cents: int | None) -> str:
    return "" if cents is None else money_in_words(cents)


def _multiplier(claim: Claim) -> str:
    return "" if claim.multiplier is None else multiplier_in_words(claim.multiplier)


def _required(claim: Claim) -> str:
    return "yes" if claim.actual_damages_required else "no"
