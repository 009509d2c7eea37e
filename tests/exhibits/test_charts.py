"""Charts are plain SVG: escaped, accessible, in proportion, without styles or colours of their own."""

from xml.etree.ElementTree import Element, fromstring

import pytest

from casecalc.exhibits.charts import (
    Bar,
    Fill,
    Step,
    bar_chart,
    column_chart,
    consecutive_months,
    flow_chart,
)

SVG = "{http://www.w3.org/2000/svg}"


def bars(*values: int) -> list[Bar]:
    return [Bar(label=f"Bar {n}", value=n, text=f"{n:,}") for n in values]


def drawn(chart: str) -> Element:
    return fromstring(chart)


def rectangles(chart: str, css: str) -> list[Element]:
    return [r for r in drawn(chart).iter(f"{SVG}rect") if css in r.get("class", "")]


def charts() -> list[str]:
    text = {"name": "c", "title": "Title", "description": "Words"}
    return [
        bar_chart(bars(3, 2, 0), **text),
        column_chart(bars(3, 2, 0), **text),
        flow_chart([Step(text="3", label="rows"), Step(text="$1.00", label="total")], **text),
    ]


@pytest.mark.parametrize("chart", charts())
def test_chart_carries_title_and_description_for_those_who_cannot_see_it(chart: str) -> None:
    root = drawn(chart)
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == "Title"
    assert root[1].text == "Words"
    assert root.get("aria-labelledby") == "c-title c-description"


@pytest.mark.parametrize("chart", charts())
def test_chart_has_no_inline_style_no_script_and_no_colour_of_its_own(chart: str) -> None:
    for element in drawn(chart).iter():
        assert "style" not in element.attrib
        assert not any(name.startswith("on") for name in element.attrib)
        for name in ("fill", "stroke"):
            value = element.get(name, "none")
            assert value in ("none", "currentColor") or value.startswith("url(#")


def test_text_from_files_is_shown_literally() -> None:
    evil = '<script>alert("1")</script>&amp;\x00'
    chart = bar_chart(
        [Bar(label=evil, value=1, text="1")], name="c", title=evil, description=evil, width=2000
    )
    assert "<script" not in chart
    texts = [element.text for element in drawn(chart).iter(f"{SVG}text")]
    assert '<script>alert("1")</script>&amp;[U+0000]' in texts


def test_lengths_are_in_proportion_and_nothing_has_no_bar() -> None:
    chart = bar_chart(bars(1000, 500, 0, 1), name="c", title="t", description="d")
    lengths = [float(r.get("width", "0")) for r in rectangles(chart, "chart-bar")]
    assert len(lengths) == 3
    assert lengths[1] == pytest.approx(lengths[0] / 2, abs=0.01)
    assert lengths[2] >= 1


def test_long_label_is_cut_and_kept_whole_in_its_title() -> None:
    label = "A plan with a name that no chart has room for " * 4
    chart = bar_chart([Bar(label=label, value=1, text="1")], name="c", title="t", description="d")
    _, second, _ = drawn(chart).iter(f"{SVG}text")
    assert (second.text or "").endswith("…")
    assert second[0].text == label


def test_kinds_of_bar_differ_without_colour() -> None:
    chart = bar_chart(
        [Bar(label=fill, value=1, text="1", fill=fill) for fill in Fill],
        name="outcomes", title="t", description="d",
    )  # fmt: skip
    fills = [r.get("fill") for r in rectangles(chart, "chart-bar")]
    assert fills == ["currentColor", "url(#outcomes-hatched)", "none"]


@pytest.mark.parametrize("largest", [0, 1, 7, 999, 1_000, 10**12])
def test_columns_stay_below_the_highest_tick(largest: int) -> None:
    chart = column_chart(bars(largest, 0), name="c", title="t", description="d")
    assert all(float(r.get("y", "0")) >= 20 for r in rectangles(chart, "chart-bar"))


def test_empty_charts_can_be_drawn() -> None:
    text = {"name": "c", "title": "t", "description": "d"}
    assert drawn(bar_chart([], **text)) is not None
    assert drawn(column_chart([], **text)) is not None
    assert drawn(flow_chart([], **text)) is not None


def test_months_between_are_filled_in() -> None:
    assert consecutive_months("2023-11", "2024-02") == ["2023-11", "2023-12", "2024-01", "2024-02"]
