"""pretalx on its own invented conference, served for `bench.load`. Run by the peer's own interpreter.

    python pretalx_peer.py FOLDER DATABASE_URL PORT

It needs pretalx, psycopg, Faker, freezegun and gunicorn. Prints a line of JSON: the cookie of somebody
signed in, its pages with words that each must have, how many sessions there are and how many queries a page
takes; then serves until ended.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

CONFIG = """
[filesystem]
data = {folder}
[site]
debug = False
url = http://127.0.0.1:{port}
[database]
backend = postgresql
name = {name}
user = {user}
host = {host}
password = {password}
[mail]
from = nobody@localhost
"""
PROCESSES = 2
ADMINISTRATOR = {
    "DJANGO_SUPERUSER_EMAIL": "administrator@demo.example",
    "DJANGO_SUPERUSER_PASSWORD": "Orchard-9-lamp-stile",
    "PRETALX_INIT_ORGANISER_NAME": "Organiser",
    "PRETALX_INIT_ORGANISER_SLUG": "organiser",
}
STEPS = (
    ("migrate",),
    ("collectstatic", "--noinput"),
    ("init", "--noinput"),
    ("create_test_event", "--stage", "schedule"),
)


def configure(folder: Path, database: str, port: str) -> None:
    url = urlsplit(database)
    host = dict(part.split("=", 1) for part in url.query.split("&") if part).get("host", url.hostname or "")
    config = folder / "pretalx.cfg"
    config.write_text(
        CONFIG.format(
            folder=folder / "data",
            port=port,
            name=url.path.removeprefix("/"),
            user=url.username or "",
            host=unquote(host),
            password=unquote(url.password or ""),
        )
    )
    os.environ.update(ADMINISTRATOR, PRETALX_CONFIG_FILE=str(config))


def fill() -> None:
    for step in STEPS:
        subprocess.run(  # noqa: S603 -- our own words
            [sys.executable, "-m", "pretalx", *step], check=True, stdout=subprocess.DEVNULL
        )


def describe() -> dict[str, object]:
    """Sign somebody in, name pages like ours, and count the queries of each."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "pretalx.settings"
    import django  # noqa: PLC0415 -- after the configuration

    django.setup()
    from django.conf import settings  # noqa: PLC0415 -- after setup, as all below
    from django.contrib.auth import get_user_model  # noqa: PLC0415 -- as above
    from django.db import connection  # noqa: PLC0415 -- as above
    from django.test import Client  # noqa: PLC0415 -- as above
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- as above
    from django.utils.html import escape  # noqa: PLC0415 -- as above
    from django_scopes import scopes_disabled  # noqa: PLC0415 -- as above
    from pretalx.submission.models import Submission  # noqa: PLC0415 -- as above

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(get_user_model().objects.get(email=ADMINISTRATOR["DJANGO_SUPERUSER_EMAIL"]))
    with scopes_disabled():
        titles = dict(Submission.objects.filter(state="confirmed").values_list("code", "title"))
        speaker = Submission.objects.filter(slots__schedule__isnull=False).first().speakers.first()
    # Its public list of sessions is drawn by the browser: what the server sends has none of them.
    pages = {
        "a session": [(f"/democon/talk/{code}/", escape(title)) for code, title in titles.items()],
        "speakers": [("/democon/speaker/", escape(speaker.get_display_name()))],
        "organiser’s list": [
            ("/orga/event/democon/submissions/", escape(title)) for title in titles.values()
        ],
    }
    queries = {}
    for kind, ((path, _), *_) in pages.items():
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        queries[kind] = len(seen)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    return {"cookie": cookie, "pages": pages, "queries": queries, "rows": len(titles)}


def main() -> None:
    folder, database, port = sys.argv[1:]
    configure(Path(folder), database, port)
    fill()
    print(json.dumps(describe()), flush=True)
    gunicorn = ["gunicorn", "pretalx.wsgi", "-w", str(PROCESSES), "-b", f"127.0.0.1:{port}"]
    os.execv(sys.executable, [sys.executable, "-m", *gunicorn])  # noqa: S606 -- our own words


if __name__ == "__main__":
    main()
