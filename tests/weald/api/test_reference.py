"""The description of the API, for programs and for people."""

import pytest

from weald.api.urls import api
from weald.operations import DECLARED

pytestmark = pytest.mark.django_db


def test_the_openapi_document_describes_every_operation(client):
    document = client.get("/api/v1/openapi.json").json()

    described = {
        operation["operationId"] for methods in document["paths"].values() for operation in methods.values()
    }
    assert described == {name.replace(".", "_") for name in DECLARED}
    assert document["components"]["securitySchemes"]
    assert all(path.startswith("/api/v1/") for path in document["paths"])


def test_every_operation_says_what_it_does():
    for methods in api.get_openapi_schema(path_prefix="")["paths"].values():
        for operation in methods.values():
            assert operation.get("description"), operation["operationId"]


def test_the_reference_page_shows_every_operation_with_its_rule(client):
    page = client.get("/api/v1/").content.decode()

    for one in DECLARED.values():
        assert f"{one.method} /api/v1{one.path}" in page
    assert "the register is public" in page
    assert "<script src=" not in page.split("</head>")[1]
