"""The places of the demo's story, and who else is in it. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass

from weald.people.demo import (
    ALDER_VALE,
    DEMO_PEOPLE,
    FENWICK,
    HARTWOOD,
    INSPECTORATE,
    QUARRY_BANK,
    RIDGEWAY,
    SOUTHERN_HUB,
    DemoPerson,
    DemoRole,
)
from weald.people.enums import RoleKind
from weald.schools.enums import Kind
from wealdstats.simulate import Plant

LARKRISE = "Larkrise Infants"


@dataclass(frozen=True, slots=True)
class StorySchool:
    """A school the story names, with the trust it joined and the first year whose results that can show."""

    name: str
    trust: str | None
    joined: int | None = None
    phase: str = "primary"
    town: str = ""


# What is planted where; whether an estimate can find it depends on how many schools there are.
PLANTED = {
    HARTWOOD: Plant.DIVIDEND,
    RIDGEWAY: Plant.NOTHING,
    "Kestrel Learning Trust": Plant.SIGNIFICANT_NOT_PERSISTENT,
    "Beacon Schools Trust": Plant.PERSISTENT_TOO_SMALL,
    "Marlow Vale Trust": Plant.LOSS,
    "Three Rivers Learning Trust": Plant.NOTHING,
    "Lantern Education Trust": Plant.NOTHING,
    "Saltmarsh Schools Trust": Plant.DIVIDEND,
}

STORY_SCHOOLS = (
    StorySchool(ALDER_VALE, HARTWOOD, 2016, town="Alderford"),
    StorySchool("Sallow Lane Primary School", HARTWOOD, 2016, town="Alderford"),
    StorySchool("Beck Foot Primary School", HARTWOOD, 2016, town="Beckton Magna"),
    StorySchool("Harrow Lane Primary School", HARTWOOD, 2016, town="Alderford"),
    StorySchool("Thornfield Primary School", HARTWOOD, 2017, town="Thornfield"),
    StorySchool("Mill Race Primary School", HARTWOOD, 2017, town="Beckton Magna"),
    StorySchool("Rookwood Primary School", HARTWOOD, 2018, town="Rookwood"),
    StorySchool("Wren Park Primary School", HARTWOOD, 2018, town="Alderford"),
    StorySchool("Ferry Hill Primary School", HARTWOOD, 2019, town="Ferry Hill"),
    StorySchool(QUARRY_BANK, HARTWOOD, 2018, phase="secondary", town="Alderford"),
    StorySchool("Elder Park School", HARTWOOD, 2019, phase="secondary", town="Rookwood"),
    StorySchool(FENWICK, RIDGEWAY, 2016, town="Fenwick"),
    StorySchool("Ridge End Primary School", RIDGEWAY, 2017, town="Fenwick"),
    StorySchool("Combe Cross Primary School", RIDGEWAY, 2017, town="Combe Cross"),
    StorySchool("Plover Hill Primary School", RIDGEWAY, 2018, town="Fenwick"),
    StorySchool(LARKRISE, None, town="Larkrise"),
    StorySchool("Millbrook Primary Academy", None, town="Millbrook"),
    StorySchool("St Aldhelm’s Primary School", None, town="Aldcombe"),
    StorySchool("Copse Hill Primary School", None, town="Copse Hill"),
)

# Bodies that are neither school nor trust.
STORY_BODIES = (
    (INSPECTORATE, Kind.OTHER),
    (SOUTHERN_HUB, Kind.HUB),
    ("Diocese of Aldcombe", Kind.DIOCESE),
)

# In the story, but not among those one can sign in as.
OTHERS = (
    DemoPerson(
        "dev@demo.weald.example",
        "Dev Sandhu",
        f"subject lead, {FENWICK}",
        "Adopts a practice and sends it back better.",
        (DemoRole(RoleKind.SUBJECT_LEAD, FENWICK, "mathematics"),),
    ),
    DemoPerson(
        "sian@demo.weald.example",
        "Sian Morris",
        f"headteacher, {LARKRISE}",
        "Leads a small school that is nobody’s neighbour.",
        (DemoRole(RoleKind.HEADTEACHER, LARKRISE),),
    ),
)
CAST = (*DEMO_PEOPLE, *OTHERS)
