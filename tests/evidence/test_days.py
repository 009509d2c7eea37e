"""Local days follow Python's time zone rules at every clock change."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from casecalc.evidence.days import local_day, offsets
from casecalc.evidence.engine import Engine, connect


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with connect(memory_limit="200MB", scratch=tmp_path_factory.mktemp("spill")) as engine:
        yield engine


@pytest.mark.parametrize(
    "name",
    ["America/Los_Angeles", "Asia/Kathmandu", "Pacific/Apia", "Africa/Monrovia", "UTC"],
)
def test_days_of_two_hundred_years_are_those_of_python(engine: Engine, name: str) -> None:
    zone = ZoneInfo(name)
    first, last = datetime(1900, 1, 1), datetime(2100, 12, 31, 23, 59, 59)  # noqa: DTZ001
    near = timedelta(microseconds=1)
    instants = {first, last}
    for change, offset in offsets(zone, first, last):
        midnight = (change + offset).replace(hour=0, minute=0, second=0, microsecond=0) - offset
        for at in (change, midnight, midnight + timedelta(days=1)):
            instants |= {at - near, at, at + near}
    asked = sorted(instant for instant in instants if first <= instant <= last)
    table = engine.table(pa.table({"at": pa.array(asked, pa.timestamp("us"))}))
    found = engine.arrow(table.select("at", day=local_day(table["at"], zone, first, last)))
    expected = {at: at.replace(tzinfo=UTC).astimezone(zone).date() for at in asked}
    assert {row["at"]: row["day"] for row in found.to_pylist()} == expected
