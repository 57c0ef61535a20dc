"""Two who lead a community change what it says of itself: neither undoes the other's without reading it."""

import pytest
from django.urls import reverse
from tests.factories.communities import CommunityFactory, EnrolmentFactory
from tests.personas import make_cast
from tests.together import at_once

from weald.communities.domain.starting import About, change
from weald.communities.models import Community
from weald.core.enums import Verb
from weald.core.errors import Conflict, Refused
from weald.core.models import Entry


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def group(cast):
    made = CommunityFactory(name="Fractions", purpose="To find out.")
    for person in (cast.amina, cast.tom):
        EnrolmentFactory(community=made, person=person.user, is_lead=True)
    return made


def said(group, by, **what):
    about = About(**{"name": group.name, "purpose": group.purpose} | what)
    return lambda: change(group, about, by=by.actor, expected_revision=group.revision)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_first_holds_and_the_second_is_told(cast, group):
    second = at_once(said(group, cast.amina, name="Ratio"), said(group, cast.tom, purpose="To teach it."))

    assert isinstance(second, Conflict)
    found = Community.objects.get()
    assert (found.name, found.purpose, found.revision) == ("Ratio", "To find out.", 1)
    assert Entry.objects.filter(verb=Verb.CHANGED).count() == 1


@pytest.mark.django_db
def test_only_whoever_leads_it_changes_it(cast, group):
    with pytest.raises(Refused):
        said(group, cast.owen, name="Ratio")()


@pytest.mark.django_db
def test_a_page_read_before_another_change_is_not_kept_over_it(client, cast, group):
    address = reverse("communities:change", args=[group.pk])
    given = {"purpose": "To teach it.", "rhythm": "weekly", "joining": "ask", "audience": "sector"}
    cast.sign_in(client, "tom")
    page = client.get(address).content.decode()
    said(group, cast.amina, name="Ratio")()

    unreadable = client.post(address, given | {"revision": "0"})
    stale = client.post(address, given | {"name": "Fractions", "revision": "0"})
    anew = client.post(address, given | {"name": "Ratio", "revision": "1"})

    assert '<input type="hidden" name="revision" value="0">' in page
    assert (unreadable.status_code, stale.status_code, anew.status_code) == (422, 409, 302)
    # What was read is remembered beside the mistake: sending the page again does not read it anew.
    assert '<input type="hidden" name="revision" value="0">' in unreadable.content.decode()
    assert b"Somebody changed it while you were at it." in stale.content
    found = Community.objects.get()
    assert (found.name, found.purpose, found.revision) == ("Ratio", "To teach it.", 2)
