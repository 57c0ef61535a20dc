"""Second factors: their secrets are kept encrypted."""

from allauth.mfa.adapter import DefaultMFAAdapter

from weald.people.domain.sealing import seal, unseal

PURPOSE = "second factor"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "The code is not right, or too old."
    }

    def encrypt(self, text: str) -> str:
        return seal(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, purpose=PURPOSE)
