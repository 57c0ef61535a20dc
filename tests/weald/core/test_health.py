"""What machines ask: alive, counters, key."""

import os
import subprocess
import sys

import pytest
from django.db import connections

from weald.core.domain.keys import public_key_pem

pytestmark = pytest.mark.django_db


def test_health_is_good_while_the_database_answers(client):
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"database": "ok"})


@pytest.mark.django_db(transaction=True)
def test_health_is_503_when_the_database_is_gone(client, monkeypatch):
    database = connections["default"]
    database.close()
    monkeypatch.setitem(database.settings_dict, "HOST", "/nowhere")

    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (503, {"database": "unreachable"})


def test_server_waits_three_seconds_for_a_database_that_is_gone_and_no_page_longer():
    asked = "from weald.settings import DATABASES; print(DATABASES['default']['OPTIONS']['pool']['timeout'])"

    done = subprocess.run(
        [sys.executable, "-c", asked],
        env=os.environ | {"WEALD_MODE": "development", "WEALD_AS_OWNER": "no"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "3"


def test_counters_are_read_on_the_server_itself(client):
    client.get("/healthz")

    response = client.get("/metrics")

    assert response.status_code == 200
    assert b'weald_requests_total{method="GET",status="200",view="core:healthz"}' in response.content


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("203.0.113.7", {}),
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.7"}),
        ("127.0.0.1", {"forwarded": "for=203.0.113.7"}),
        ("", {}),
        ("203.0.113.7", {"authorization": "Bearer "}),
    ],
)
def test_counters_are_refused_to_others(client, address, headers):
    response = client.get("/metrics", headers=headers, REMOTE_ADDR=address)

    assert response.status_code == 403
    assert b"weald_requests_total" not in response.content
    assert "not with its token" in response.content.decode()


@pytest.mark.parametrize(("token", "status"), [("Bearer open-sesame", 200), ("Bearer open", 403), ("", 403)])
def test_token_opens_the_counters_from_anywhere_and_nothing_else_does(client, settings, token, status):
    settings.WEALD_METRICS_TOKEN = "open-sesame"

    response = client.get("/metrics", headers={"authorization": token}, REMOTE_ADDR="127.0.0.1")

    assert response.status_code == status


def test_counters_of_several_processes_are_added_up(client, monkeypatch, tmp_path):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))

    assert client.get("/metrics").content == b""


def test_public_key_can_be_had_by_anyone(client, settings, tmp_path):
    settings.WEALD_DATA = tmp_path

    response = client.get("/ledger/key")

    assert response.content.decode() == public_key_pem()
    assert response.content.startswith(b"-----BEGIN PUBLIC KEY-----")
