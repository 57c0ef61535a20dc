"""What a nation of schools says to each other: threads, gatherings, who leads, and what came back.

After `bench.crowd`:  WEALD_DATA=FOLDER PYTHONPATH=src:. python -m bench.talk
"""

from __future__ import annotations

import argparse
import time
from datetime import datetime, timedelta

import numpy as np
from bench.crowd import DAYS, sentences
from django.db import connection, transaction
from django.utils import timezone

from weald.cli.site import site

LEADS = 2
# So many a thousand members, and at least one.
THREADS, GATHERINGS = 40, 10
POSTS, COMING = 5, 15
RETURNED = 0.2
MEMBERS = """
    SELECT community_id, person_id, (SELECT organisation_id FROM people_role role
        WHERE role.person_id = enrolment.person_id ORDER BY id LIMIT 1)
    FROM communities_enrolment enrolment WHERE left_on IS NULL ORDER BY community_id, id
"""
LEAD = """
    UPDATE communities_enrolment SET is_lead = true FROM (
        SELECT id, row_number() OVER (PARTITION BY community_id ORDER BY id) AS place
        FROM communities_enrolment WHERE left_on IS NULL) AS placed
    WHERE placed.id = communities_enrolment.id AND placed.place <= %s
"""
# What an adaptation learnt goes back to where it came from; it waits, was declined with thanks, or stands.
RETURN = """
    INSERT INTO practices_return (from_version_id, to_practice_id, base_id, message, tried_at_id, happened,
        sent_by_id, sent_at, state, reason, thanks, answered_at, answered_by_id)
    SELECT child.id, parent.practice_id, parent.id, 'This is what we changed.', child.made_at_school_id,
        'It went well.', child.made_by_id, sent, state,
        CASE state WHEN 'declined' THEN 'Not here.' ELSE '' END, '',
        CASE state WHEN 'declined' THEN sent + interval '9 days' END,
        CASE state WHEN 'declined' THEN parent.made_by_id END
    FROM practices_parentage tie
    JOIN practices_version child ON child.id = tie.child_id
    JOIN practices_version parent ON parent.id = tie.parent_id
    CROSS JOIN LATERAL (SELECT greatest(child.made_at, parent.made_at) + interval '20 days' AS sent) AS later
    CROSS JOIN LATERAL (
        SELECT CASE WHEN tie.id %% 3 = 0 THEN 'waiting' ELSE 'declined' END AS state) AS answered
    WHERE tie.id %% 100 < %s AND parent.id < child.id
    ON CONFLICT DO NOTHING
"""


def plant_talk(rng: np.random.Generator) -> None:
    """Let members of every community write and meet."""
    with connection.cursor() as cursor:
        cursor.execute(MEMBERS)
        members = np.array(cursor.fetchall())
    said = sentences()
    keys, first = np.unique(members[:, 0], return_index=True)
    for community, own in zip(keys, np.split(members[:, 1:], first[1:]), strict=True):
        with transaction.atomic():
            _threads(int(community), own, said, rng)
            _gatherings(int(community), own, rng)


def _many(own: np.ndarray, a_thousand: int) -> int:
    return max(1, len(own) * a_thousand // 1000)


def _moment(rng: np.random.Generator) -> datetime:
    return timezone.now() - timedelta(days=float(rng.uniform(0, DAYS)))


def _threads(community: int, own: np.ndarray, said: list[str], rng: np.random.Generator) -> None:
    from weald.communities.models import Post, Thread  # noqa: PLC0415 -- after the site is set up
    from weald.core.bulk import create_many  # noqa: PLC0415 -- as above

    threads, posts = [], []
    for _ in range(_many(own, THREADS)):
        at, title = _moment(rng), str(rng.choice(said))[:150]
        thread = Thread(
            community_id=community, title=title, started_by_id=int(own[0, 0]), started_at=at, last_at=at
        )
        threads.append(thread)
        for place, (person, school) in enumerate(own[rng.integers(len(own), size=POSTS)]):
            post = Post(text=str(rng.choice(said)), written_by_id=int(person), organisation_id=int(school))
            post.written_at = thread.last_at = min(at + timedelta(hours=5 * place), timezone.now())
            posts.append((thread, post))
    create_many(threads)
    for thread, post in posts:
        post.thread_id = thread.pk
    create_many([post for _, post in posts])


def _gatherings(community: int, own: np.ndarray, rng: np.random.Generator) -> None:
    """The first lies ahead, and of a large network one in forty."""
    from weald.communities.models import Attendance, Gathering  # noqa: PLC0415 -- after the site is set up
    from weald.core.bulk import create_many  # noqa: PLC0415 -- as above

    gatherings, coming = [], []
    for number in range(_many(own, GATHERINGS)):
        begins, called = _moment(rng), timezone.now() - timedelta(days=DAYS)
        if number % 40 == 0:
            begins = timezone.now() + timedelta(days=float(rng.uniform(1, 30)))
        gathering = Gathering(
            community_id=community,
            title="What we tried, and what came of it",
            place="The hall",
            begins_at=begins,
            ends_at=begins + timedelta(hours=1),
            called_by_id=int(own[0, 0]),
            called_at=called,
            changed_at=called,
        )
        gatherings.append(gathering)
        for person, school in own[rng.choice(len(own), min(COMING, len(own)), replace=False)]:
            there = Attendance(person_id=int(person), organisation_id=int(school), answer="coming")
            there.answered_at = called
            there.came_at = begins if begins < timezone.now() else None
            coming.append((gathering, there))
    create_many(gatherings)
    for gathering, there in coming:
        there.gathering_id = gathering.pk
    create_many([there for _, there in coming])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=2)
    chosen = parser.parse_args()
    began = time.perf_counter()
    with site(as_owner=True):
        with connection.cursor() as cursor:
            cursor.execute(LEAD, [LEADS])
            cursor.execute(RETURN, [round(100 * RETURNED)])
            returned = cursor.rowcount
        plant_talk(np.random.default_rng(chosen.seed))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    print(f"{returned:,} returns, and what was said and met about, in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
