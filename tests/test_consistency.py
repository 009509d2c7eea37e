"""What must be true of the repository itself."""

import ast
import json
import os
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import casecalc

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = re.compile(r"\.git|\.venv|var|vendor|fonts|__pycache__|\.[a-z_]+_cache|\.hypothesis")
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
LONG_FOR_A_REASON: dict[str, str] = {}

# Written in two parts so that this file does not find itself.
MACHINE_PATHS = ("/work" + "/", "../sha" + "red", ".lib" + "rary", "/opt/" + "pypi", "/home" + "/")
REGISTRY_HOSTS = (
    "pypi" + ".org",
    "files.python" + "hosted",
    "registry." + "npmjs",
    "--index" + "-url",
)


def ours(*endings: str) -> Iterator[Path]:
    """Files of the repository (git need not be there), without what is vendored or made."""
    for folder, subfolders, names in os.walk(ROOT):
        subfolders[:] = sorted(name for name in subfolders if not NOT_OURS.fullmatch(name))
        for name in sorted(names):
            if name.endswith(endings or ("",)):
                yield Path(folder, name)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_no_file_is_long_without_a_reason() -> None:
    lengths = {
        name_of(path): text_of(path).count("\n")
        for path in ours(".py", ".html", ".css", ".js", ".md", ".sh")
        if "/migrations/" not in name_of(path)
    }
    too_long = {name for name, lines in lengths.items() if lines > LONGEST_FILE}
    assert too_long == set(LONG_FOR_A_REASON)


def test_no_function_is_long() -> None:
    too_long = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in ours(".py")
        if not name_of(path).startswith(("tests/", "casecalc/migrations/"))
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.FunctionDef) and lines_of_code(node) > LONGEST_FUNCTION
    ]
    assert too_long == []


def lines_of_code(function: ast.FunctionDef) -> int:
    """Its lines without the docstring."""
    described = ast.get_docstring(function) is not None
    first = function.body[0].end_lineno if described else function.lineno
    return (function.end_lineno or 0) - (first or 0)


def test_no_file_says_where_it_was_written_or_which_registry_it_came_from() -> None:
    found = []
    for path in ours():
        try:
            text = text_of(path)
        except UnicodeDecodeError:
            continue
        found += [f"{name_of(path)}: {word}" for word in MACHINE_PATHS if word in text]
        if path.name != "test_consistency.py":
            found += [f"{name_of(path)}: {word}" for word in REGISTRY_HOSTS if word in text]
    assert found == []


def test_every_template_is_used() -> None:
    sources = [text_of(path) for path in ours(".py", ".html") if "tests/" not in name_of(path)]
    unused = []
    for path in ours(".html", ".txt", ".svg", ".css"):
        name = name_of(path)
        if not name.startswith("templates/"):
            continue
        short = name.removeprefix("templates/")
        if overrides_a_library(short):
            continue
        if not any(short in source or f'"{path.name}"' in source for source in sources):
            unused.append(short)
    assert unused == []


def overrides_a_library(template: str) -> bool:
    """Templates that Django or a library looks for by their names."""
    by_name = re.fullmatch(r"(400|403|403_csrf|404|500)\.html", template)
    return bool(by_name) or template.startswith(("account/", "mfa/", "allauth/", "django/"))


def test_no_folder_is_named_after_nothing() -> None:
    empty_words = {"utils", "common", "helpers", "misc"}
    assert [name_of(path) for path in ours(".py") if path.stem in empty_words] == []


def test_every_layer_is_held_by_import_linter() -> None:
    contracts = tomllib.loads(text_of(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = {part.strip() for layer in contracts[0]["layers"] for part in layer.split("|")}
    folders = {
        f"casecalc.{path.parent.name}"
        for path in (ROOT / "casecalc").glob("*/__init__.py")
        if path.parent.name not in ("migrations", "templatetags")
    }
    assert folders == layers


def test_documentation_names_every_command() -> None:
    reference = text_of(ROOT / "docs" / "command-line.md")
    commands = [
        path.stem
        for path in (ROOT / "casecalc" / "management" / "commands").glob("*.py")
        if not path.stem.startswith("_")
    ]
    assert commands
    assert [name for name in commands if f"`{name}" not in reference] == []


def test_documentation_names_every_setting_from_the_environment() -> None:
    reference = text_of(ROOT / "docs" / "command-line.md")
    named: set[str] = set()
    for path in (ROOT / "casecalc").glob("*.py"):
        named |= set(
            re.findall(r'(?:environ\.get|environ\[|flag|names|size)\(?"([A-Z_]+)"', text_of(path))
        )
    assert named
    assert sorted(name for name in named if f"`{name}`" not in reference) == []


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for path in ours(".md"):
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text_of(path)):
            if not (path.parent / target).exists():
                broken.append(f"{name_of(path)} -> {target}")
    assert broken == []


def test_every_decision_record_is_numbered_and_says_what_was_decided() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        assert "**Decision.**" in text_of(path), path.name


def test_vendored_files_have_licences_and_are_listed() -> None:
    listed = text_of(ROOT / "docs" / "licences.md")
    folders = [
        folder
        for base in ("static/vendor", "static/fonts", "tests/browser/vendor")
        for folder in sorted((ROOT / base).iterdir())
        if folder.is_dir()
    ]
    assert folders
    for folder in folders:
        names = [path.name.upper() for path in folder.iterdir()]
        assert any("LICENSE" in name or "LICENCE" in name for name in names), name_of(folder)
        assert f"`{name_of(folder)}/`" in listed, name_of(folder)


def test_requirements_are_pinned_with_hashes_and_agree() -> None:
    pins = {}
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = text_of(ROOT / name)
        pins[name] = dict(re.findall(r"^([a-z0-9._-]+)(?:\[.*?\])?==(\S+)", text, re.MULTILINE))
        blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
        assert all("--hash=sha256:" in block for block in blocks), name
    run, dev = pins["requirements.txt"], pins["requirements-dev.txt"]
    assert {name: dev.get(name) for name in run} == run
    wanted = re.findall(r"^([A-Za-z0-9._-]+)", text_of(ROOT / "requirements.in"), re.MULTILINE)
    assert [name for name in wanted if name.lower() not in run] == []


def test_version_is_the_same_everywhere() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    assert project["version"] == casecalc.__version__
    assert f"## {casecalc.__version__} " in text_of(ROOT / "CHANGELOG.md")


def test_every_json_document_of_the_fixtures_is_json() -> None:
    for path in ours(".json"):
        json.loads(text_of(path))


def test_the_template_for_the_real_matter_is_headed_as_allegations() -> None:
    notes = text_of(ROOT / "fixtures" / "templates" / "professional-network" / "notes.md")
    heading = notes.splitlines()[0]
    assert heading == "# Allegations as reported; voluntarily dismissed 30 January 2025"
