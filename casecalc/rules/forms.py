"""Which date form a column is written in: the one that reads every value, else it is a question."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from .cells import DateForm, read_date, read_instant
from .columns import CellType, Column
from .refusals import FileRefused
from .rejections import shown


def recognise_form(
    column: Column, header: str, values: Iterable[tuple[int, str]], zone: ZoneInfo
) -> DateForm | None:
    """The one form that reads every value; None for a column without values.

    `values` are record numbers and trimmed, mapped texts that are not blank. Raises FileRefused
    when several forms read them all, or none does.
    """
    failures: dict[DateForm, tuple[int, str]] = {}
    has_values = False
    for record, text in values:
        has_values = True
        for form in DateForm:
            if form not in failures and not _reads(text, column, form, zone):
                failures[form] = (record, text)
        if len(failures) == len(DateForm):
            break
    return settle_form(column, header, failures) if has_values else None


def settle_form(column: Column, header: str, failures: dict[DateForm, tuple[int, str]]) -> DateForm:
    """The form that is left, given the first record and text on which each of the others failed.
    Raises FileRefused when several are left, or none."""
    left = [form for form in DateForm if form not in failures]
    if len(left) == 1:
        return left[0]
    where = f'Column "{shown(header)}"'
    how = f'under dates in a mapping: {{"dates": {{"{column.name}": "…"}}}}'
    if left:
        raise FileRefused(
            f"{where}: {' and '.join(left)} each read every value. Say which is meant {how}."
        )
    tried = "; ".join(
        f'{form} fails on "{shown(failures[form][1])}" (record {failures[form][0]})'
        for form in DateForm
    )
    raise FileRefused(
        f"{where}: no date form reads every value: {tried}. State the form {how}; the rows that "
        "it cannot read are then rejected."
    )


def _reads(text: str, column: Column, form: DateForm, zone: ZoneInfo) -> bool:
    if column.type is CellType.INSTANT:
        return read_instant(text, form, zone) is not None
    return read_date(text, form) is not None
