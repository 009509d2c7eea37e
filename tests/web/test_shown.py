from datetime import UTC, date, datetime

import pytest

from casecalc.templatetags import shown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Ann", "<bdi>Ann</bdi>"),
        ("<b>", "<bdi>&lt;b&gt;</bdi>"),
        ("a\u202eb", '<bdi>a<span class="control">U+202E</span>b</bdi>'),
        ("\0", '<bdi><span class="control">U+0000</span></bdi>'),
        ("U+202E", "<bdi>U+202E</bdi>"),
        (None, '<span class="blank">blank</span>'),
    ],
)
def test_text_is_literal(text: str | None, html: str) -> None:
    assert shown.literal(text) == html


def test_long_text_is_cut_and_says_so() -> None:
    assert shown.literal("x" * 3000, 10) == f"<bdi>{'x' * 10}</bdi> … (3,000 characters)"


def test_figures_read_the_same_everywhere() -> None:
    assert shown.money(123456700) == "$1,234,567.00"
    assert shown.count(1234567) == "1,234,567"
    assert shown.day(date(2024, 9, 18)) == "18 Sep 2024"
    assert shown.moment(datetime(2024, 9, 18, 21, 3, tzinfo=UTC), "America/Los_Angeles") == (
        "18 Sep 2024, 14:03 PDT"
    )
    assert shown.share(1, 3) == "33.3%"
    assert shown.size(1_450_000) == "1.4 MB"
