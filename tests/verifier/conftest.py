from dataclasses import dataclass
from pathlib import Path

import pytest

from casecalc.verifier.main import main

from . import traps


@dataclass(frozen=True)
class Said:
    """What the verifier said of a bundle."""

    status: int
    page: str
    error: str


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the bundles of the matter with every trap, and its files."""
    folder = tmp_path_factory.mktemp("traps")
    traps.make(folder)
    return folder


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str]):
    """The verifier in this process."""

    def said(bundle: Path, *options: object) -> Said:
        status = main([str(bundle), *map(str, options)])
        output = capsys.readouterr()
        return Said(status, output.out, output.err)

    return said
