"""From JSON to a class definition; what is invalid is refused with its path."""

from collections.abc import Callable
from typing import Any

from .cells import read_money
from .criteria import is_eligible_without_evidence
from .definition import (
    ATTRIBUTE_FIELDS,
    COUNT_FIELDS,
    NUMBER_FIELDS,
    AllOf,
    AnyOf,
    Attribute,
    Choice,
    Criterion,
    Definition,
    Disclosed,
    Listed,
    Not,
    Number,
    Period,
    Subclass,
    Subscribed,
    Where,
    is_time_zone,
)
from .documents import DocumentReader
from .places import COUNTRY_CODES
from .refusals import DefinitionRefused
from .rejections import shown

FORMAT = "casecalc/class-definition/1"
MAXIMUM_DEPTH = 20
MAXIMUM_CRITERIA = 500
_CONDITIONS = (
    "purpose", "recipient", "data_category", "during",
    "while_subscribed", "residing_in", "without_consent",
)  # fmt: skip
_KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "attribute": (("field", "in"), ()),
    "number": (("field", "at_least"), ("at_most",)),
    "subscribed": ((), ("plans", "during")),
    "disclosed": ((), ("at_least", "where")),
    "listed": (("list",), ()),
    "any_of": (("criteria",), ()),
    "all_of": (("criteria",), ()),
    "not": (("criterion",), ()),
}


def parse_definition(document: Any) -> Definition:
    """The definition in a parsed JSON document; raises DefinitionRefused with the path at fault."""
    definition = _DefinitionParser().parse(document)
    if is_eligible_without_evidence(definition):
        raise DefinitionRefused(
            "all_of",
            "would call a person eligible of whom nothing is known; "
            "add a criterion that evidence must prove",
        )
    return definition


