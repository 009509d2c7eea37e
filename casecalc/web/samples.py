from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.actions.samples import (
    LONGEST_REASON,
    LONGEST_SEED,
    ReviewLine,
    SampleRefused,
    draw_sample,
    finish_sample,
    review_sample,
)
from casecalc.models import Matter, QualitySample, SampleReview
from casecalc.queries.member import file_of, overrides_of, person_of
from casecalc.queries.samples import SampleFile, sample_file, samples_of
from casecalc.rules.sampling import LARGEST_SAMPLE

from .matter_view import SignedIn, matter_page, matter_view, page_of, posted
from .runs import published_run


class DrawForm(forms.Form):
    run = forms.TypedChoiceField(coerce=int)
    size = forms.IntegerField(
        label="Persons to draw",
        min_value=1,
        max_value=LARGEST_SAMPLE,
        initial=50,
        help_text="With no error among 50 persons the 95% interval of the rate ends at 7.12%; "
        "among 300, at 1.23%.",
    )
    per_outcome = forms.BooleanField(
        required=False, label="As many of each outcome: eligible, ineligible, undetermined"
    )
    seed = forms.CharField(
        required=False,
        max_length=LONGEST_SEED,
        help_text="Left blank, the run’s digest is the seed, so that nobody can have chosen it.",
    )

    def __init__(self, *args: Any, runs: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["run"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = runs


class ReviewForm(forms.Form):
    verdict = forms.ChoiceField(
        label="What the rows show",
        choices=[
            (SampleReview.Verdict.RIGHT, "Right: the rows support all that the run says"),
            (SampleReview.Verdict.WRONG, "Wrong: something of it does not follow from the rows"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed where something is wrong. Sealed exhibits show it.",
    )


@matter_view("GET", "POST", to_post=Capability.RUN)
def index(request: SignedIn, matter: Matter) -> HttpResponse:
    """The quality samples of a matter; POST draws one."""
    runs = matter.runs.published().order_by("-number")
    choices = [(run.number, f"Run {run.number}{', stale' * run.is_stale}") for run in runs]
    form = DrawForm(posted(request), runs=choices, initial=request.GET.dict() or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        run = published_run(matter, asked.pop("run"))
        try:
            sample = draw_sample(run=run, **asked, by=request.user, now=timezone.now())
        except SampleRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("sample", matter.slug, sample.number)
    files = [sample_file(sample) for sample in samples_of(matter)]
    context = {"form": form, "has_run": bool(choices), "files": files}
    status = 422 if form.errors else 200
    return _page(request, matter, "samples/index.html", context, status=status)


@matter_view()
def show(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    sample = _sample(matter, number)
    file = sample_file(sample)
    context = {
        "sample": sample,
        "file": file,
        "page": page_of(request, file.persons),
        "of_run": sample.run.samples.count(),
    }
    return _page(request, matter, "samples/show.html", context)


@matter_view("GET", "POST", to_post=Capability.RUN)
def person(request: SignedIn, matter: Matter, number: int, person_number: int) -> HttpResponse:
    """One person of a sample with everything that a reviewer needs; POST records a verdict."""
    sample = _sample(matter, number)
    if person_number not in sample.persons:
        raise Http404
    form = ReviewForm(posted(request))
    if request.method == "POST" and form.is_valid():
        line = ReviewLine("This review", person_number, **form.cleaned_data)
        try:
            review_sample(sample=sample, lines=[line], by=request.user, now=timezone.now())
        except SampleRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _redirect_to_next(matter, sample_file(sample))
    context = {"form": form, **_person_context(request, sample, person_number)}
    status = 422 if form.errors else 200
    return _page(request, matter, "samples/person.html", context, status=status)


@matter_view("POST", to=Capability.DECIDE)
def finish(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    sample = _sample(matter, number)
    try:
        finish_sample(sample=sample, by=request.user, now=timezone.now())
    except SampleRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The sample is finished; nothing of it changes any more.")
    return redirect("sample", matter.slug, number)


def _redirect_to_next(matter: Matter, file: SampleFile) -> HttpResponse:
    """On to the first person drawn whom nobody reviewed, else to the result; to the top of the
    page, whatever part of the last one was looked at."""
    number = file.sample.number
    address = reverse("sample", args=[matter.slug, number])
    if file.next_person is not None:
        address = reverse("sample_person", args=[matter.slug, number, file.next_person.number])
    return redirect(f"{address}#content")


def _person_context(request: SignedIn, sample: QualitySample, person_number: int) -> dict[str, Any]:
    found = person_of(sample.run, person_number)
    assert found is not None  # drawn from this run, whose tables do not change
    file, drawn = file_of(sample.run, found), sample_file(sample)
    previous, following = drawn.beside(person_number)
    return {
        "sample": sample,
        "run": sample.run,
        "drawn": drawn,
        "sampled": next(one for one in drawn.persons if one.number == person_number),
        "previous": previous,
        "following": following,
        "file": file,
        "person": found,
        "overrides": overrides_of(sample.run, file),
        "disclosures": page_of(request, file.disclosures),
    }


def _sample(matter: Matter, number: int) -> QualitySample:
    samples = matter.samples.select_related(
        "run__definition", "run__theory", "run__matter", "created_by", "finished_by"
    )
    sample: QualitySample = get_object_or_404(samples, number=number)
    return sample


def _page(
    request: SignedIn, matter: Matter, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    return matter_page(request, matter, template, "samples", context, status=status)
