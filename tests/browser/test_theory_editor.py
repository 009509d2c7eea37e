"""The theory editor with scripts: the reading follows the typing, and nothing is saved by it."""

from casecalc.models import Matter, User

from .conftest import Visit


def test_the_reading_follows_the_typing(
    visit: Visit, transactional_db, matter: Matter, user: User
) -> None:
    visit.sign_in(user.username)
    visit.go(f"/matters/{matter.slug}/theory/new/")
    reading = visit.page.get_by_role("region", name="Reading")
    assert "$1,000.00 for each eligible person" in reading.inner_text()
    visit.page.get_by_label("Amount", exact=True).fill("2500.50")
    reading.get_by_text("$2,500.50 for each eligible person").wait_for()
    visit.page.get_by_label("Paid for").select_option("day")
    reading.get_by_text("$2,500.50 for each calendar day with a violation").wait_for()
    visit.page.get_by_label("Cap per person").fill("a lot")
    reading.get_by_text("Claim 1: Cap per person must be dollars as text").wait_for()
    assert visit.faults() == []
    assert visit.said == []
    assert matter.theories.count() == 1


def test_enter_reads_back_and_saves_nothing(
    visit: Visit, transactional_db, matter: Matter, user: User
) -> None:
    visit.sign_in(user.username)
    visit.go(f"/matters/{matter.slug}/theory/new/")
    visit.page.get_by_label("Multiplier").fill("3")
    visit.page.get_by_label("Multiplier").press("Enter")
    visit.page.get_by_text("multiplied by 3").wait_for()
    assert matter.theories.count() == 1
    visit.page.get_by_role("button", name="Save as a new version").click()
    visit.page.get_by_role("heading", name="What changed since version 1").wait_for()
    assert matter.theories.count() == 2
