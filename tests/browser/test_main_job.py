"""The main job by clicks: from signing in to a PDF, with and without scripts."""

from pathlib import Path

import pytest

from casecalc.jobs.worker import SiteWorker
from casecalc.models import Matter, User
from tests.web import worlds

from .conftest import DESKTOP, Visit

WITHOUT_SCRIPTS = {"viewport": DESKTOP, "java_script_enabled": False}


def work_off() -> None:
    """What the site's worker does until the queue is empty."""
    SiteWorker(interval=0.01, batch=True).run()


def upload(
    visit: Visit, folder: Path, name: str, data: bytes, kind: str, list_name: str = ""
) -> None:
    page = visit.page
    (folder / name).write_bytes(data)
    page.get_by_role("navigation", name="Matter").get_by_role("link", name="Imports").click()
    page.get_by_role("link", name="Upload a file").click()
    page.get_by_label("File").set_input_files(folder / name)
    page.get_by_role("radio", name=kind).check()
    if list_name:
        page.get_by_label("Which exclusion list").fill(list_name)
    page.get_by_role("button", name="Upload and read").click()
    page.get_by_role("heading", name="Progress").wait_for()
    work_off()
    page.get_by_role("heading", name="How the columns were understood").wait_for()


@pytest.mark.parametrize(
    "visit", [{"viewport": DESKTOP}, WITHOUT_SCRIPTS], indirect=True, ids=["scripts", "no scripts"]
)
def test_from_signing_in_to_an_exhibit(
    visit: Visit, transactional_db, matter: Matter, user: User, tmp_path: Path
) -> None:
    page = visit.page
    visit.sign_in(user.username)
    page.get_by_role("link", name=matter.title).click()
    upload(visit, tmp_path, "roster.csv", worlds.ROSTER, "Roster")
    upload(visit, tmp_path, "log.csv", worlds.LOG, "Disclosure log")
    upload(visit, tmp_path, "out.csv", worlds.OPT_OUTS, "Exclusion list", "opt_out")

    page.get_by_role("navigation", name="Matter").get_by_role("link", name="Runs").click()
    page.get_by_role("button", name="Start a new run").click()
    page.get_by_role("heading", name="Progress").wait_for()
    work_off()
    page.get_by_role("heading", name="Reconciliation").wait_for()

    page.get_by_role("main").get_by_role("link", name="Class members").click()
    page.get_by_placeholder("Name, email or member id").fill("ann")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("1 person found").wait_for()
    page.get_by_role("link", name="P1", exact=True).click()
    page.get_by_role("heading", name="Why eligible").wait_for()

    page.get_by_role("navigation", name="Matter").get_by_role("link", name="Exhibits").click()
    page.get_by_role("link", name="Make an exhibit").click()
    page.get_by_role("link", name="Summary", exact=True).click()
    page.get_by_role("button", name="Make the exhibit").click()
    page.get_by_role("heading", name="Progress").wait_for()
    work_off()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    assert visit.said == []


def test_filters_change_the_address_and_the_way_back_works(
    visit: Visit, transactional_db, matter: Matter, user: User, now
) -> None:
    worlds.with_evidence(matter, user, now)
    worlds.with_run(matter, user, now)
    visit.sign_in(user.username)
    visit.go(f"/matters/{matter.slug}/runs/1/members/")
    page = visit.page
    filters = page.get_by_role("complementary", name="Filters")
    filters.get_by_role("link", name="undetermined 2").click()
    page.get_by_text("2 persons found").wait_for()
    assert "outcome=undetermined" in page.url
    page.get_by_label("Name, email or member id").fill("dan")
    page.get_by_text("1 person found").wait_for()
    page.wait_for_url("**q=dan**")
    page.reload()
    page.get_by_text("1 person found").wait_for()
    page.go_back()
    page.get_by_text("2 persons found").wait_for()
    assert visit.said == []
