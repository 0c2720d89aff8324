"""The nights on which clocks change, through whole beats: each day has its own hours, and each reading its own day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from heartbeat.db import Database
from heartbeat.measure.past.plan import Reach
from landed_shop import LandedShop
from small_shop import write_metric, write_workspace

HALF_HOUR = timedelta(minutes=30)
NIGHTS = [
    # zone, day, its length in hours as its government has decreed it
    ("Europe/Berlin", "2026-03-29", 23),
    ("Europe/Berlin", "2026-10-25", 25),
    ("America/New_York", "2026-03-08", 23),
    ("America/New_York", "2026-11-01", 25),
    ("America/Santiago", "2026-09-06", 23),  # has no midnight: it begins at one
    ("America/Santiago", "2026-04-04", 25),  # has its last hour twice
    ("Asia/Beirut", "2026-03-29", 23),  # has no midnight
    ("Asia/Beirut", "2026-10-24", 25),  # has its last hour twice
    ("America/St_Johns", "2026-03-08", 23),  # half an hour beside the others
    ("America/St_Johns", "2026-11-01", 25),
    ("Australia/Lord_Howe", "2026-10-04", 23.5),  # half an hour forward
    ("Australia/Lord_Howe", "2026-04-05", 24.5),
    ("Asia/Kolkata", "2026-03-29", 24),  # half an hour beside, and never another
    ("Asia/Kathmandu", "2026-10-25", 24),  # three quarters beside
]
TOTAL = "select count(*) as value, count(*) as n from shop_public.orders where created_at < :as_of"
OF_A_DAY = """select 1 as value from shop_public.orders where created_at < :as_of limit 1;

-- history
select (created_at at time zone '{zone}')::date as d, count(*) as value
from shop_public.orders where created_at < :as_of group by 1"""


def shop_in(zone: str, database: Database, folder: Path, *, at: datetime) -> LandedShop:
    """The shop in a time zone, with a metric of all orders."""
    write_workspace(folder)
    settings = folder / "heartbeat.yaml"
    settings.write_text(settings.read_text().replace("Europe/Berlin", zone))
    write_metric(folder, "total", TOTAL, code="TOTA")
    write_metric(folder, "of_a_day", OF_A_DAY.format(zone=zone), code="OFAD")
    shop = LandedShop(database, folder, at)
    shop.make_tables()
    shop.deploy()
    return shop


def first_instant(d: date, zone: str) -> datetime:
    """When a day begins, found by asking each quarter of an hour which day it belongs to."""
    moment = datetime(d.year, d.month, d.day, tzinfo=UTC) - timedelta(days=1)
    while moment.astimezone(ZoneInfo(zone)).date() < d:
        moment += timedelta(minutes=15)
    return moment


@pytest.mark.parametrize(("zone", "day", "hours"), NIGHTS)
def test_a_past_day_has_the_hours_that_it_had(database: Database, tmp_path: Path, zone: str, day: str, hours: float) -> None:
    d = date.fromisoformat(day)
    now = first_instant(d, zone) + timedelta(days=3)
    shop = shop_in(zone, database, tmp_path, at=now)
    begin = first_instant(d - timedelta(days=3), zone)
    times = [begin + index * HALF_HOUR for index in range(int((now - begin) / HALF_HOUR))]
    shop.land("orders", [(index, 1, at) for index, at in enumerate(times)], checked_at=now)
    shop.measure("total", "of_a_day", reach=Reach(ZoneInfo(zone)))
    total = {row["d"]: row["value"] for row in shop.history("total")}
    alone = {row["d"]: row["value"] for row in shop.history("of_a_day")}
    for back, length in ((-1, 24), (0, hours), (1, 24)):
        one = d + timedelta(days=back)
        assert total[one] - total[one - timedelta(days=1)] == length * 2, one
        assert alone[one] == length * 2, one
    assert {row["origin"] for row in shop.history("total") if row["d"] <= d} == {"backfill"}


@pytest.mark.parametrize(("zone", "day", "hours"), NIGHTS)
def test_a_beat_in_that_night_belongs_to_its_own_day(
    database: Database, tmp_path: Path, zone: str, day: str, hours: float
) -> None:
    d = date.fromisoformat(day)
    begin, end = first_instant(d, zone), first_instant(d + timedelta(days=1), zone)
    assert end - begin == timedelta(hours=hours)
    shop = shop_in(zone, database, tmp_path, at=begin - HALF_HOUR)
    moments = [begin - HALF_HOUR, begin, begin + HALF_HOUR, begin + 3 * HALF_HOUR, end - HALF_HOUR, end, end + HALF_HOUR]
    for number, moment in enumerate(moments):
        shop.now = moment
        shop.land("orders", [(number, 1, moment - timedelta(minutes=1))], checked_at=moment)
        assert shop.measure("total", reach=Reach(ZoneInfo(zone)))["total"]["outcome"] == "executed"
    observed = {row["d"]: row["value"] for row in shop.history("total") if row["origin"] == "observed"}
    before, after = d - timedelta(days=1), d + timedelta(days=1)
    # the reading at the first instant of a day tells of the day that ended there, and is the last of it
    assert observed == {before: 2, d: 6, after: 7}
    assert [row["value"] for row in shop.readings("total")] == list(range(1, 8))
