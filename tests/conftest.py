"""What every test stands on: the environment, the database, and no network beyond this machine."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import django
import pytest
from tests.database import OwnDatabase, own_database, sweep_up

# What starts servers and whole processes takes seconds a test: the fast run leaves it out.
STARTS_PROCESSES = {"bootstrap", "cli", "postgres"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name in STARTS_PROCESSES:
            item.add_marker(pytest.mark.slow)


WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
RUN = "WEALD_TEST_RUN"  # the run's folder, which its worker processes learn from the environment
GIVEN = "WEALD_TEST_DATABASE_URL"
NOWHERE = "postgresql://weald_web@/weald?host=/nonexistent"  # until a test asks for the database


def run_folder() -> Path:
    return Path(os.environ[RUN])


def _begin_run() -> None:
    # Whatever the caller has set up for a site of their own has no part in the tests.
    kept = {"WEALD_SHARED_DATA"}
    given = os.environ.get("DATABASE_URL", "")
    for name in [name for name in os.environ if name.startswith("WEALD_") and name not in kept]:
        del os.environ[name]
    os.environ[GIVEN] = given
    sweep_up()
    folder = Path(tempfile.mkdtemp(prefix="weald-tests-"))
    folder.chmod(0o711)  # as root, the server runs under an account that must pass through
    os.environ[RUN] = str(folder)


def _set_environment() -> None:
    os.environ["WEALD_DATA"] = str(run_folder() / "data" / (WORKER or "main"))
    os.environ["DATABASE_URL"] = NOWHERE
    os.environ["DJANGO_SETTINGS_MODULE"] = "weald.settings"
    os.environ["WEALD_MODE"] = "test"
    # Tests act as the web role does in production: it owns nothing.
    os.environ["WEALD_AS_OWNER"] = "no"
    # Tests in a browser query the database beside its loop, which they block and nobody else.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


# On import: further conftest files read the settings before any hook runs.
if not WORKER:
    _begin_run()
_set_environment()


def pytest_unconfigure() -> None:
    if not WORKER:
        shutil.rmtree(run_folder(), ignore_errors=True)


def pytest_pycollect_makemodule(module_path: Path) -> None:
    """Set Django up for every test but those of `wealdstats`, which must do without."""
    if "wealdstats" not in module_path.parts:
        django.setup()


@pytest.fixture(scope="session")
def _own_database() -> Iterator[OwnDatabase]:
    from django.core.management import call_command  # noqa: PLC0415 - after the settings are known

    from weald.cli.growing import growing_picture  # noqa: PLC0415 - as above

    def migrate(url: str) -> None:
        _point_django_at(url)
        with growing_picture():
            call_command("migrate", verbosity=0)
        _close_connections()  # nobody may look on while a template is copied

    with own_database(run_folder(), os.environ[GIVEN], migrate) as database:
        _point_django_at(database.web_url)
        # For the processes that tests start.
        os.environ["DATABASE_URL"] = database.web_url
        os.environ["WEALD_OWNER_DATABASE_URL"] = database.owner_url
        yield database
        _close_connections()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: pytest.FixtureRequest, request: pytest.FixtureRequest
) -> Iterator[None]:
    """In place of pytest-django's: databases are copies of a migrated template, used as the web role."""
    from django.test import TransactionTestCase  # noqa: PLC0415 - after the settings are known

    with django_db_blocker.unblock():
        database: OwnDatabase = request.getfixturevalue("_own_database")
    emptying = TransactionTestCase._fixture_teardown

    def copy_again(_: TransactionTestCase) -> None:
        _close_connections()
        database.renew()

    TransactionTestCase._fixture_teardown = copy_again
    yield
    TransactionTestCase._fixture_teardown = emptying


@pytest.fixture(autouse=True)
def _own_heads() -> None:
    """Signed heads of another test's database would call this one's ledger cut off."""
    shutil.rmtree(Path(os.environ["WEALD_DATA"]) / "heads", ignore_errors=True)


@pytest.fixture
def owner_url(db: None, _own_database: OwnDatabase) -> str:
    """The address of the test database for the role that owns its tables."""
    return _own_database.owner_url


@pytest.fixture
def web_url(db: None, _own_database: OwnDatabase) -> str:
    """The address of the test database for the role of web processes and workers."""
    return _own_database.web_url


@pytest.fixture
def cast(db: None) -> object:
    """The named people of the story and the places they work at."""
    from tests.personas import make_cast  # noqa: PLC0415 - after the settings are known

    return make_cast()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Hide the loop that an open browser keeps running in this thread from tests that have nothing to do
    with it: whoever starts a worker in such a test would otherwise be refused a loop of its own."""
    if item.get_closest_marker("browser"):
        return (yield)
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(running)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """One Chromium for all tests of a process: it cannot be started twice there."""
    from tests.browser import chromium  # noqa: PLC0415 -- slow import

    opened = chromium()
    chromium_itself, its_loop = next(opened), asyncio._get_running_loop()
    yield chromium_itself
    asyncio._set_running_loop(its_loop)  # the last test may have been one without a browser
    next(opened, None)


def _point_django_at(url: str) -> None:
    from django.db import connections  # noqa: PLC0415 - after the settings are known

    from weald.settings.database import from_url  # noqa: PLC0415 - as above

    _close_connections()
    connections.settings["default"].update(from_url(url))


def _close_connections() -> None:
    """Close them all. Where a browser's loop runs in the thread, Django keeps others than where none does."""
    from django.db import connections  # noqa: PLC0415 - after the settings are known

    running = asyncio._get_running_loop()
    for loop in (None, running or object()):
        asyncio._set_running_loop(loop)  # type: ignore[arg-type]  # only asked whether there is one
        connections.close_all()
    asyncio._set_running_loop(running)
