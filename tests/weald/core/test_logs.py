"""Each request leaves one line that says what happened and nothing about who it was."""

import json
import os
import subprocess
import sys

import pytest
from structlog.testing import capture_logs

pytestmark = pytest.mark.django_db


def test_request_leaves_one_line_without_address_words_or_names(client):
    with capture_logs() as lines:
        response = client.get("/no-such-page?q=Ada+Fern", REMOTE_ADDR="203.0.113.7")

    [line] = [line for line in lines if line["event"] == "request"]
    assert (line["method"], line["status"], line["view"]) == ("GET", 404, "none")
    assert line["milliseconds"] >= 0
    assert "Ada" not in str(line)
    assert "203.0.113.7" not in str(line)
    assert response.status_code == 404


def test_line_names_the_view_and_not_the_thing(client):
    with capture_logs() as lines:
        client.get("/jobs/77/")

    assert [line["view"] for line in lines if line["event"] == "request"] == ["core:job"]


def test_machines_that_ask_all_day_leave_no_lines(client):
    with capture_logs() as lines:
        client.get("/healthz")
        client.get("/metrics")

    assert lines == []


def log_in(mode, tmp_path):
    """Write one line in a process of that mode."""
    code = """
import django; django.setup()
import logging, structlog
structlog.contextvars.bind_contextvars(request_id="abc123")
structlog.get_logger("weald.test").warning("felled", tree="oak")
logging.getLogger("elsewhere").warning("from a %s", "library")
"""
    environment = os.environ | {
        "WEALD_MODE": mode,
        "WEALD_DATA": str(tmp_path),
        "WEALD_HOSTS": "fern.example",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return done.stderr.strip().splitlines()


def test_production_logs_one_json_object_a_line(tmp_path):
    ours, library = (json.loads(line) for line in log_in("production", tmp_path))

    assert (ours["event"], ours["tree"], ours["level"], ours["request_id"]) == (
        "felled",
        "oak",
        "warning",
        "abc123",
    )
    assert (library["event"], library["logger"]) == ("from a library", "elsewhere")
    assert ours["timestamp"].endswith("Z")


def test_elsewhere_logs_are_for_reading(tmp_path):
    ours, _ = log_in("development", tmp_path)

    assert "felled" in ours
    assert "tree=oak" in ours
