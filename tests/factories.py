"""Facts for tests; build only those that matter."""

from datetime import UTC, datetime
from typing import Any

import factory

from casecalc.models import ClassDefinition, Matter, Membership, Role, Theory, User
from casecalc.rules.theory import DEFAULT_DOCUMENT

CREATED = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)

DEFINITION: dict[str, Any] = {
    "format": "casecalc/class-definition/1",
    "title": "Premium messaging class",
    "time_zone": "America/Los_Angeles",
    "class_period": {"from": "2023-01-21", "until": "2024-09-18"},
    "all_of": [
        {"id": "resident", "kind": "attribute", "field": "country", "in": ["US"]},
        {
            "id": "disclosed",
            "kind": "disclosed",
            "where": {"during": "class_period", "without_consent": True},
        },
    ],
    "none_of": [{"id": "opted_out", "kind": "listed", "list": "opt_out"}],
    "subclasses": [
        {
            "title": "California subclass",
            "all_of": [{"kind": "attribute", "field": "region", "in": ["CA"]}],
        }
    ],
}


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.com")
    password = factory.django.Password("correct horse battery staple")


class MatterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Matter

    slug = factory.Sequence(lambda n: f"matter-{n}")
    title = "Doe v. Example Network, Inc."
    caption = "JANE DOE, Plaintiff, v. EXAMPLE NETWORK, INC., Defendant."
    court = "Example District Court"
    docket_number = "5:26-cv-00001-EX"
    created_at = CREATED
    created_by = factory.SubFactory(UserFactory)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    matter = factory.SubFactory(MatterFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.OWNER


def matter_with_definition(
    *, owner: User, definition: dict[str, Any] = DEFINITION, **fields: Any
) -> Matter:
    """A matter as `create_matter` leaves it: an owner, definition 1 and the default theory 1."""
    matter = MatterFactory(created_by=owner, **fields)
    MembershipFactory(matter=matter, user=owner, role=Role.OWNER)
    for model, document in ((ClassDefinition, definition), (Theory, DEFAULT_DOCUMENT)):
        model.objects.create(
            matter=matter,
            version=1,
            document=document,
            sha256="0" * 64,
            created_at=CREATED,
            created_by=owner,
        )
    return matter
