"""verify.pyz as the other side runs it."""

import ast
import io
import sys
import zipfile
from pathlib import Path

import pytest

from casecalc.evidence.verifier_program import write_verifier
from casecalc.verifier.main import Progress

from .bare import bare

ROOT = Path(__file__).resolve().parents[2]
TOO_OLD = """\
import runpy, sys
sys.version_info = (3, 9, 2)
runpy.run_path(sys.argv[1], run_name="__main__")
"""


@pytest.fixture
def program(bundles: Path, tmp_path: Path) -> Path:
    """The verifier copied out of a bundle."""
    with zipfile.ZipFile(bundles / "with.zip") as found:
        found.extract("verify.pyz", tmp_path / "downloads")
    return tmp_path / "downloads" / "verify.pyz"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def test_every_trap_agrees_on_a_bare_python_without_a_network(bundles, program, empty):
    said = bare(program, bundles / "with.zip", folder=empty)
    assert (said.returncode, said.stderr) == (0, "")
    assert "VERDICT: AGREES" in said.stdout
    assert list(empty.iterdir()) == []
    assert list(program.parent.iterdir()) == [program]


def test_without_originals_it_runs_bare_too(bundles, program, empty):
    said = bare(program, bundles / "without.zip", folder=empty)
    assert (said.returncode, said.stderr) == (0, "")
    assert "VERDICT: CONSISTENT" in said.stdout
    own = bare(program, bundles / "without.zip", "--originals", bundles / "files", folder=empty)
    assert (own.returncode, own.stderr) == (0, "")
    assert "VERDICT: AGREES" in own.stdout


def test_time_zones_of_the_machine_are_not_asked(bundles, program, empty, tmp_path):
    """On a machine whose Los Angeles keeps the time of Tokyo the same comes out."""
    wrong = tmp_path / "zoneinfo" / "America"
    wrong.mkdir(parents=True)
    with zipfile.ZipFile(program) as found:
        tokyo = found.read("tzdata/zoneinfo/Asia/Tokyo")
    (wrong / "Los_Angeles").write_bytes(tokyo)
    machine = {"PYTHONTZPATH": str(wrong.parent)}
    said = bare(program, bundles / "with.zip", folder=empty, environment=machine)
    assert (said.returncode, said.stderr) == (0, "")
    ask = tmp_path / "ask.py"
    ask.write_text(
        "import datetime, zoneinfo\n"
        "zone = zoneinfo.ZoneInfo('America/Los_Angeles')\n"
        "print(datetime.datetime(2023, 5, 1, tzinfo=zone).utcoffset())\n"
    )
    assert bare(ask, folder=empty, environment=machine).stdout == "9:00:00\n"


def test_a_flipped_byte_is_found_by_the_program_itself(bundles, program, empty, tmp_path):
    data = bytearray((bundles / "with.zip").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "flipped.zip").write_bytes(data)
    said = bare(program, tmp_path / "flipped.zip", folder=empty)
    assert (said.returncode, said.stderr) == (1, "")
    assert "NOT WHOLE: 1 part of the bundle changed." in said.stdout


def test_a_program_that_was_damaged_says_so(bundles, program, empty):
    whole = program.read_bytes()
    with zipfile.ZipFile(program) as found:
        names = [name for name in found.namelist() if found.getinfo(name).file_size > 100]
        places = {name: found.getinfo(name).header_offset + 30 + len(name) for name in names}
    for name in ("casecalc/rules/cells.py", "tzdata/zoneinfo/Asia/Tokyo", "LICENSE"):
        damaged = bytearray(whole)
        damaged[places[name] + 50] ^= 1
        program.write_bytes(damaged)
        said = bare(program, bundles / "with.zip", folder=empty)
        assert said.returncode == 2
        assert said.stderr == f"verify.pyz itself is damaged ({name}); get it again.\n"


def test_a_python_that_is_too_old_is_told_which_is_needed(program, empty, tmp_path):
    pretence = tmp_path / "pretence.py"
    pretence.write_text(TOO_OLD)
    said = bare(pretence, program, folder=empty)
    assert said.returncode == 2
    assert said.stderr == "verify.pyz needs Python 3.11 or later; this is Python 3.9.\n"
    with zipfile.ZipFile(program) as found:
        ast.parse(found.read("__main__.py"), feature_version=(3, 4))


def test_wrong_arguments_are_refused_with_status_2(program, empty):
    said = bare(program, folder=empty)
    assert said.returncode == 2
    assert "BUNDLE.zip" in said.stderr
    assert "Traceback" not in said.stderr


def test_the_program_in_a_bundle_is_packed_from_these_sources(program):
    again = io.BytesIO()
    write_verifier(again)
    assert again.getvalue() == program.read_bytes()
    with zipfile.ZipFile(program) as found:
        ours = {name for name in found.namelist() if name.startswith("casecalc/")}
        for name in ours:
            assert found.read(name) == (ROOT / name).read_bytes()
    assert {name.split("/")[1] for name in ours} == {"__init__.py", "rules", "verifier"}


def test_rules_and_verifier_import_nothing_but_the_standard_library():
    allowed = {*sys.stdlib_module_names, "casecalc", "tzdata"}
    for package in ("rules", "verifier"):
        for path in sorted((ROOT / "casecalc" / package).glob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                names = []
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom) and node.level == 0:
                    names = [str(node.module)]
                for name in names:
                    assert name.split(".")[0] in allowed, (path.name, name)
                    ours = ("casecalc", "casecalc.rules", "casecalc.verifier")
                    if name.startswith("casecalc"):
                        assert ".".join(name.split(".")[:2]) in ours, (path.name, name)


def test_progress_is_one_line_on_a_terminal_and_nothing_elsewhere():
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream, expected in ((Terminal(), "\r\033[KReading: 50 % …\r\033[K"), (io.StringIO(), "")):
        progress = Progress(stream)
        progress.share("Reading", 1, 2)
        progress.share("Reading", 1, 2)
        progress.clear()
        assert stream.getvalue() == expected
