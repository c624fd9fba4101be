"""The user of django-scim2's README: Django's, with the SCIM attributes."""

from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet
from django_scim.models import AbstractSCIMUserMixin


class User(AbstractSCIMUserMixin, AbstractUser):
    """A user without groups."""

    @property
    def scim_groups(self) -> QuerySet:
        return self.groups.none()
