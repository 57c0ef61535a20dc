from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from weald.people.enums import Digest


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ANN401 -- field values
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser):
    """A person with an account. What they may do follows from the roles they hold, never from this row."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    digest = models.CharField(max_length=8, choices=Digest, default=Digest.WEEKLY)
    joined_at = models.DateTimeField(auto_now_add=True)
    # An erased person leaves a row without name or address, so that what they made still has a maker.
    erased_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_any_case"),
            models.CheckConstraint(
                name="user_erased_is_inactive", condition=Q(erased_at__isnull=True) | Q(is_active=False)
            ),
        ]
        # Found by the beginnings of their names.
        indexes = [GinIndex(SearchVector("name", config="simple"), name="user_name_words", fastupdate=False)]

    def __str__(self) -> str:
        return self.name
