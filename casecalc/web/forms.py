"""Forms: what a person fills in, read into values for one action."""

import json
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.files.uploadedfile import UploadedFile

from casecalc.models import Matter, Role
from casecalc.rules.columns import Kind
from casecalc.rules.decisions import Outcome
from casecalc.rules.documents import parse_json

LONGEST_DOCUMENT = 2_000_000
_USUAL_ZONES = (
    "America/Los_Angeles",
    "America/Denver",
    "America/Phoenix",
    "America/Chicago",
    "America/New_York",
    "America/Anchorage",
    "Pacific/Honolulu",
    "UTC",
)
_KINDS = {
    Kind.ROSTER: "Roster: accounts, people and subscriptions",
    Kind.DISCLOSURE_LOG: "Disclosure log: what was disclosed, when and to whom",
    Kind.EXCLUSION_LIST: "Exclusion list: opt-outs, personnel, judicial officers, counsel",
}


class MatterForm(forms.Form):
    title = forms.CharField(max_length=200, help_text="For example: Doe v. Example Network")
    slug = forms.SlugField(
        max_length=60,
        label="Short name",
        help_text="For addresses: letters, digits, hyphens and underscores. It never changes.",
    )
    caption = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="As on a pleading."
    )
    court = forms.CharField(max_length=200, required=False)
    docket_number = forms.CharField(max_length=100, required=False)
    time_zone = forms.ChoiceField(
        initial="America/Los_Angeles",
        help_text="In which calendar days are counted, unless a file or a definition says more.",
    )
    is_demonstration = forms.BooleanField(
        required=False,
        label="Demonstration: the data are invented, and every page and exhibit says so",
    )
    requires_override_approval = forms.BooleanField(
        required=False,
        label="An outcome decided by hand counts only once a second person has approved it",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = sorted(available_timezones() - set(_USUAL_ZONES))
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("Usual", [(zone, zone) for zone in _USUAL_ZONES]),
            ("All others", [(zone, zone) for zone in others]),
        ]


class MatterSettingsForm(forms.Form):
    """What stands on a matter's exhibits beside figures."""

    title = forms.CharField(
        max_length=200, label="Short title", help_text="At the foot of every page of an exhibit."
    )
    caption = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="As on a pleading: the parties, with “v.” between them.",
    )
    court = forms.CharField(
        max_length=200, required=False, help_text="Its name, as it heads a pleading."
    )
    docket_number = forms.CharField(max_length=100, required=False)
    court_preset = forms.ChoiceField(
        label="Limits and forms of",
        choices=Matter.CourtPreset.choices,
        help_text="Sets the largest size of a file (Northern District of California: 50 MB, "
        "otherwise 35 MB) and whether filings have a pleading cover. Check the court’s own rules.",
    )
    bates_prefix = forms.CharField(
        max_length=20,
        required=False,
        label="Bates prefix",
        help_text="Letters and digits before every page number of a filing, such as DOE-.",
    )
    originals = forms.CharField(
        required=False,
        label="Where the originals can be examined",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two sentences, printed on every exhibit: place, times, whom to ask "
        "(Fed. R. Evid. 1006(b)). Blank: a draft for counsel to edit is printed.",
    )


class ImportForm(forms.Form):
    file = forms.FileField(
        help_text="CSV or TSV, with a header; .gz is read too. The bytes are kept as they are.",
        allow_empty_file=True,
    )
    kind = forms.ChoiceField(
        label="What it is",
        choices=[(str(kind), words) for kind, words in _KINDS.items()],
        widget=forms.RadioSelect,
    )
    list_name = forms.CharField(
        label="Which exclusion list",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"list": "list-names", "autocomplete": "off"}),
        help_text="For exclusion lists only: opt_out, defendant_personnel, judicial_officer, "
        "class_counsel, or a name of your own.",
    )
    mapping = forms.FileField(
        label="Column mapping",
        required=False,
        help_text="A JSON document that says which column is which. Without it, headers are "
        "matched to the column names and their usual aliases.",
    )

    def clean_mapping(self) -> Any:
        """The parsed document, or None."""
        uploaded: UploadedFile[Any] | None = self.cleaned_data["mapping"]
        if uploaded is None:
            return None
        if uploaded.size is None or uploaded.size > LONGEST_DOCUMENT:
            raise forms.ValidationError(
                "The mapping is larger than 2 MB; it should be a few lines."
            )
        try:
            return parse_json(uploaded.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(
                "The mapping is not UTF-8 text; save it as UTF-8."
            ) from None
        except ValueError as error:
            raise forms.ValidationError(f"The mapping is not JSON: {error}.") from None


class DocumentForm(forms.Form):
    """A class definition or damages theory as JSON."""

    document = forms.CharField(
        label="JSON document",
        max_length=LONGEST_DOCUMENT,
        widget=forms.Textarea(
            attrs={"class": "document", "spellcheck": "false", "autocapitalize": "off"}
        ),
    )

    def clean_document(self) -> Any:
        try:
            return parse_json(self.cleaned_data["document"])
        except ValueError as error:
            raise forms.ValidationError(f"This is not JSON: {error}.") from None


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is kept on record and printed wherever it matters.",
    )


class OverrideForm(ReasonForm):
    outcome = forms.ChoiceField(choices=[(str(outcome), str(outcome)) for outcome in Outcome])
    field_order = ["outcome", "reason"]


class IgnoreKeyForm(ReasonForm):
    key = forms.ChoiceField(
        label="Kind of key",
        choices=[
            ("email", "Email address"),
            ("member_id", "Member id"),
            ("email_sha256", "Email hash (SHA-256)"),
        ],
    )
    value = forms.CharField(
        max_length=500, help_text="The address, id or hash that identifies nobody."
    )
    field_order = ["key", "value", "reason"]


class SamePersonForm(ReasonForm):
    rows = forms.CharField(
        label="Roster rows",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "hash"}),
        help_text="Two or more source references, one a line: SHA256#record. A class member's page "
        "shows them for every row.",
    )
    field_order = ["rows", "reason"]

    def clean_rows(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["rows"].splitlines() if line.strip()]


class MembershipForm(forms.Form):
    username = forms.CharField(
        max_length=254, label="Username or email", help_text="Of someone who has been invited."
    )
    role = forms.ChoiceField(choices=Role.choices, initial=Role.VIEWER)


class FiledForm(forms.Form):
    docket_entry = forms.CharField(
        max_length=100,
        label="Docket entry",
        help_text="As the court numbers it: ECF No. 41-3, for example.",
    )


def document_text(document: Any) -> str:
    """A document as a person edits it."""
    return json.dumps(document, indent=2, ensure_ascii=False)
