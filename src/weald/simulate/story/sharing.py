"""Practices are shared, written on, adapted and alloyed, each version on its day."""

from __future__ import annotations

from weald.practices.domain.references import add_reference, check_reference
from weald.practices.domain.saving import save_version
from weald.practices.domain.sharing import adapt, alloy, share_practice
from weald.practices.domain.written import Placing, Written
from weald.practices.enums import Bearing
from weald.practices.models import Practice
from weald.simulate.story.company import Company
from weald.simulate.story.pages import Source, ToldPractice, ToldVersion

# Versions that come of an answer to a return, not of somebody's writing.
ANSWERED = frozenset({("ten-minutes-of-fluency", 4)})


def share_all(company: Company, told: list[ToldPractice]) -> None:
    for practice in told:
        first, *later = practice.versions
        company.on(first.day, lambda one=practice: share(company, one))
        for version in later:
            if (practice.slug, version.number) not in ANSWERED:
                company.on(version.day, lambda one=practice, next_=version: write_on(company, one, next_))


def share(company: Company, told: ToldPractice) -> None:
    """Share a practice's first version, from its parents where it has any; with its references."""
    by = company.actor(told.author)
    written = begun(company, told)
    how = {
        "home": company.places[told.home],
        "by": by,
        "audience": told.audience,
        "placing": Placing(**told.facts),
        "authors": [company.people[name] for name in told.authors],
    }
    parents = [company.versions[parent] for parent in told.parents]
    practice: Practice
    if len(parents) > 1:
        practice = alloy(parents, written, **how)
    elif parents:
        practice = adapt(parents[0], written, **how)
    else:
        practice = share_practice(written, **how)
    keep(company, told.slug, practice)
    for source in told.sources:
        refer(company, practice, source, told)


def begun(company: Company, told: ToldPractice) -> Written:
    """Give the first version's texts: an adaptation begins with what its one parent says."""
    texts = {**told.always, **told.versions[0].parts}
    if len(told.parents) == 1:
        inherited = company.versions[told.parents[0]].texts
        # What somebody else does not say of their school is not said of this one.
        texts = {**inherited, "saves": "", **texts}
    return Written(
        title=told.title,
        texts=texts,
        units=told.units,
        cost_hours=told.cost_hours,
        note=told.versions[0].note if told.parents else "",
    )


def write_on(company: Company, told: ToldPractice, version: ToldVersion) -> None:
    practice = Practice.objects.select_related("head").get(pk=company.practices[told.slug].pk)
    written = Written.of(practice.head).but(note=version.note, **version.parts)
    save_version(practice, written, expected_head=practice.head_id, by=company.actor(told.author))
    practice.refresh_from_db()
    keep(company, told.slug, practice)


def keep(company: Company, slug: str, practice: Practice) -> None:
    """Remember a practice and its newest version for what comes later in the story."""
    company.practices[slug] = practice
    company.versions[slug, practice.head.number] = practice.head


def refer(company: Company, practice: Practice, source: Source, told: ToldPractice) -> None:
    place = {"doi": source.link} if source.is_doi else {"url": source.link}
    reference = add_reference(
        practice,
        citation=source.citation,
        says=source.says,
        bearing=Bearing.FOR,
        by=company.actor(told.author),
        **place,
    )
    if source.is_doi:
        check_reference(reference, by=company.actor("priya"))
