import hashlib
from pathlib import Path
from typing import Any

import pytest

from . import small_matter
from .commands import command


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The folder with the small matter's files."""
    folder = tmp_path / "files"
    folder.mkdir()
    small_matter.write(folder)
    return folder


@pytest.fixture
def imported(db: None, files: Path) -> dict[str, dict[str, Any]]:
    """The small matter `small`, its three files imported; the answers by name."""
    roster = ("roster.csv", "--kind", "roster", "--mapping", files / "mapping.json")
    log = ("log.tsv", "--kind", "disclosure_log")
    opt_outs = ("opt_outs.csv", "--kind", "exclusion_list", "--list", "opt_out")
    made = command("create_matter", "small", "--title", "Doe v. Example", "--definition",
                   files / "definition.json")  # fmt: skip
    assert made.json == {"matter": "small"}
    return {
        name: command("import_file", "small", files / arguments[0], *arguments[1:]).json
        for name, arguments in {"roster": roster, "log": log, "opt_outs": opt_outs}.items()
    }


@pytest.fixture
def determined(imported: dict[str, Any]) -> dict[str, Any]:
    """The answer of the first run."""
    return command("determine", "small").json


@pytest.fixture
def roster_sha256() -> str:
    return hashlib.sha256(small_matter.ROSTER).hexdigest()