class _DefinitionParser:
    def __init__(self) -> None:
        self.read = DocumentReader(DefinitionRefused)
        self.class_period: Period | None = None
        self.ids: set[str] = set()
        self.count = 0

    def parse(self, document: Any) -> Definition:
        read = self.read
        optional = (
            "title",
            "statement",
            "citation",
            "time_zone",
            "class_period",
            "none_of",
            "subclasses",
        )
        found = read.mapping(document, "", required=("format", "all_of"), optional=optional)
        read.choice(found["format"], "format", (FORMAT,))
        if "class_period" in found:
            self.class_period = self.period(found["class_period"], "class_period")
        all_of = self.criteria(found["all_of"], "all_of", depth=1, top=True)
        none_of = self.criteria(
            found.get("none_of", []), "none_of", depth=1, top=True, may_be_empty=True
        )
        subclasses = tuple(
            self.subclass(part, f"subclasses[{i}]")
            for i, part in enumerate(
                read.items(found.get("subclasses", []), "subclasses", may_be_empty=True)
            )
        )
        titles = [subclass.title for subclass in subclasses]
        for i, title in enumerate(titles):
            if title in titles[:i]:
                read.refuse(
                    f"subclasses[{i}].title", f'"{shown(title)}" is used twice; give each its own'
                )
        return Definition(
            all_of=all_of,
            none_of=none_of,
            subclasses=subclasses,
            class_period=self.class_period,
            time_zone=self.time_zone(found["time_zone"]) if "time_zone" in found else None,
            title=read.text(found.get("title", ""), "title"),
            statement=read.text(found.get("statement", ""), "statement"),
            citation=read.text(found.get("citation", ""), "citation"),
        )

    def time_zone(self, value: Any) -> str:
        name = self.read.text(value, "time_zone")
        if not is_time_zone(name):
            self.read.refuse(
                "time_zone", f'"{shown(name)}" is not an IANA time zone such as America/New_York'
            )
        return name

    def subclass(self, value: Any, path: str) -> Subclass:
        found = self.read.mapping(value, path, required=("title", "all_of"), optional=())
        return Subclass(
            title=self.read.text(found["title"], f"{path}.title"),
            all_of=self.criteria(found["all_of"], f"{path}.all_of", depth=1),
        )

    def criteria(
        self, value: Any, path: str, *, depth: int, top: bool = False, may_be_empty: bool = False
    ) -> tuple[Criterion, ...]:
        items = self.read.items(value, path, may_be_empty=may_be_empty)
        return tuple(
            self.criterion(item, f"{path}[{i}]", depth=depth, top=top)
            for i, item in enumerate(items)
        )

    def criterion(self, value: Any, path: str, *, depth: int, top: bool = False) -> Criterion:
        read = self.read
        if not isinstance(value, dict):
            read.refuse(path, "must be an object with a kind")
        if depth > MAXIMUM_DEPTH:
            read.refuse(path, f"is nested deeper than {MAXIMUM_DEPTH}; flatten the definition")
        self.count += 1
        if self.count > MAXIMUM_CRITERIA:
            read.refuse(
                path, f"is criterion number {self.count}; at most {MAXIMUM_CRITERIA} are allowed"
            )
        if "kind" not in value:
            read.refuse(f"{path}.kind", "is required and missing")
        kind = read.choice(value["kind"], f"{path}.kind", tuple(_KEYS))
        required, optional = _KEYS[kind]
        found = read.mapping(
            value, path,
            required=("kind", *(("id",) if top else ()), *required),
            optional=(*optional, *(() if top else ("id",))),
        )  # fmt: skip
        readers: dict[str, Callable[[dict[str, Any], str, int, str | None], Criterion]] = {
            "attribute": self.attribute,
            "number": self.number,
            "subscribed": self.subscribed,
            "disclosed": self.disclosed,
            "listed": self.listed,
            "any_of": self.any_of,
            "all_of": self.all_of,
            "not": self.negated,
        }
        return readers[kind](found, path, depth, self.identity(found, path))

    def identity(self, found: dict[str, Any], path: str) -> str | None:
        if "id" not in found:
            return None
        name = self.read.identifier(found["id"], f"{path}.id")
        if name in self.ids:
            self.read.refuse(f"{path}.id", f'"{name}" is used twice; every id names one criterion')
        self.ids.add(name)
        return name

    def attribute(self, found: dict[str, Any], path: str, depth: int, id: str | None) -> Attribute:
        name = self.read.choice(found["field"], f"{path}.field", ATTRIBUTE_FIELDS)
        values = self.read.texts(found["in"], f"{path}.in")
        if name == "country":
            self.country_codes(values, f"{path}.in")
        return Attribute(field=name, values=values, id=id)

    def number(self, found: dict[str, Any], path: str, depth: int, id: str | None) -> Number:
        name = self.read.choice(found["field"], f"{path}.field", NUMBER_FIELDS)
        bound = self.read.whole_number if name in COUNT_FIELDS else self.dollars
        return Number(
            field=name,
            at_least=bound(found["at_least"], f"{path}.at_least"),
            at_most=bound(found["at_most"], f"{path}.at_most") if "at_most" in found else None,
            id=id,
        )

    def subscribed(
        self, found: dict[str, Any], path: str, depth: int, id: str | None
    ) -> Subscribed:
        return Subscribed(
            plans=self.read.texts(found["plans"], f"{path}.plans") if "plans" in found else None,
            during=self.during(found, path),
            id=id,
        )

    def disclosed(self, found: dict[str, Any], path: str, depth: int, id: str | None) -> Disclosed:
        at_least = self.read.whole_number(found.get("at_least", 1), f"{path}.at_least")
        if at_least < 1:
            self.read.refuse(f"{path}.at_least", "must be a whole number from 1")
        return Disclosed(
            at_least=at_least, where=self.where(found.get("where", {}), f"{path}.where"), id=id
        )

    def listed(self, found: dict[str, Any], path: str, depth: int, id: str | None) -> Listed:
        return Listed(list_name=self.read.text(found["list"], f"{path}.list"), id=id)

    def any_of(self, found: dict[str, Any], path: str, depth: int, id: str | None) -> AnyOf:
        return AnyOf(self.criteria(found["criteria"], f"{path}.criteria", depth=depth + 1), id=id)

    def all_of(self, found: dict[str, Any], path: str, depth: int, id: str | None) -> AllOf:
        return AllOf(self.criteria(found["criteria"], f"{path}.criteria", depth=depth + 1), id=id)

    def negated(self, found: dict[str, Any], path: str, depth: int, id: str | None) -> Not:
        return Not(self.criterion(found["criterion"], f"{path}.criterion", depth=depth + 1), id=id)

    def where(self, value: Any, path: str) -> Where:
        read = self.read
        found = read.mapping(value, path, required=(), optional=_CONDITIONS)
        residing_in = (
            read.texts(found["residing_in"], f"{path}.residing_in")
            if "residing_in" in found
            else None
        )
        if residing_in is not None:
            self.country_codes(residing_in, f"{path}.residing_in")
        return Where(
            purpose=self.chosen(found, path, "purpose"),
            recipient=self.chosen(found, path, "recipient"),
            data_category=self.chosen(found, path, "data_category"),
            during=self.during(found, path),
            while_subscribed=read.texts(found["while_subscribed"], f"{path}.while_subscribed")
            if "while_subscribed" in found else None,
            residing_in=residing_in,
            without_consent=read.yes_no(
                found.get("without_consent", False), f"{path}.without_consent"
            ),
        )  # fmt: skip

    def chosen(self, found: dict[str, Any], path: str, name: str) -> Choice | None:
        if name not in found:
            return None
        value, path = found[name], f"{path}.{name}"
        if not isinstance(value, dict):
            return Choice(self.read.texts(value, path))
        inner = self.read.mapping(value, path, required=("not_in",), optional=())
        return Choice(self.read.texts(inner["not_in"], f"{path}.not_in"), negated=True)

    def during(self, found: dict[str, Any], path: str) -> Period | None:
        if "during" not in found:
            return None
        value, path = found["during"], f"{path}.during"
        if not isinstance(value, str):
            return self.period(value, path)
        self.read.choice(value, path, ("class_period",))
        if self.class_period is None:
            self.read.refuse(
                path, '"class_period" is used and the definition has none; add class_period'
            )
        return self.class_period

    def period(self, value: Any, path: str) -> Period:
        found = self.read.mapping(value, path, required=(), optional=("from", "until"))
        start = self.read.day(found["from"], f"{path}.from") if "from" in found else None
        end = self.read.day(found["until"], f"{path}.until") if "until" in found else None
        if start is not None and end is not None and end <= start:
            self.read.refuse(path, f"until ({end}) must be a later day than from ({start})")
        return Period(start, end)

    def dollars(self, value: Any, path: str) -> int:
        cents = read_money(self.read.text(value, path))
        if cents is None:
            self.read.refuse(path, 'must be dollars as text, such as "1000.00"')
        return cents

    def country_codes(self, values: tuple[str, ...], path: str) -> None:
        for i, value in enumerate(values):
            if value not in COUNTRY_CODES:
                self.read.refuse(
                    f"{path}[{i}]", f'"{shown(value)}" is not a two-letter country code such as US'
                )
