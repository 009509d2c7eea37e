"""The form of one kind of exhibit: run, edition, label, and what the kind itself asks for."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from casecalc.exhibits.kinds import Ask, Kind
from casecalc.models import Exhibit, Matter

EDITIONS = {
    "public": "Public: persons by number, no names or emails",
    "sealed": "Sealed: with names and what else identifies persons",
}
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
        runs = matter.runs.published().order_by("-number")
        self._offer("run", [(str(r.number), _run_label(r.number, r.is_stale)) for r in runs])
        self._offer("edition", [(name, EDITIONS[name]) for name in kind.editions])
        self.fields["label"].initial = kind.label
        for ask in kind.asks:
            self.fields[ask.name] = _field(ask, matter)

    @property
    def asked(self) -> dict[str, Any]:
        """The label and what the kind asked for, as kept with the exhibit."""
        given = {ask.name: self.cleaned_data[ask.name] for ask in self.asks}
        filled = {name: value for name, value in given.items() if value not in ("", [], None)}
        return {"label": self.cleaned_data["label"], **filled}

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
        case "exhibits":
            return forms.TypedMultipleChoiceField(
                choices=_exhibits(matter),
                coerce=int,
                widget=forms.CheckboxSelectMultiple,
                **about,
            )
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


def _exhibits(matter: Matter) -> list[tuple[str, str]]:
    published = matter.exhibits.filter(state=Exhibit.State.PUBLISHED).exclude(kind="set")
    return [
        (str(one.number), f"{one.number}. {one.get_kind_display()}, {one.edition} edition, run "
         f"{one.run.number}{', stale' if one.is_stale else ''}")
        for one in published.select_related("run").order_by("number")
    ]  # fmt: skip


def _run_label(number: int, is_stale: bool) -> str:
    return f"Run {number}, stale" if is_stale else f"Run {number}"
