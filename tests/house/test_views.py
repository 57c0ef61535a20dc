"""Every address declares its rule; and one that does not would be found."""

from checks.views import (
    WITHOUT_A_RULE,
    Address,
    addresses_of,
    addresses_of_the_site,
    rules_of_the_site,
    unruled,
)
from django.http import HttpResponse
from django.urls import include, path
from django.views import View

from weald.core.permissions import ruled


def test_every_address_of_the_site_declares_a_rule():
    assert unruled(addresses_of_the_site(), rules_of_the_site(), WITHOUT_A_RULE) == []


def test_addresses_of_every_app_are_looked_at():
    routes = {address.route for address in addresses_of_the_site()}

    assert {"healthz", "today", "jobs/<int:job_id>/"} <= routes
    assert len(routes) > 30


def test_view_without_a_rule_is_found_however_it_is_included():
    @ruled("core.anyone")
    def good(request):
        return HttpResponse()

    def bad(request):
        return HttpResponse()

    patterns = [path("a/", include(([path("good", good), path("bad", bad)], "a"))), path("c", View.as_view())]

    found = unruled(addresses_of(patterns), {"core.anyone"}, {})

    assert [line.split(":")[0] for line in found] == ["/a/bad", "/c"]


def test_rule_that_nobody_wrote_is_found():
    found = unruled([Address("x", "view", "core.nonsense")], {"core.anyone"}, {})

    assert found == ["/x: view declares core.nonsense, which is not a rule"]


def test_exception_is_honoured_and_found_once_nobody_needs_it():
    address = Address("x", "library.view", None)

    assert unruled([address], set(), {"library.view": "serves a picture"}) == []
    assert unruled([], set(), {"library.view": "serves a picture"}) == [
        "library.view: excepted, but not needed"
    ]
