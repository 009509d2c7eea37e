"""The theory editor: claims as fields, a refusal at its field, and back to a document.

Everything is in one form that works without scripts: buttons named `do` add, remove, read back and
save. What is not valid stays as it was typed.
"""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from casecalc.rules.refusals import TheoryRefused
from casecalc.rules.regimes import CATALOGUE, find_regime, with_free_ids
from casecalc.rules.theory import FORMAT, Combine, Measure, Theory, Unit, parse_theory

MOST_CLAIMS = 60  # of a form; larger theories are edited as JSON
_PLACE = re.compile(r"claims\[(\d+)\](?:\.(\w+))?")
_UNITS = {
    Unit.PERSON: "each eligible person, once",
    Unit.VIOLATION: "each violation (counted disclosure)",
    Unit.DAY: "each calendar day with a violation",
}
_MEASURES = {
    Measure.FIXED: "the statutory sum, whatever the actual damages",
    Measure.FLOOR: "actual damages, but not less than the sum (floor)",
    Measure.GREATER_OF: "the greater of the sum and the actual damages",
}
_COMBINATIONS = {
    Combine.SEPARATE: "kept apart: each claim has its own total, nothing is added",
    Combine.HIGHEST: "the largest: each person once, under the claim with the largest award",
    Combine.SUM: "added: all awards of a person together",
}
_MONEY = {"inputmode": "decimal", "autocomplete": "off", "class": "figure-input"}


class ClaimForm(forms.Form):
    """One claim as typed; what is valid is for `parse_theory` to say."""

    title = forms.CharField(
        required=False,
        help_text="As pages and exhibits call the claim, such as the statute's name.",
    )
    id = forms.CharField(
        label="Short name",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="For tables and exports: a-z, digits, underscores. Keep it when only the terms "
        "change, so that versions and scenarios can be compared.",
    )
    authority = forms.CharField(
        required=False, help_text="A draft for the attorney to confirm, and printed as one."
    )
    unit = forms.ChoiceField(
        label="Paid for",
        choices=[(str(unit), words) for unit, words in _UNITS.items()],
        help_text="Per person or per violation is often disputed; it is printed as an assumption.",
    )
    amount = forms.CharField(
        label="Amount",
        widget=forms.TextInput(attrs=_MONEY),
        help_text="Dollars for each of these, such as 1000.00; the low end of a range.",
    )
    amount_high = forms.CharField(
        required=False,
        label="High end of a range",
        widget=forms.TextInput(attrs=_MONEY),
        help_text="Only where the statute gives a range. Both ends are computed alike.",
    )
    minimum = forms.CharField(
        required=False,
        label="Minimum per person",
        widget=forms.TextInput(attrs=_MONEY),
        help_text="Applied first. It does not bound actual damages.",
    )
    cap = forms.CharField(
        required=False,
        label="Cap per person",
        widget=forms.TextInput(attrs=_MONEY),
        help_text="Applied after the minimum. It does not bound actual damages.",
    )
    measure = forms.ChoiceField(
        label="An award is",
        choices=[(str(measure), words) for measure, words in _MEASURES.items()],
        help_text="Floor and greater of are computed alike: the larger of the two.",
    )
    multiplier = forms.CharField(
        required=False,
        widget=forms.TextInput(attrs=_MONEY),
        help_text="3 trebles. Applied last, then rounded half up to the cent.",
    )
    actual_damages_required = forms.BooleanField(
        required=False,
        label="Only persons with actual damages above zero have an award",
        help_text="Circuits differ on this for the Stored Communications Act; scenarios show both.",
    )

    use_required_attribute = False
    terms = ("unit", "amount", "amount_high", "minimum", "cap", "measure", "multiplier")

    @property
    def head_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("title", "id", "authority")]

    @property
    def term_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.terms]


class TheoryHeadForm(forms.Form):
    title = forms.CharField(
        required=False, label="Title of the theory", help_text="For your own reference."
    )
    combine = forms.ChoiceField(
        label="Totals of different claims are",
        choices=[(str(combine), words) for combine, words in _COMBINATIONS.items()],
        help_text="Totals are never added unless the theory says so here.",
    )


