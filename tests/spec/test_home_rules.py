"""Home's rules, person by person; and that everything it tells respects who may know of it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories.communities import CommunityFactory, EnrolmentFactory, PostFactory
from tests.factories.home import ThanksFactory
from tests.factories.people import JoinRequestFactory
from tests.factories.practices import PracticeFactory
from tests.spec.tables import rows, rules_in, verdicts

from weald.core.enums import Audience
from weald.core.permissions import RULES, visible_or_404
from weald.home.domain.contents import Round, contents_for
from weald.home.domain.moving import news_for, waiting_for
from weald.home.enums import Rhythm
from weald.people.models import User
from weald.schools.models import Organisation

pytestmark = pytest.mark.django_db

TABLE = """
                                    | graham | tom | amina | marian | sian | helen | jo  | bo  | nobody
home.read_contribution Tom          | yes    | yes | yes   | 404    | 404  | 404   | yes | 404 | 404
home.read_contribution Alder Vale   | yes    | yes | yes   | yes    | yes  | yes   | yes | yes | yes
"""
THINGS = {
    "Tom": lambda cast, actor: visible_or_404(User.objects.filter(pk=cast.tom.user.pk), actor),
    "Alder Vale": lambda cast, actor: visible_or_404(
        Organisation.objects.filter(pk=cast.alder_vale.pk), actor
    ),
}


@pytest.mark.parametrize("row", rows(TABLE))
def test_who_may_do_what(row, cast):
    assert verdicts(row, cast, THINGS) == row.expected


def test_every_rule_of_home_has_its_row():
    assert rules_in(TABLE) == {name for name in RULES if name.startswith("home.")}


def told_to(persona):
    """Give everything Today, the personal feed and a digest would tell somebody, as words."""
    now = timezone.now()
    since = now - timedelta(days=14)
    today = [one.text for one in waiting_for(persona.actor)]
    news = [f"{one.title} {one.text}" for one in news_for(persona.actor, since, now)]
    if persona.user is None:
        return " ".join(today + news)
    found = contents_for(persona.user, [Round(Rhythm.WEEKLY, now.date(), since)], {}, now)
    digest = [one.text for one in found.waiting]
    digest += [f"{one.title} {one.text}" for one in (*found.thanks, *found.moved)]
    assert sorted(digest) == sorted(today + news), persona.key
    return " ".join(digest)


LEAKS = {
    "Sam Asker": {"tom", "graham", "ruth", "jo"},
    "Secret talk": {"amina", "owen"},
    "Thanked in secret": {"amina"},
}


@pytest.mark.parametrize("secret", LEAKS)
def test_today_feed_and_digest_tell_the_same_and_only_to_whom_it_is_for(secret, cast):
    JoinRequestFactory(name="Sam Asker", organisation=cast.alder_vale)
    community = CommunityFactory(audience=Audience.TRUST, home=cast.hartwood)
    for persona in (cast.amina, cast.owen):
        EnrolmentFactory(community=community, person=persona.user)
    PostFactory(thread__community=community, thread__title="Secret talk")
    practice = PracticeFactory(home=cast.alder_vale, made_by=cast.amina.user, audience=Audience.SCHOOL)
    ThanksFactory(practice=practice, words="Thanked in secret", said_at=timezone.now())

    heard = {persona.key for persona in cast if secret in told_to(persona)}

    assert heard == LEAKS[secret]
