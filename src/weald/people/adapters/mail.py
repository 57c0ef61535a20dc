"""Django's e-mail, by way of the queue: whoever sends a letter, no page waits for the mail server."""

from collections.abc import Sequence
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend

from weald.people.domain.posting import post


class QueueBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[Any]) -> int:
        for letter in email_messages:
            post(letter)
        return len(email_messages)
