"""What a person fills in to compare: one form of many columns, which works without scripts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from casecalc.models import Matter, Run
from casecalc.rules.scenario_document import (
    FORMAT,
    MAXIMUM_COLUMNS,
    PER_HEAD,
    SHARES,
    ScenariosRefused,
)
from casecalc.rules.theory import Theory

from .theory_editor import catalogue_choices

_AS_SAID = ("", "as the theory says")
_FIELDS = {
    "title": "title",
    "theory": "theory",
    "assume.claim": "claim",
    "assume.unit": "unit",
    "assume.amount": "amount",
    "assume.actual_damages_required": "actual_damages",
    "class_period": "period_from",
    "class_period.from": "period_from",
    "class_period.until": "period_until",
    "claims_rate": "claims_rate",
}


class ComparisonForm(forms.Form):
    run = forms.ChoiceField(help_text="Its imports and decisions are those of every column.")
    title = forms.CharField(
        required=False, max_length=200, help_text="As the list and the exhibit call it."
    )
    per_head = forms.CharField(
        initial=" ".join(PER_HEAD),
        label="Dollars per head",
        help_text="For the sensitivity table, with spaces between.",
    )
    shares = forms.CharField(
        initial=" ".join(SHARES),
        label="Shares of the class, per cent",
        help_text="For the sensitivity table, with spaces between.",
    )

    def __init__(self, *args: Any, runs: Sequence[Run], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["run"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (str(run.number), f"Run {run.number}, stale" if run.is_stale else f"Run {run.number}")
            for run in runs
        ]


class ColumnForm(forms.Form):
    title = forms.CharField(help_text="Heads the column.")
    theory = forms.ChoiceField()
    actual_damages = forms.ChoiceField(
        required=False,
        label="Actual damages",
        choices=[_AS_SAID, ("yes", "required for an award"), ("no", "not required")],
    )
    unit = forms.ChoiceField(
        required=False,
        label="Paid for",
        choices=[
            _AS_SAID,
            ("person", "each person"),
            ("violation", "each violation"),
            ("day", "each day with a violation"),
        ],
    )
    amount = forms.CharField(
        required=False,
        label="Amount",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="In dollars, in place of the theory's.",
    )
    claim = forms.CharField(
        required=False,
        label="Of the claim",
        help_text="Short name of the one claim this is assumed of; blank: of every claim.",
    )
    period_from = forms.CharField(
        required=False,
        label="Class period from",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="In place of the definition's: first day in.",
    )
    period_until = forms.CharField(
        required=False,
        label="Class period until",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="First day that is out.",
    )
    claims_rate = forms.CharField(
        required=False,
        label="Claims rate, per cent",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="Share of the eligible expected to claim; an illustration.",
    )

    def __init__(self, *args: Any, theories: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["theory"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(theories)

    use_required_attribute = False

    @property
    def document(self) -> dict[str, Any]:
        """The column as a document, blank fields left out."""
        typed = {name: str(self[name].value() or "").strip() for name in self.fields}
        column: dict[str, Any] = {
            "title": typed["title"],
            "theory": _source_document(typed["theory"]),
        }
        names = ("claim", "unit", "amount")
        assume: dict[str, Any] = {name: typed[name] for name in names if typed[name]}
        if typed["actual_damages"]:
            assume["actual_damages_required"] = typed["actual_damages"] == "yes"
        if assume:
            column["assume"] = assume
        ends = {"from": typed["period_from"], "until": typed["period_until"]}
        if any(ends.values()):
            column["class_period"] = {key: day for key, day in ends.items() if day}
        if typed["claims_rate"]:
            column["claims_rate"] = typed["claims_rate"].removesuffix("%").strip()
        return column


class ScenarioEditor:
    """The forms of one comparison."""

    def __init__(self, head: ComparisonForm, columns: list[ColumnForm]) -> None:
        self.head = head
        self.columns = columns

    @property
    def has_room(self) -> bool:
        return len(self.columns) < MAXIMUM_COLUMNS

    @property
    def has_errors(self) -> bool:
        return any(form.errors for form in (self.head, *self.columns))

    @property
    def document(self) -> dict[str, Any]:
        head = {name: str(self.head[name].value() or "") for name in self.head.fields}
        return {
            "format": FORMAT,
            "title": head["title"].strip(),
            "columns": [form.document for form in self.columns],
            "sensitivity": {
                "per_head": head["per_head"].split(),
                "shares": [text.removesuffix("%") for text in head["shares"].split()],
            },
        }

    def refuse(self, refusal: ScenariosRefused) -> None:
        """A refusal at the field that its path names."""
        sentence = f"{refusal.problem[:1].upper()}{refusal.problem[1:]}."
        column, _, part = refusal.path.partition("]")
        number = column.removeprefix("columns[")
        if column != refusal.path and number.isdigit():
            form = self.columns[int(number)]
            name = _FIELDS.get(part.removeprefix("."), "")
            form.add_error(name if name in form.fields else None, sentence)
        elif refusal.path.startswith("sensitivity."):
            name = refusal.path.removeprefix("sensitivity.").partition("[")[0]
            self.head.add_error(name, sentence)
        else:
            self.head.add_error(None, sentence)


def theory_choices(matter: Matter) -> list[Any]:
    versions = matter.theories.order_by("-version").values_list("version", flat=True)
    own = [(f"version:{number}", f"Version {number} of the damages theory") for number in versions]
    regimes = [
        (group, [(f"regime:{name}", label) for name, label in entries])
        for group, entries in catalogue_choices()
    ]
    return [("run", "The run's own theory"), ("This matter", own), *regimes]


def suggested(theory: Theory, *, counts_violations: bool) -> list[dict[str, str]]:
    """The columns to begin with: as the run has it, the other view of actual damages, and per
    violation where something can be counted."""
    required = all(claim.actual_damages_required for claim in theory.claims)
    columns = [
        {"title": "As in the run", "theory": "run"},
        {"title": "Actual damages not required", "theory": "run", "actual_damages": "no"}
        if required
        else {"title": "Actual damages required", "theory": "run", "actual_damages": "yes"},
    ]
    if counts_violations:
        columns.append({"title": "Per violation", "theory": "run", "unit": "violation"})
    return columns


def column_count(data: Mapping[str, str]) -> int:
    asked = data.get("columns", "0")
    count = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 0
    return min(count, MAXIMUM_COLUMNS)


def _source_document(text: str) -> dict[str, Any]:
    kind, _, name = text.partition(":")
    if kind == "version" and name.isascii() and name.isdigit() and len(name) < 10:
        return {"version": int(name)}
    if kind == "regime":
        return {"regimes": [name]}
    return {"from": text or "run"}
