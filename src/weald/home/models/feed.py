from uuid import uuid4

from django.db import models

from weald.people.models import User


class FeedKey(models.Model):
    """What a person's secret feed address is made with. A new nonce, or none, ends every earlier address.

    The address is signed with the site's secret, so that reading this row does not open the feed.
    """

    person = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    nonce = models.UUIDField(default=uuid4)
    made_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"feed of {self.person_id}"
