"""A sample reviewed with nothing but the keyboard."""

from datetime import datetime

from casecalc.models import Matter, User
from tests.web import worlds

from .conftest import Visit


def test_a_sample_is_reviewed_without_a_mouse(
    visit: Visit, transactional_db, matter: Matter, user: User, now: datetime
) -> None:
    worlds.with_evidence(matter, user, now)
    sample = worlds.with_sample(worlds.with_run(matter, user, now), user, now)
    third, fourth = sample.persons[2:]
    press = visit.page.keyboard.press
    visit.sign_in(user.username)
    visit.go(f"/matters/{matter.slug}/samples/1/P{third}/")
    visit.page.get_by_role("link", name="To the verdict").focus()
    press("Enter")
    press("Tab")
    press("Space")
    press("Enter")
    visit.page.wait_for_url(f"**/samples/1/P{fourth}/#content")
    visit.page.get_by_role("link", name="To the verdict").focus()
    press("Enter")
    press("Tab")
    press("ArrowDown")
    press("Tab")
    visit.page.keyboard.type("not Premium")
    press("Tab")
    press("Enter")
    visit.page.get_by_role("heading", name="Result", exact=True).wait_for()
    assert [(review.person, review.verdict, review.reason) for review in sample.reviews.all()][
        2:
    ] == [
        (third, "right", ""),
        (fourth, "wrong", "not Premium"),
    ]
    assert visit.said == []
