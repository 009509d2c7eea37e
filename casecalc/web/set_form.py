"""The form of a set: which published exhibits, in which order, under which letters."""

from collections.abc import Iterator
from typing import Any

from django import forms

from casecalc.exhibits.set_request import letters_of
from casecalc.models import Exhibit, Matter
from casecalc.queries.filing import NOT_EVIDENCE, published
from casecalc.rules.refusals import Refusal

from .exhibit_form import EDITIONS, run_choices

MOST = 999


class SetForm(forms.Form):
    """A place and a letter for every exhibit; those without a place stay out. At first the newest
    public exhibits of the newest run have places."""

    run = forms.ChoiceField(help_text="The run that the set is of.")
    edition = forms.ChoiceField(
        choices=list(EDITIONS.items()),
        help_text="A public set takes public editions only, a sealed one both.",
    )
    allow_stale = forms.BooleanField(
        required=False,
        label="Allow stale exhibits and those of other runs",
        help_text="The index marks them.",
    )

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        run = self.fields["run"]
        assert isinstance(run, forms.ChoiceField)
        run.choices = run_choices(matter)
        found = published(matter).exclude(kind__in=NOT_EVIDENCE).order_by("number")
        self.exhibits: list[Exhibit] = list(found)
        places = _first_places(self.exhibits)
        for exhibit in self.exhibits:
            self.fields[f"place_{exhibit.number}"] = forms.IntegerField(
                required=False,
                min_value=1,
                max_value=MOST,
                initial=places.get(exhibit.number),
                widget=forms.NumberInput(
                    attrs={"aria-label": f"Place of exhibit {exhibit.number}"}
                ),
            )
            self.fields[f"letter_{exhibit.number}"] = forms.CharField(
                required=False,
                max_length=8,
                widget=forms.TextInput(attrs={"aria-label": f"Letter of exhibit {exhibit.number}"}),
            )

    @property
    def lines(self) -> Iterator[tuple[Exhibit, Any, Any]]:
        """Each exhibit with its two fields."""
        for exhibit in self.exhibits:
            yield exhibit, self[f"place_{exhibit.number}"], self[f"letter_{exhibit.number}"]

    @property
    def about(self) -> list[Any]:
        """The fields that are not of one exhibit."""
        return [self[name] for name in ("run", "edition", "allow_stale")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        placed: dict[int, int] = {}
        for exhibit in self.exhibits:
            place = cleaned.get(f"place_{exhibit.number}")
            if place is None:
                continue
            if place in placed:
                self.add_error(
                    f"place_{exhibit.number}",
                    f"Exhibit {placed[place]} has place {place} already; give each its own.",
                )
            placed[place] = exhibit.number
        self.numbers = [placed[place] for place in sorted(placed)]
        if not self.numbers:
            self.add_error(None, "No exhibit has a place; give those of the set 1, 2, 3 and so on.")
        return cleaned

    @property
    def asked(self) -> dict[str, Any]:
        """As kept with the set. A letter left blank is that of the place: A, B, C."""
        usual = letters_of(None, len(self.numbers))
        given = [self.cleaned_data[f"letter_{number}"].strip() for number in self.numbers]
        asked: dict[str, Any] = {"exhibits": self.numbers}
        if any(given):
            asked["letters"] = [own or letter for own, letter in zip(given, usual, strict=True)]
        if self.cleaned_data["allow_stale"]:
            asked["allow_stale"] = True
        return asked

    def refuse(self, refusal: Refusal) -> None:
        self.add_error(None, str(refusal))


def _first_places(exhibits: list[Exhibit]) -> dict[int, int]:
    """The newest public exhibit of each kind and name of the newest run, in order of number."""
    public = [e for e in exhibits if e.edition == Exhibit.Edition.PUBLIC and not e.is_stale]
    newest = max((exhibit.run.number for exhibit in public), default=None)
    by_name = {
        (str(exhibit.inputs.get("label", "")), exhibit.kind): exhibit.number
        for exhibit in public
        if exhibit.run.number == newest
    }
    return {number: place for place, number in enumerate(sorted(by_name.values()), start=1)}
