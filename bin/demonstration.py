"""Makes the demonstration matter with the commands that a user has, where it is not there yet.

    .venv/bin/python bin/demonstration.py [FOLDER]

FOLDER (default: var/demo) receives exhibits, a bundle and the sign-in. What was done before
is not done again, so an interrupted first run goes on, and later ones change nothing.
"""

import io
import json
import os
import secrets
import shlex
import sys
from pathlib import Path
from typing import Any

from examples import make_examples

ROOT = Path(__file__).resolve().parent.parent
DEMO = Path("fixtures/demo")
MATTER = "quillhaven"
USER = "demo"
IMPORTS = (
    ("members.csv", "roster", "", ""),
    ("billing-export.tsv", "roster", "", "billing-export.mapping.json"),
    ("disclosures.csv.gz", "disclosure_log", "", "disclosures.mapping.json"),
    ("opt-outs.csv", "exclusion_list", "opt_out", ""),
    ("personnel.csv", "exclusion_list", "defendant_personnel", ""),
)
PLAINTIFF = ("--name", "Rowan Ellery", "--key", "member_id", "--value", "00334078")
DESCRIPTION = {
    "--title": "Ellery v. Quillhaven Network (invented)",
    "--caption": "ROWAN ELLERY, on behalf of herself and all others similarly situated, Plaintiff, "
    "v. QUILLHAVEN NETWORK, INC., Defendant. (Invented)",
    "--court": "United States District Court, District of Northlake (invented)",
    "--docket": "0:25-cv-00000-DEMO",
    "--originals": "the folder fixtures/demo of this program",
}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    password = ensure_user(folder)
    ensure_matter()
    for name, kind, list_name, mapping in IMPORTS:
        ensure_import(name, kind, list_name, mapping)
    ensure_decisions()
    ensure_plaintiff()
    run = ensure_run(folder)
    make_examples(matter(), run, folder, USER, command)
    report(folder, run, password)


def ensure_user(folder: Path) -> str:
    """The password of the demonstration's user; empty when that is not kept here."""
    from casecalc.models import User

    kept = folder / "password"
    if User.objects.filter(username=USER).exists():
        return kept.read_text().strip() if kept.exists() else ""
    password = secrets.token_urlsafe(12)
    kept.unlink(missing_ok=True)
    descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(password + "\n")
    os.environ["CASECALC_PASSWORD"] = password
    command("create_user", USER, "--email", "demo@example.com", "--password-from-env")
    del os.environ["CASECALC_PASSWORD"]
    return password


def ensure_matter() -> None:
    from casecalc.models import Matter

    if Matter.objects.filter(slug=MATTER).exists():
        return
    described = [part for pair in DESCRIPTION.items() for part in pair]
    documents = ["--definition", f"{DEMO}/definition.json", "--theory", f"{DEMO}/theory.json"]
    command(
        "create_matter", MATTER, *described, *documents, "--owner", USER, "--demonstration",
        "--by", USER,
    )  # fmt: skip


def ensure_import(name: str, kind: str, list_name: str, mapping: str) -> None:
    """Withdrawn imports count as done: what somebody took out stays out."""
    from casecalc.evidence.store import file_sha256

    done = matter().imports.filter(
        source_file__sha256=file_sha256(DEMO / name),
        kind=kind,
        state__in=("committed", "withdrawn"),
    )
    if done.exists():
        return
    options = ["--list", list_name] if list_name else []
    options += ["--mapping", f"{DEMO}/{mapping}"] if mapping else []
    command("import_file", MATTER, f"{DEMO}/{name}", "--kind", kind, *options, "--by", USER)


def ensure_decisions() -> None:
    if not matter().decisions.exists():
        command("decide", MATTER, "--file", f"{DEMO}/decisions.jsonl", "--by", USER)


def ensure_plaintiff() -> None:
    """The class representative, whom the first run then finds."""
    if not matter().runs.exists() and not matter().named_plaintiffs.exists():
        command("name_plaintiff", MATTER, *PLAINTIFF, "--by", USER)


def ensure_run(folder: Path) -> int:
    """The number of the first published run; its figures as `determine` gives them are kept."""
    from casecalc.rules.figures import determination_json, parse_figures

    published = matter().runs.filter(state="published").order_by("number")
    if not published.exists():
        command("determine", MATTER, "--by", USER)
    run = published.first()
    kept = folder / "determination.json"
    if not kept.exists():
        figures = determination_json(
            parse_figures(run.figures), run=run.number, digest=run.digest, theory=run.theory.parsed
        )
        kept.write_text(json.dumps(figures, indent=2) + "\n")
    return int(run.number)


def matter() -> Any:
    from casecalc.models import Matter

    return Matter.objects.get(slug=MATTER)


def command(*words: str) -> None:
    """Carry out one command as a user would type it; raises CommandError when it is refused."""
    from django.core.management import call_command

    print(f"$ python manage.py {shlex.join(words)}", flush=True)
    call_command(*words, stdout=io.StringIO())


def dollars(cents: int) -> str:
    return f"${cents // 100:,}.{cents % 100:02d}"


def report(folder: Path, number: int, password: str) -> None:
    run = matter().runs.get(number=number)
    figures = run.figures
    print(f"\n{matter().title}: run {number}")
    for word in ("persons", "eligible", "undetermined", "ineligible"):
        print(f"  {word}: {figures[word]:,}")
    for claim, totals in figures["claims"].items():
        low, bound = totals["total"], totals["total_if_undetermined_eligible"]
        print(f"  {claim}: {dollars(low)} (if undetermined were eligible: {dollars(bound)})")
    print(f"  digest: {run.digest}")
    files = [path for path in sorted(folder.iterdir()) if path.suffix in (".pdf", ".zip")]
    print("\n" + "\n".join(str(path) for path in files))
    shown = password or "chosen earlier (python manage.py changepassword demo sets a new one)"
    print(f"\nSign in as {USER}, password: {shown}", flush=True)


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casecalc.settings")
    import django
    from django.core.management import CommandError

    django.setup()
    try:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("var/demo"))
    except CommandError as refusal:
        sys.exit(str(refusal))
