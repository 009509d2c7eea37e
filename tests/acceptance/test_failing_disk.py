"""A disk that fills up at any write: refused with a sentence, nothing half written, and the same
command succeeds when there is room again."""

import errno
import os

import pytest

from casecalc.actions.verification import verify
from casecalc.models import Exhibit, Import, Job, Matter, Run

from .commands import command


class FullAtWrite:
    """Lets `nth - 1` syncs through and fails every later one."""

    def __init__(self, nth: int) -> None:
        self.left = nth
        self.fsync = os.fsync

    def __call__(self, descriptor: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.fsync(descriptor)


def until_it_succeeds(monkeypatch: pytest.MonkeyPatch, *arguments: object, step: int = 1) -> int:
    """Run the command with room for `step` writes more each time; returns how often it was refused."""
    for refused in range(100):
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", FullAtWrite(refused * step))
            answer = command(*arguments)
        if answer.status == 0:
            return refused
        assert (answer.status, "No space left" in answer.error) == (2, True), answer
        matter = Matter.objects.get()
        assert verify(matters=[matter]).problems == ()
    raise AssertionError("it never succeeded")


def test_an_import_on_a_full_disk_leaves_nothing(imported, files, monkeypatch):
    arguments = ("import_file", "small", files / "opt_outs.csv", "--kind", "exclusion_list",
                 "--list", "judicial_officer")  # fmt: skip
    assert until_it_succeeds(monkeypatch, *arguments) >= 5
    assert Import.objects.count() == 4


def test_a_run_on_a_full_disk_fails_and_is_not_published(imported, monkeypatch):
    refused = until_it_succeeds(monkeypatch, "determine", "small")
    assert refused >= 5
    states = list(Run.objects.order_by("number").values_list("state", flat=True))
    assert states == ["failed"] * refused + ["published"]
    assert not Job.objects.filter(state="running").exists()


def test_an_exhibit_on_a_full_disk_fails_and_is_not_published(determined, monkeypatch, tmp_path):
    arguments = ("produce_exhibit", "small", 1, "--kind", "summary", "--edition", "public")
    refused = until_it_succeeds(monkeypatch, *arguments, "--out", tmp_path / "out", step=3)
    assert Exhibit.objects.filter(state="published").count() == 1
    assert Exhibit.objects.filter(state="failed").count() == refused
