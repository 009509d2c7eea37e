"""The form of a settlement: plain fields, put together into the document that is kept."""

import re
from typing import Any

from django import forms

from casecalc.models import Run
from casecalc.queries.runs import claims_of
from casecalc.rules.refusals import SettlementRefused
from casecalc.rules.settlement import FORMAT, PlanKind, Settlement, parse_settlement

TIERS = 6
_PLANS = {
    PlanKind.EQUAL: "Equal: everybody the same",
    PlanKind.PRO_RATA: "Pro rata: in proportion to each person’s award",
    PlanKind.TIERS: "Tiers: by disclosures, plan or award, as below",
}
_REMAINDER = {
    "": "The settlement does not say",
    "cy_pres": "To cy pres",
    "reversion": "Back to the defendant",
}
_TIER_FIELDS = {
    "title": ("Title", "title"),
    "violations_at_least": ("Disclosures from", "whole"),
    "violations_at_most": ("Disclosures to", "whole"),
    "plans": ("Plans", "texts"),
    "award_at_least": ("Award from", "text"),
    "award_at_most": ("Award to", "text"),
    "weight": ("Weight", "text"),
    "amount": ("Fixed amount", "text"),
}
_TIER_PATH = re.compile(r"plan\.tiers\[([0-9]+)\](?:\.(?:when\.)?([a-z_]+))?")


def _dollars(label: str, help_text: str = "", *, required: bool = False) -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=30, widget=widget
    )


