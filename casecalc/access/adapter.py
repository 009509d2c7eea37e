from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InviteOnlyAdapter(DefaultAccountAdapter):
    """Nobody signs up: people are invited with `manage.py create_user`."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
