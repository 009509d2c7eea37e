"""Who signs in, and who works on which matter."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from casecalc.audit import chain
from casecalc.models import Matter, Membership, Role, User
from casecalc.rules.refusals import Refusal

SYSTEM = "system"


class PersonRefused(Refusal):
    """A user cannot be created as asked."""


class LastOwner(Refusal):
    """A matter must keep an owner."""


def system_user() -> tuple[User, bool]:
    """The user in whose name commands act when nobody is named, and whether it was made just now.
    It has no password and cannot sign in."""
    return User.objects.get_or_create(
        username=SYSTEM, defaults={"password": "!", "is_active": False}
    )


def create_user(
    *, username: str, email: str, password: str | None, by: User, now: datetime
) -> User:
    """Invite one person; without a password the person chooses one through an invitation link.
    Raises PersonRefused."""
    user = User(username=username, email=User.objects.normalize_email(email), date_joined=now)
    if User.objects.filter(email__iexact=user.email).exists():
        raise PersonRefused(f'A user with the email address "{email}" exists already.')
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    try:
        user.full_clean()
        if not user.email:
            raise ValidationError("An email address is needed; give --email.")
        if password is not None:
            password_validation.validate_password(password, user)
    except ValidationError as error:
        raise PersonRefused(" ".join(error.messages)) from None
    try:
        with transaction.atomic():
            user.save()
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
            chain.record(action="create_user", by=by, now=now, details={"user": user.pk})
    except IntegrityError:
        raise PersonRefused(f'The user "{username}" exists already.') from None
    return user


def set_membership(
    *, matter: Matter, user: User, role: Role | None, by: User, now: datetime
) -> None:
    """Give `user` the role in `matter`; None: the user is a member no longer. Raises LastOwner."""
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=matter.pk)
        others = matter.memberships.exclude(user=user)
        was_owner = matter.memberships.filter(user=user, role=Role.OWNER).exists()
        if was_owner and role != Role.OWNER and not others.filter(role=Role.OWNER).exists():
            raise LastOwner(
                f'"{user.username}" is the only owner of {matter.slug}; make another member its '
                "owner first."
            )
        if role is None:
            matter.memberships.filter(user=user).delete()
        else:
            Membership.objects.update_or_create(matter=matter, user=user, defaults={"role": role})
        chain.record(
            action="set_membership",
            by=by,
            now=now,
            matter=matter,
            details={"user": user.pk, "role": str(role) if role else None},
        )
