"""People who sign in. They are invited; what they may see hangs on their memberships alone."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    class Meta(AbstractUser.Meta):
        pass
