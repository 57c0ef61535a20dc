"""Who may know of a practice, and who may share, adopt, adapt, return and answer, person by person."""

import pytest
from tests.factories.practices import (
    AdoptionFactory,
    AskFactory,
    AttachmentFactory,
    CreditFactory,
    PracticeFactory,
    ReturnFactory,
    WordingFactory,
)
from tests.spec.tables import rows, verdicts

from weald.core.domain.ledger import label_of
from weald.core.models import Share
from weald.core.permissions import SYSTEM, refusal, visible, visible_or_404
from weald.people.queries.places import workplace
from weald.practices.models import (
    Adoption,
    Ask,
    Attachment,
    Credit,
    Parentage,
    Practice,
    Return,
    Version,
    Wording,
)
from weald.practices.queries.line import line_of
from weald.schools.enums import Kind
from weald.schools.models import Organisation

pytestmark = pytest.mark.django_db

# Amina wrote it; its home is Alder Vale, which Tom heads, in Hartwood. Who sees it follows from its audience.
# Larkrise uses one, and one came back to Fenwick: they see these whatever the audience.
TABLE = """
                                        | amina | tom | ruth | leila | owen | dev | sian | marian | jo  | helen | bo  | nobody
practices.see for the team              | yes   | yes | 404  | 404   | 404  | 404 | 404  | 404    | 404 | 404   | 404 | 404
practices.see for the school            | yes   | yes | yes  | yes   | 404  | 404 | 404  | 404    | 404 | 404   | 404 | 404
practices.see for the trust             | yes   | yes | yes  | yes   | yes  | 404 | 404  | 404    | 404 | 404   | 404 | 404
practices.see for Fenwick               | yes   | yes | 404  | 404   | 404  | yes | 404  | yes    | 404 | 404   | 404 | 404
practices.see for the sector            | yes   | yes | yes  | yes   | yes  | yes | yes  | yes    | yes | 404   | 404 | 404
practices.see for everyone              | yes   | yes | yes  | yes   | yes  | yes | yes  | yes    | yes | yes   | yes | yes
practices.see used at Larkrise          | yes   | yes | 404  | 404   | 404  | 404 | yes  | 404    | 404 | 404   | 404 | 404
practices.see returned to Fenwick       | yes   | yes | 404  | 404   | 404  | yes | 404  | yes    | 404 | 404   | 404 | 404
practices.share at Alder Vale           | yes   | yes | yes  | no    | no   | no  | no   | no     | no  | no    | no  | no
practices.write the practice            | yes   | yes | yes  | no    | no   | no  | no   | no     | no  | no    | no  | no
practices.answer the practice           | yes   | yes | yes  | no    | no   | no  | no   | no     | no  | no    | no  | no
practices.return the practice           | yes   | yes | yes  | no    | no   | no  | no   | no     | no  | no    | no  | no
practices.keep the practice             | yes   | yes | yes  | no    | no   | no  | no   | no     | yes | no    | no  | no
practices.adopt at Alder Vale           | yes   | yes | yes  | no    | no   | no  | no   | no     | no  | no    | no  | no
practices.adopt at Fenwick              | no    | no  | no   | no    | no   | yes | no   | yes    | no  | no    | no  | no
practices.ask                           | yes   | yes | yes  | yes   | yes  | yes | yes  | yes    | yes | no    | no  | no
"""  # noqa: E501 -- a table is read across


def kept_for(audience):
    def make(cast):
        return PracticeFactory(home=cast.alder_vale, made_by=cast.amina.user, audience=audience)

    return make


AUDIENCES = {name: kept_for(name) for name in ("team", "school", "trust", "sector", "public")}


def named_to_fenwick(cast):
    practice = kept_for("partners")(cast)
    label, _ = label_of(practice)
    Share.objects.create(
        target_label=label, target_id=str(practice.pk), organisation_id=cast.fenwick.pk, shared_by_id=1
    )
    return practice


def used_at_larkrise(cast):
    practice = kept_for("team")(cast)
    AdoptionFactory(practice=practice, organisation=cast.larkrise)
    return practice


def returned_to_fenwick(cast):
    origin = PracticeFactory(home=cast.fenwick, made_by=cast.dev.user)
    practice = kept_for("team")(cast)
    ReturnFactory(to_practice=origin, from_version=practice.head)
    return practice


def seen(make):
    def thing(cast, actor):
        return visible_or_404(Practice.objects.filter(pk=cast.once(make).pk), actor)

    return thing


THINGS = {
    "for the team": seen(AUDIENCES["team"]),
    "for the school": seen(AUDIENCES["school"]),
    "for the trust": seen(AUDIENCES["trust"]),
    "for Fenwick": seen(named_to_fenwick),
    "for the sector": seen(AUDIENCES["sector"]),
    "for everyone": seen(AUDIENCES["public"]),
    "used at Larkrise": seen(used_at_larkrise),
    "returned to Fenwick": seen(returned_to_fenwick),
    "at Alder Vale": lambda cast, actor: workplace(cast.alder_vale),
    "at Fenwick": lambda cast, actor: workplace(cast.fenwick),
    "the practice": lambda cast, actor: line_of(cast.once(AUDIENCES["sector"])),
    "": lambda cast, actor: None,
}


@pytest.mark.parametrize("row", rows(TABLE))
def test_who_may_do_what(row, cast):
    assert verdicts(row, cast, THINGS) == row.expected


@pytest.mark.parametrize("who", ["amina", "ruth", "owen", "dev", "helen", "nobody"])
def test_what_hangs_on_a_practice_is_known_with_it(cast, who):
    """A list, a count and an object agree, for everything that belongs to a practice."""
    actor = getattr(cast, who).actor
    for make in (*AUDIENCES.values(), named_to_fenwick):
        practice = cast.once(make)
        version = practice.head
        public = PracticeFactory(audience="public").head
        AdoptionFactory(practice=practice), AskFactory(practice=practice), WordingFactory(version=version)
        AttachmentFactory(version=version), CreditFactory(version=public, ancestor=version)
        ReturnFactory(to_practice=practice, from_version=public)
        is_seen = visible(Practice.objects.filter(pk=practice.pk), actor).exists()

        found = {
            Version: Version.objects.filter(practice=practice),
            Adoption: practice.adoptions.all(),
            Ask: practice.asks.all(),
            Attachment: version.attachments.all(),
            Wording: Wording.objects.filter(version=version),
            Credit: Credit.objects.filter(ancestor=version),
            Parentage: Parentage.objects.filter(parent=version),
            Return: practice.returns.all(),
        }
        assert {visible(rows_, actor).count() for rows_ in found.values()} == {int(is_seen)}
        assert {visible(rows_, SYSTEM).count() for rows_ in found.values()} == {1}


def test_whoever_runs_the_server_may_do_what_people_may(cast):
    practice = cast.once(AUDIENCES["team"])

    assert visible(Practice.objects.all(), SYSTEM).get() == practice
    for name in ("write", "answer", "return", "keep"):
        assert refusal(f"practices.{name}", SYSTEM, line_of(practice)) is None
    for name in ("share", "adopt"):
        assert refusal(f"practices.{name}", SYSTEM, workplace(cast.fenwick)) is None


def test_a_trust_is_spoken_for_by_its_leaders(cast):
    partnership = Organisation.objects.create(name="Attendance together", kind=Kind.PARTNERSHIP)

    assert refusal("practices.adopt", cast.ruth.actor, workplace(cast.hartwood)) is None
    assert refusal("practices.adopt", cast.amina.actor, workplace(cast.hartwood)) is not None
    assert refusal("practices.adopt", cast.ruth.actor, workplace(partnership)) is not None
