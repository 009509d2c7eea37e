"""What `make run` and `make test` do to the machine, and what they say where they may not."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent.parent / "bin"))

import set_up


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have been run as root."""
    commands: list[list[str]] = []

    def record(command: list[str], *, show: bool = False) -> bool:
        commands.append(command)
        return True

    monkeypatch.setattr(set_up, "run_quietly", record)
    monkeypatch.setattr(set_up.shutil, "which", lambda name: f"/usr/bin/{name}")
    return commands


def test_without_leave_the_exact_command_is_printed_and_nothing_goes_on(
    ran: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(set_up, "permission", lambda: None)
    with pytest.raises(SystemExit):
        set_up.install_packages(["libpango-1.0-0", "python3-venv"], required=True)
    assert (
        "sudo apt-get install -y --no-install-recommends libpango-1.0-0 python3-venv"
        in capsys.readouterr().err
    )
    assert ran == []


def test_without_leave_tests_go_on_without_what_only_some_of_them_need(
    ran: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(set_up, "permission", lambda: None)
    set_up.install_packages(["chromium"], required=False)
    assert "are skipped" in capsys.readouterr().err
    assert ran == []


def test_with_leave_packages_are_installed_without_a_question(
    ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(set_up, "permission", lambda: ["sudo", "-n"])
    set_up.install_packages(["chromium"], required=False)
    words = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
    assert ran == [["sudo", "-n", *words]]


def test_nothing_is_installed_when_nothing_is_missing(ran: list[list[str]]) -> None:
    set_up.install_packages([], required=True)
    assert ran == []


@pytest.fixture
def requirements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A folder with requirements; the names of the files that pip was asked to install."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".venv").mkdir()
    for name in set_up.REQUIREMENTS.values():
        (tmp_path / name).write_text(f"{name}==1\n")
    installed: list[str] = []

    class Done:
        returncode = 0

    def install(command: list[str], **options: object) -> Done:
        assert "--require-hashes" in command
        installed.append(command[-1])
        return Done()

    monkeypatch.setattr(set_up.subprocess, "run", install)
    return installed


def test_requirements_are_installed_once(requirements: list[str]) -> None:
    set_up.install_requirements("run")
    set_up.install_requirements("run")
    assert requirements == ["requirements.txt"]


def test_requirements_that_changed_are_installed_again(requirements: list[str]) -> None:
    set_up.install_requirements("run")
    Path("requirements.txt").write_text("other==2\n")
    set_up.install_requirements("run")
    assert requirements == ["requirements.txt", "requirements.txt"]


def test_what_tests_need_is_enough_for_running(requirements: list[str]) -> None:
    set_up.install_requirements("test")
    set_up.install_requirements("run")
    assert requirements == ["requirements-dev.txt"]


def test_an_interrupted_installation_is_done_again(
    requirements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(command: list[str], **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(set_up.subprocess, "run", interrupted)
        with pytest.raises(KeyboardInterrupt):
            set_up.install_requirements("run")
    set_up.install_requirements("run")
    assert requirements == ["requirements.txt"]
