from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from casecalc.models import User


def invitation_path(user: User) -> str:
    """The page on which an invited person chooses a password: once, within
    PASSWORD_RESET_TIMEOUT, on the site's own address."""
    return reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
