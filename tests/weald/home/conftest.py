import pytest


@pytest.fixture
def happenings(cast):
    """What waits, moved and was given: told to home through the real registries."""
    from tests.weald.home.happening import happening  # noqa: PLC0415 -- after the settings are known

    with happening(cast) as found:
        yield found
