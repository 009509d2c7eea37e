from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InviteOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up: people are invited with `manage.py create_user`."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
