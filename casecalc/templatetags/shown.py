"""How values are shown on pages: literal text, money, counts, days and instants."""

import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from casecalc.models import Job, Matter
from casecalc.rules.sentences import money_in_words

register = template.Library()

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
BLANK = mark_safe('<span class="blank">blank</span>')


@register.filter
def literal(value: Any, limit: int = 2000) -> SafeString:
    """Text from a file exactly as it is: escaped, kept from turning its surroundings round, and
    with characters that cannot be seen shown as code points. None and "" are shown as blank."""
    if value is None or value == "":
        return BLANK
    text = str(value)
    cut = format_html(" … ({} characters)", f"{len(text):,}") if len(text) > limit else ""
    parts = format_html_join("", "{}", ((part,) for part in _visible(text[:limit])))
    return format_html("<bdi>{}</bdi>{}", parts, cut)


def _visible(text: str) -> list[str]:
    """Runs of ordinary characters, and hidden ones marked up one by one."""
    parts: list[str] = []
    start = 0
    for i, character in enumerate(text):
        if unicodedata.category(character) in _HIDDEN_CATEGORIES:
            parts += [
                text[start:i],
                format_html('<span class="control">U+{}</span>', f"{ord(character):04X}"),
            ]
            start = i + 1
    return [*parts, text[start:]]


@register.filter
def money(cents: int | None) -> str:
    """Whole cents as $1,234,567.00."""
    return "" if cents is None else money_in_words(int(cents))


@register.filter
def count(number: int | None) -> str:
    """A whole number with thousands separators."""
    return "" if number is None else f"{int(number):,}"


@register.filter
def day(value: date | None) -> str:
    """A calendar day that reads the same on both sides of the ocean: 18 Sep 2024."""
    return "" if value is None else f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


@register.filter
def moment(value: datetime | None, zone: str = "UTC") -> str:
    """An instant in a time zone: 18 Sep 2024, 14:03 PDT. A naive one is UTC."""
    if value is None:
        return ""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    local = aware.astimezone(ZoneInfo(zone))
    return f"{day(local)}, {local:%H:%M %Z}"


@register.filter
def share(part: int, whole: int) -> str:
    """A per cent to one decimal, rounded half up: 76.4%."""
    if not whole:
        return "–"
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


@register.filter
def short(digest: str) -> str:
    """The beginning of a hash, enough to compare by eye."""
    return digest[:12]


@register.filter
def size(value: int) -> str:
    """Bytes as 1.4 MB."""
    amount = float(value)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            return f"{amount:,.0f} {unit}" if unit == "bytes" else f"{amount:,.1f} {unit}"
        amount /= 1000
    raise AssertionError("unreachable")


@register.filter
def words(name: str) -> str:
    """An identifier as words: disclosure_log is Disclosure log."""
    text = str(name).replace("_", " ")
    return text[:1].upper() + text[1:]


@register.filter
def plural(number: int, forms: str) -> str:
    """`1|plural:"person,persons"` is `1 person`; the number gets its separators."""
    one, many = forms.split(",")
    return f"{number:,} {one if number == 1 else many}"


@register.filter
def of_key(mapping: Mapping[str, Any], key: str) -> Any:
    return mapping.get(key)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def here(value: datetime | None, matter: Matter) -> str:
    """An instant in the matter's time zone."""
    return moment(value, matter.time_zone)


_WORK = {
    "read_import": "Reading the file",
    "perform_run": "Determining every person",
    "perform_exhibit": "Making the exhibit",
    "perform_scenarios": "Computing the scenarios",
    "perform_settlement": "Dividing the fund",
    "make_bundle": "Packing the bundle",
}


@register.filter
def work(kind: str) -> str:
    """What a job does."""
    return _WORK[kind]


@register.filter
def percent_done(job: Job) -> int:
    return int(job.share_done * 100)


@register.filter
def page_numbers(page: Page[Any]) -> list[int | None]:
    """The page numbers to offer; None stands for those left out."""
    wanted = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [number if isinstance(number, int) else None for number in wanted]


@register.simple_tag(takes_context=True)
def page_address(context: template.Context, name: str, number: int) -> str:
    """This address with another page; `name` is the parameter (default: page)."""
    query = context["request"].GET.copy()
    query[name or "page"] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def delimiter(character: str) -> str:
    names = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
    return names.get(character, character)


_CAPABILITIES = {
    "view": "see everything",
    "import": "upload and withdraw files",
    "decide": "state rules and record decisions",
    "run": "start runs",
    "exhibit": "make exhibits",
    "manage": "add and remove people, read the audit trail",
}


@register.filter
def capability(name: str) -> str:
    return _CAPABILITIES[name]


@register.filter
def detail(value: Any) -> str:
    """A value of an audit event's details: lists with commas, hashes cut short."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{short(value)}…" if isinstance(value, str) and len(value) == 64 else str(value)


_REVIEW_KINDS = {
    "names_differ": ("names differ", "Joined only by an email address, under different names."),
    "look_alike": ("look alike", "Two persons of the same name and date of birth, not joined."),
}


@register.filter
def review_kind(kind: str) -> str:
    return _REVIEW_KINDS[kind][0]


@register.filter
def review_reason(kind: str) -> str:
    return _REVIEW_KINDS[kind][1]


@register.simple_tag(takes_context=True)
def without(context: template.Context, name: str) -> str:
    """This address without one filter, from its first page on."""
    query = context["request"].GET.copy()
    for left_out in (name, "page"):
        query.pop(left_out, None)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def with_filter(context: template.Context, name: str, value: str) -> str:
    """This address with one filter set, from its first page on."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    query[name] = value
    return f"?{query.urlencode()}"


@register.filter
def in_zone(value: datetime, zone: ZoneInfo) -> str:
    return moment(value, zone.key)


@register.filter
def yes_no(value: bool | None) -> str:
    return BLANK if value is None else "yes" if value else "no"


@register.filter
def literal_lines(text: str) -> SafeString:
    """Literal text of many lines, for `<pre>`."""
    return format_html_join("\n", "{}", ((literal(line, 10_000),) for line in text.split("\n")))


@register.filter
def reference(text: str) -> SafeString:
    """A source reference with its hash cut short; the whole of it is its title."""
    digest, _sign, place = text.partition("#")
    return format_html(
        '<span class="hash nowrap" title="{}">{}…#{}</span>', text, short(digest), place
    )
