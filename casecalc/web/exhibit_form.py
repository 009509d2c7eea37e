"""The form of one kind of exhibit: run, edition, label, and what the kind itself asks for."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from casecalc.exhibits.kinds import Ask, Kind, title_of
from casecalc.models import Exhibit, Matter

EDITIONS = {
    "public": "Public: persons by number, no names or emails",
    "sealed": "Sealed: with names and what else identifies persons",
}
_PLACE = "place_"
_NAMES = {"scenarios": "Comparison", "settlement": "Settlement", "sample": "Sample"}


class MakeExhibitForm(forms.Form):
    """A field for everything that `kind` asks for, offered from the matter's own records."""

    run = forms.ChoiceField(help_text="Every figure of the exhibit is taken from this run.")
    edition = forms.ChoiceField()
    label = forms.RegexField(
        r"\A[A-Za-z0-9]{1,8}\Z",
        max_length=8,
        help_text="What follows “Exhibit” on the slip-sheet: up to eight letters and digits.",
        error_messages={"invalid": "Use up to eight letters and digits."},
    )

    def __init__(self, *args: Any, kind: Kind, matter: Matter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks = kind.asks
        self._offer("run", run_choices(matter))
        self._offer("edition", [(name, EDITIONS[name]) for name in kind.editions])
        self.fields["label"].initial = kind.label
        if not kind.has_slip_sheet:
            del self.fields["label"]
        for ask in kind.asks:
            if ask.form == "exhibits":
                self.fields |= _places(ask, matter)
            else:
                self.fields[ask.name] = _field(ask, matter)

    def clean(self) -> dict[str, Any]:
        """Places of exhibits become their numbers in order."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for ask in self.asks:
            if ask.form != "exhibits":
                continue
            places = {
                int(name.removeprefix(_PLACE)): place
                for name, place in cleaned.items()
                if name.startswith(_PLACE) and place is not None
            }
            if len(set(places.values())) < len(places):
                self.add_error(None, "Two exhibits have the same place; give each its own.")
            if ask.is_required and not places:
                self.add_error(None, "No exhibit has a place; number those of the set from 1.")
            cleaned[ask.name] = sorted(places, key=lambda number: places[number])
        return cleaned

    @property
    def asked(self) -> dict[str, Any]:
        """The label, if it has one, and what the kind asked for, as kept with the exhibit."""
        given = {ask.name: self.cleaned_data[ask.name] for ask in self.asks}
        filled = {name: value for name, value in given.items() if value not in ("", [], None)}
        label = self.cleaned_data.get("label")
        return filled if label is None else {"label": label, **filled}

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def _field(ask: Ask, matter: Matter) -> forms.Field:
    """The field that an ask names; numbers of records are offered, not typed."""
    about: dict[str, Any] = {
        "label": ask.label,
        "help_text": ask.help,
        "required": ask.is_required,
    }
    match ask.form:
        case "text":
            return forms.CharField(max_length=500, **about)
        case "words":
            return forms.CharField(
                max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}), **about
            )
        case "flag":
            return forms.TypedChoiceField(choices=[("", "No"), ("yes", "Yes")], coerce=str, **about)
        case _:
            none = [] if ask.is_required else [("", "None")]
            return forms.TypedChoiceField(
                choices=[*none, *_numbered(ask.form, matter)],
                coerce=int,
                empty_value="",
                **about,
            )


def _numbered(form: str, matter: Matter) -> list[tuple[str, str]]:
    """The published records of one kind, by their numbers."""
    found: QuerySet[Any] = {
        "scenarios": matter.scenarios.filter(state="published"),
        "settlement": matter.settlements.filter(state="published"),
        "sample": matter.samples.all(),
    }[form].select_related("run")
    return [
        (str(one.number), f"{_NAMES[form]} {one.number}{_titled(one)} (run {one.run.number})")
        for one in found.order_by("-number")
    ]


def _titled(one: Any) -> str:
    title = getattr(one, "title", "")
    return f": {title}" if title else ""


def _places(ask: Ask, matter: Matter) -> dict[str, forms.Field]:
    """For every published exhibit, a field for its place in the order asked for."""
    published = matter.exhibits.filter(state=Exhibit.State.PUBLISHED).exclude(kind="set")
    return {
        f"{_PLACE}{one.number}": forms.IntegerField(
            label=f"Place of exhibit {one.number}: {title_of(one.kind)}, {one.edition} edition, "
            f"run {one.run.number}{', stale' if one.is_stale else ''}",
            help_text=ask.help if i == 0 else "",
            min_value=1,
            max_value=999,
            required=False,
            widget=forms.NumberInput(attrs={"class": "place"}),
        )
        for i, one in enumerate(published.select_related("run").order_by("number"))
    }


def run_choices(matter: Matter) -> list[tuple[str, str]]:
    """The published runs, the newest first."""
    runs = matter.runs.published().order_by("-number")
    return [(str(run.number), _run_label(run.number, run.is_stale)) for run in runs]


def _run_label(number: int, is_stale: bool) -> str:
    return f"Run {number}, stale" if is_stale else f"Run {number}"
