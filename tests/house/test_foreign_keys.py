"""Foreign keys point downward; and one that does not would be found."""

import pytest
from checks.foreign_keys import HEIGHT, Relation, relations_of_the_site, upward


def test_every_foreign_key_points_downward():
    assert upward(relations_of_the_site()) == []


def test_every_relation_is_looked_at():
    fields = {relation.field for relation in relations_of_the_site()}

    assert {"schools.Spell.child", "people.Role.person", "core.ImportRejection.run"} <= fields


@pytest.mark.parametrize(
    ("relation", "is_upward"),
    [
        (Relation("schools", "schools.Spell.reviewer", "people"), True),
        (Relation("core", "core.Job.person", "people"), True),
        (Relation("dividend", "dividend.Result.community", "communities"), True),
        (Relation("people", "people.Role.organisation", "schools"), False),
        (Relation("people", "people.Invitation.user", "people"), False),
        (Relation("people", "people.User.site", "sites"), False),
        (Relation("sites", "sites.Site.person", "people"), False),
    ],
)
def test_foreign_key_to_a_higher_app_or_one_beside_is_found(relation, is_upward):
    assert bool(upward([relation])) == is_upward


def test_order_is_that_of_the_import_contracts():
    text = " ".join(sorted(HEIGHT, key=lambda app: -HEIGHT[app]))

    assert text.startswith("home assurance")
    assert text.endswith("measures people schools core")
