"""Time zones come from the pinned `tzdata` package, never from the machine: a run must give the
same figures on a server whose own rules are older or newer."""

import zoneinfo


def use_pinned_time_zones() -> None:
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
