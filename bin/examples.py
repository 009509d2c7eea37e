"""What the demonstration matter shows beside its run: a sample with reviews, a comparison, a
settlement, exhibits, a set and a bundle, each made by the command that a user has.

What is there is not made again; without one of them the rest is still worth showing.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

DEMO = Path("fixtures/demo")
SAMPLE_SIZE, REVIEWED = 20, 15
REASON = "Demonstration: this verdict shows the form; nobody compared the rows of invented people."
EXHIBITS = ("summary", "claims", "states", "schedule")

Command = Callable[..., None]


def make_examples(matter: Any, run: int, folder: Path, user: str, command: Command) -> None:
    """`run` is the number of a published run; PDFs and the bundle go into `folder`."""
    slug, of_run = matter.slug, [matter.slug, str(run)]
    by = ["--by", user]

    def make(is_there: bool, *words: str) -> None:
        if not is_there:
            _attempt(command, *words, *by)

    make(matter.samples.exists(), "draw_sample", *of_run, "--size", str(SAMPLE_SIZE))
    reviews = folder / "reviews.jsonl"
    if _write_reviews(matter, reviews):
        make(False, "review_sample", slug, "1", "--file", str(reviews))
    asked = ("--file", f"{DEMO}/scenarios.json")
    make(matter.scenarios.exists(), "compare_scenarios", *of_run, *asked)
    asked = ("--file", f"{DEMO}/settlement.json")
    make(matter.settlements.exists(), "allocate", *of_run, *asked)
    for kind in EXHIBITS:
        made = matter.exhibits.filter(kind=kind, state="published").exists()
        make(made, "produce_exhibit", *of_run, "--kind", kind, *_public(folder))
    if not matter.exhibits.filter(kind="set", state="published").exists():
        asked = ("--inputs", _write_set(matter, folder))
        make(False, "produce_exhibit", *of_run, "--kind", "set", *asked, *_public(folder))
    bundle = ("--out", str(folder / "bundle.zip"))
    make(matter.bundles.filter(state="published").exists(), "make_bundle", *of_run, *bundle)


def _public(folder: Path) -> tuple[str, ...]:
    return ("--edition", "public", "--out", str(folder))


def _write_reviews(matter: Any, file: Path) -> bool:
    """Verdicts on most of the first sample, so that there is something left to review; False where
    somebody reviewed already."""
    sample = matter.samples.filter(number=1).first()
    if sample is None or sample.reviews.exists():
        return False
    lines = [
        {"person": f"P{person}", "verdict": "right", "reason": REASON}
        for person in sample.persons[:REVIEWED]
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return True


def _write_set(matter: Any, folder: Path) -> str:
    """What a set asks for: the short public exhibits in the order made."""
    found = matter.exhibits.filter(state="published", kind__in=EXHIBITS).exclude(kind="schedule")
    numbers = list(found.order_by("number").values_list("number", flat=True))
    file = folder / "set.json"
    file.write_text(json.dumps({"exhibits": numbers}) + "\n", encoding="utf-8")
    return str(file)


def _attempt(command: Command, *words: str) -> None:
    from django.core.management import CommandError

    try:
        command(*words)
    except CommandError as refusal:
        print(refusal, file=sys.stderr)
