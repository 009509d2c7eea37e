"""Countries and US regions by every name in which files have them."""

import pytest

from casecalc.rules.cells import read_country, read_region
from casecalc.rules.places import COUNTRY_CODES, COUNTRY_NAMES, US_REGION_NAMES, US_REGIONS

pycountry = pytest.importorskip("pycountry")


def test_every_country_of_the_standard_is_read_by_codes_and_names() -> None:
    assert {country.alpha_2 for country in pycountry.countries} == COUNTRY_CODES
    for country in pycountry.countries:
        for field in ("alpha_2", "alpha_3", "name", "official_name", "common_name"):
            written = getattr(country, field, None)
            if written:
                assert read_country(written) == country.alpha_2, written
                assert read_country(written.upper()) == country.alpha_2, written


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("US", "US"), ("usa", "US"), ("U.S.", "US"), ("U.S.A.", "US"), ("United States", "US"),
        ("The United States of America", "US"), ("United States of America (the)", "US"),
        ("UK", "GB"), ("Great Britain", "GB"), ("GBR", "GB"), ("South Korea", "KR"),
        ("North Korea", "KP"), ("Russia", "RU"), ("Iran", "IR"), ("Syria", "SY"),
        ("Vietnam", "VN"), ("Laos", "LA"), ("Bolivia (Plurinational State of)", "BO"),
        ("Venezuela", "VE"), ("Tanzania", "TZ"), ("Moldova", "MD"), ("Taiwan", "TW"),
        ("Turkey", "TR"), ("TÜRKIYE", "TR"), ("Ivory Coast", "CI"), ("Cote d'Ivoire", "CI"),
        ("CÔTE D’IVOIRE", "CI"), ("Czech Republic", "CZ"), ("Burma", "MM"), ("Swaziland", "SZ"),
        ("Holland", "NL"), ("Macedonia", "MK"), ("Cape Verde", "CV"), ("East Timor", "TL"),
        ("Vatican City", "VA"), ("Palestine", "PS"), ("Hong Kong", "HK"), ("Macau", "MO"),
        ("Bahamas (the)", "BS"), ("St. Lucia", "LC"), ("Trinidad & Tobago", "TT"),
        ("Korea (the Republic of)", "KR"), ("Congo (the Democratic Republic of the)", "CD"),
        ("Georgia", "GE"), ("CA", "CA"),
    ],
)  # fmt: skip
def test_countries_are_read_by_names_in_common_use(written: str, code: str) -> None:
    assert read_country(written) == code


@pytest.mark.parametrize(
    "written",
    ["England", "Korea", "Europe", "XX", "ZZZ", "United  States", "U S", "840", "California",
     "Uſ", "N/A", "None"],
)  # fmt: skip
def test_what_names_no_single_country_is_unreadable(written: str) -> None:
    assert read_country(written) is None


def test_no_spelling_is_two_countries() -> None:
    """Tables built by assignment would hide it: each code, name and variant belongs to one."""
    from casecalc.rules import places

    owners: dict[str, str] = {}
    for record in places._records(places._COUNTRIES):
        alpha_2, alpha_3, names = record.split(" ", 2)
        spellings = {s for name in names.split(" | ") for s in places._spellings(name)}
        for written in {alpha_2.lower(), alpha_3.lower()} | spellings:
            assert owners.setdefault(written, alpha_2) == alpha_2, written
    assert owners == COUNTRY_NAMES


def test_us_regions_are_states_district_territories_and_military_posts() -> None:
    assert len(US_REGION_NAMES) == 50 + 1 + 6 + 3
    assert set(US_REGIONS.values()) == set(US_REGION_NAMES)


@pytest.mark.parametrize(
    ("written", "code"),
    [("ca", "CA"), ("California", "CA"), ("NEW YORK", "NY"), ("Washington", "WA"),
     ("District of Columbia", "DC"), ("Washington, D.C.", "DC"), ("Guam", "GU"), ("PR", "PR"),
     ("U.S. Virgin Islands", "VI"), ("AE", "AE"), ("Armed Forces Pacific", "AP")],
)  # fmt: skip
def test_a_us_region_is_read_as_its_code(written: str, code: str) -> None:
    assert read_region(written, "US") == code


@pytest.mark.parametrize("written", ["Cali", "Ontario", "ON", "C A", "06"])
def test_an_unknown_us_region_is_unreadable(written: str) -> None:
    assert read_region(written, "US") is None


@pytest.mark.parametrize("country", ["CA", "GB", None])
def test_a_region_elsewhere_is_text_as_delivered(country: str | None) -> None:
    assert read_region("new york", country) == "new york"