class SettlementForm(forms.Form):
    run = forms.ChoiceField(help_text="Its eligible persons are the ones who are paid.")
    title = forms.CharField(max_length=200, required=False)
    gross_fund = _dollars("Gross fund", "In dollars: 12500000.00", required=True)
    fees = forms.CharField(
        label="Attorneys’ fees",
        max_length=30,
        help_text="An amount such as 3125000.00, or a share of the gross fund such as 25%. "
        "A share is rounded half up to the cent.",
    )
    costs = _dollars("Litigation costs")
    service_awards = forms.CharField(
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line, the amount last: Class representative 1: 5000.00",
    )
    administration = _dollars("Administration")
    reserve = _dollars("Reserve", "Held back, for late claims and the like.")
    kind = forms.ChoiceField(
        label="Plan",
        choices=[(str(kind), words) for kind, words in _PLANS.items()],
        widget=forms.RadioSelect,
        initial=PlanKind.EQUAL,
    )
    claim = forms.ChoiceField(
        label="Award under",
        required=False,
        help_text="For pro rata, and for tiers that look at awards.",
    )
    end = forms.ChoiceField(
        label="End of the range",
        choices=[("low", "Low end"), ("high", "High end")],
        required=False,
    )
    floor = _dollars("Floor", "Nobody who shares is paid less.")
    cap = _dollars("Cap", "Nobody who shares is paid more.")
    remainder = forms.ChoiceField(
        label="What caps leave over",
        choices=list(_REMAINDER.items()),
        required=False,
    )

    def __init__(self, *args: Any, runs: list[Run], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("run", [(str(run.number), _run_label(run)) for run in runs])
        claims = {claim.id: claim.title or claim.id for run in runs for claim in claims_of(run)}
        self._choices("claim", [("", "The only claim, or all claims combined"), *claims.items()])
        for i in range(TIERS):
            for name, (label, _kind) in _TIER_FIELDS.items():
                self.fields[f"tier_{i}_{name}"] = forms.CharField(
                    label=f"{label}, tier {i + 1}", required=False, max_length=400
                )

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def tier_heads(self) -> list[str]:
        return [label for label, _kind in _TIER_FIELDS.values()]

    @property
    def tier_rows(self) -> list[list[forms.BoundField]]:
        """The fields of each tier, in the order of `tier_heads`."""
        return [[self[f"tier_{i}_{name}"] for name in _TIER_FIELDS] for i in range(TIERS)]

    @property
    def fund_fields(self) -> list[forms.BoundField]:
        names = ("run", "title", "gross_fund", "fees", "costs", "service_awards")
        return [self[name] for name in (*names, "administration", "reserve")]

    @property
    def plan_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("kind", "claim", "end", "floor", "cap", "remainder")]

    def clean_fees(self) -> dict[str, str]:
        text = self.cleaned_data["fees"].strip()
        if text.endswith("%"):
            return {"per_cent": text.removesuffix("%").strip()}
        return {"amount": text}

    def clean_service_awards(self) -> list[dict[str, str]]:
        awards = []
        lines = [line.strip() for line in self.cleaned_data["service_awards"].splitlines()]
        for line in filter(None, lines):
            label, colon, amount = line.rpartition(":")
            if not colon:
                raise forms.ValidationError(
                    f"“{line[:80]}” has no colon; write who it is for, a colon, and the amount."
                )
            awards.append({"label": label.strip(), "amount": amount.strip()})
        return awards

    def clean(self) -> dict[str, Any]:
        """Adds `document`; what is wrong with it becomes an error of the field it came from."""
        found = super().clean() or self.cleaned_data
        if self.errors:
            return found
        document = self._document(found)
        try:
            found["terms"] = parse_settlement(document)
        except SettlementRefused as refusal:
            self.refuse(refusal)
        found["document"] = document
        return found

    def refuse(self, refusal: SettlementRefused) -> None:
        """The refusal of a document as an error of the field that the path came from."""
        _path, _colon, problem = str(refusal).partition(": ")
        self.add_error(self._field_of(refusal.path), problem[:1].upper() + problem[1:] + ".")

    @property
    def terms(self) -> Settlement:
        found: Settlement = self.cleaned_data["terms"]
        return found

    def _document(self, found: dict[str, Any]) -> dict[str, Any]:
        given = ("title", "costs", "administration", "reserve", "service_awards", "remainder")
        kind = found["kind"]
        plan: dict[str, Any] = {"kind": kind}
        plan |= {name: found[name].strip() for name in ("floor", "cap") if found[name].strip()}
        if kind != PlanKind.EQUAL:
            plan |= {name: found[name] for name in ("claim", "end") if found[name]}
        if kind == PlanKind.TIERS:
            plan["tiers"] = [self._tier(found, i) for i in self._used_tiers(found)]
        return {
            "format": FORMAT,
            "gross_fund": found["gross_fund"].strip(),
            "fees": found["fees"],
            **{name: found[name] for name in given if found[name]},
            "plan": plan,
        }

    def _used_tiers(self, found: dict[str, Any]) -> list[int]:
        return [
            i
            for i in range(TIERS)
            if any(found.get(f"tier_{i}_{name}", "").strip() for name in _TIER_FIELDS)
        ]

    def _tier(self, found: dict[str, Any], i: int) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for name, (_label, kind) in _TIER_FIELDS.items():
            text = found[f"tier_{i}_{name}"].strip()
            if not text:
                continue
            whole = text.isascii() and text.isdigit() and len(text) < 18
            if kind == "texts":
                given[name] = [part.strip() for part in text.split(";") if part.strip()]
            else:
                given[name] = int(text) if kind == "whole" and whole else text
        tier: dict[str, Any] = {"title": given.pop("title", "")}
        for name in ("weight", "amount"):
            if name in given:
                tier[name] = given.pop(name)
        if given:
            tier["when"] = given
        return tier

    def _field_of(self, path: str) -> str | None:
        """The field whose value stands at `path` of the document; None: no single one."""
        tier = _TIER_PATH.match(path)
        if tier:
            used = self._used_tiers(self.cleaned_data)
            return f"tier_{used[int(tier[1])]}_{tier[2] or 'title'}"
        head, _dot, rest = path.partition(".")
        name = (rest if head == "plan" else head).partition("[")[0]
        if name == "tiers":
            return "tier_0_title"
        return name if name in self.fields else None


def _run_label(run: Run) -> str:
    eligible = f"{run.figures['eligible']:,} eligible"
    return f"Run {run.number}, {eligible}{', stale' if run.is_stale else ''}"