class CatalogueForm(forms.Form):
    """The catalogue by group: what was read in the statute, and what was not."""

    regime = forms.ChoiceField(required=False, label="From the catalogue")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["regime"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = catalogue_choices()


class TheoryEditor:
    """The forms of one theory. `wrong` are sentences that belong to no field."""

    def __init__(self, head: TheoryHeadForm, claims: list[ClaimForm]) -> None:
        self.head = head
        self.claims = claims
        self.wrong: list[str] = []

    @classmethod
    def of_document(cls, document: Mapping[str, Any]) -> "TheoryEditor":
        """Shows a document, valid or not."""
        claims = list(document.get("claims", []))
        return cls(
            TheoryHeadForm(initial=dict(document)),
            [
                ClaimForm(initial=dict(claim), prefix=f"claims-{i}")
                for i, claim in enumerate(claims)
            ],
        )

    @classmethod
    def of_post(cls, data: Any) -> "TheoryEditor":
        """What was typed, to be checked."""
        asked = data.get("claims", "0")
        count = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
        claims = [ClaimForm(data, prefix=f"claims-{i}") for i in range(min(count, MOST_CLAIMS))]
        editor = cls(TheoryHeadForm(data), claims)
        if count > MOST_CLAIMS:
            editor.wrong.append(f"More than {MOST_CLAIMS} claims are edited as JSON.")
        return editor

    @property
    def document(self) -> dict[str, Any]:
        """What the fields say, blank ones left out."""
        claims = [_typed(form) for form in self.claims]
        title = self.head["title"].value()
        named = {"title": title.strip()} if title and title.strip() else {}
        return {"format": FORMAT, **named, "claims": claims, "combine": _combine(self.head)}

    @property
    def is_typed(self) -> bool:
        """Whether a person sent these fields."""
        return self.head.is_bound

    @property
    def has_room(self) -> bool:
        return len(self.claims) < MOST_CLAIMS

    def checked(self) -> Theory | None:
        """The theory, or None with every claim's first fault at its field."""
        document = self.document
        if not self.claims:
            self.wrong.append("A theory has at least one claim; add one.")
            return None
        for i, claim in enumerate(document["claims"]):
            try:
                parse_theory({"format": FORMAT, "claims": [claim]})
            except TheoryRefused as refusal:
                self._put(refusal, refusal.path.replace("claims[0]", f"claims[{i}]", 1))
        if self.has_errors:
            return None
        try:
            return parse_theory(document)
        except TheoryRefused as refusal:
            self._put(refusal, refusal.path)
            return None

    @property
    def has_errors(self) -> bool:
        return bool(self.wrong) or any(form.errors for form in (self.head, *self.claims))

    @property
    def faults(self) -> list[str]:
        """Every fault in a sentence that says which claim it is of."""
        found = list(self.wrong)
        for i, form in enumerate(self.claims, start=1):
            found += [f"Claim {i}: {error}" for errors in form.errors.values() for error in errors]
        return found + [str(e) for errors in self.head.errors.values() for e in errors]

    def _put(self, refusal: TheoryRefused, path: str) -> None:
        """An error of the field that a path names; of the whole where there is none."""
        place = _PLACE.match(path)
        form: forms.Form = self.claims[int(place[1])] if place else self.head
        name = (place[2] or "") if place else path
        if name in form.fields and form.has_error(name):
            return  # it has been said
        if name in form.fields:
            form.add_error(name, f"{form[name].label} {refusal.problem}.")
        else:
            self.wrong.append(f"{refusal}.")


def edited(document: Mapping[str, Any], do: str, regime: str) -> dict[str, Any]:
    """The document after a button: `add` (a blank claim), `regime` (an entry of the catalogue) or
    `remove-<i>`; the combination of an entry is taken where it is the first. Raises TheoryRefused
    for an entry that does not exist."""
    claims = list(document["claims"])
    combine = document.get("combine", str(Combine.SEPARATE))
    if do == "add":
        claims.append({"unit": "person", "measure": "fixed"})
    elif do == "regime":
        found, variant = find_regime(regime)
        combine = combine if claims else str(found.combine)
        claims += with_free_ids(found.claim_documents(variant), taken=claims)
    elif do.startswith("remove-"):
        place = do.removeprefix("remove-")
        claims = [claim for i, claim in enumerate(claims) if str(i) != place]
    return {**document, "claims": claims, "combine": combine}


def catalogue_choices() -> list[Any]:
    """Entries and variants by whether their words were read."""
    read: list[tuple[str, str]] = []
    unread: list[tuple[str, str]] = []
    for regime in CATALOGUE:
        variants = {variant.id: variant.title for variant in regime.variants}
        for name in regime.names:
            variant = name.partition("/")[2]
            label = f"{regime.title}, {variants[variant]}" if variant else regime.title
            (read if regime.verified else unread).append((name, label))
    return [("Read in a public copy", read), ("Not verified: check first", unread)]


def is_same_meaning(document: Any, latest: Any) -> bool:
    return parse_theory(document) == parse_theory(latest)


def _typed(form: ClaimForm) -> dict[str, Any]:
    claim: dict[str, Any] = {}
    for name in ("id", *(name for name in form.fields if name != "id")):
        value = form[name].value()
        if name == "actual_damages_required":
            claim[name] = bool(value)
        elif value is not None and str(value).strip():
            claim[name] = str(value).strip()
    return claim


def _combine(form: forms.Form) -> str:
    return str(form["combine"].value() or Combine.SEPARATE)
