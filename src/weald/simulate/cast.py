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
ST_ALDHELMS = "St Aldhelm’s Primary School"
MILLBROOK = "Millbrook Primary Academy"
COPSE_HILL = "Copse Hill Primary School"
RIDGE_END = "Ridge End Primary School"
SALLOW_LANE = "Sallow Lane Primary School"
ELDER_PARK = "Elder Park School"


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
    StorySchool(SALLOW_LANE, HARTWOOD, 2016, town="Alderford"),
    StorySchool("Beck Foot Primary School", HARTWOOD, 2016, town="Beckton Magna"),
    StorySchool("Harrow Lane Primary School", HARTWOOD, 2016, town="Alderford"),
    StorySchool("Thornfield Primary School", HARTWOOD, 2017, town="Thornfield"),
    StorySchool("Mill Race Primary School", HARTWOOD, 2017, town="Beckton Magna"),
    StorySchool("Rookwood Primary School", HARTWOOD, 2018, town="Rookwood"),
    StorySchool("Wren Park Primary School", HARTWOOD, 2018, town="Alderford"),
    StorySchool("Ferry Hill Primary School", HARTWOOD, 2019, town="Ferry Hill"),
    StorySchool(QUARRY_BANK, HARTWOOD, 2018, phase="secondary", town="Alderford"),
    StorySchool(ELDER_PARK, HARTWOOD, 2019, phase="secondary", town="Rookwood"),
    StorySchool(FENWICK, RIDGEWAY, 2016, town="Fenwick"),
    StorySchool(RIDGE_END, RIDGEWAY, 2017, town="Fenwick"),
    StorySchool("Combe Cross Primary School", RIDGEWAY, 2017, town="Combe Cross"),
    StorySchool("Plover Hill Primary School", RIDGEWAY, 2018, town="Fenwick"),
    StorySchool(LARKRISE, None, town="Larkrise"),
    StorySchool(MILLBROOK, None, town="Millbrook"),
    StorySchool(ST_ALDHELMS, None, town="Aldcombe"),
    StorySchool(COPSE_HILL, None, town="Copse Hill"),
)

# Bodies that are neither school nor trust.
STORY_BODIES = (
    (INSPECTORATE, Kind.OTHER),
    (SOUTHERN_HUB, Kind.HUB),
    ("Diocese of Aldcombe", Kind.DIOCESE),
)


def teacher(name: str, school: str, kind: RoleKind = RoleKind.TEACHER, subject: str = "") -> DemoPerson:
    """Somebody of the story who is met by what they wrote; their key is their first name."""
    key = name.partition(" ")[0].lower()
    label = f"{RoleKind(kind).label}, {school}"
    return DemoPerson(f"{key}@demo.weald.example", name, label, "", (DemoRole(kind, school, subject),))


LEAD, HEAD, SENIOR = RoleKind.SUBJECT_LEAD, RoleKind.HEADTEACHER, RoleKind.SENIOR_LEADER

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
    teacher("Carys Bowen", LARKRISE),
    teacher("Nuala Byrne", ST_ALDHELMS, LEAD, "english"),
    teacher("Hester Quaife", ST_ALDHELMS, HEAD),
    teacher("Bethan Pryce", RIDGE_END, LEAD, "mathematics"),
    teacher("Joel Adeyemi", COPSE_HILL),
    teacher("Bronagh Keane", COPSE_HILL, HEAD),
    teacher("Gwen Harker", MILLBROOK, HEAD),
    teacher("Yusuf Demir", MILLBROOK, LEAD, "english"),
    teacher("Will Standen", ALDER_VALE, SENIOR),
    teacher("Lorna Petrie", SALLOW_LANE, SENIOR),
    teacher("Ines Ferreira", QUARRY_BANK, SENIOR),
    teacher("Kamal Iqbal", QUARRY_BANK, LEAD, "mathematics"),
    teacher("Petra Lindqvist", ELDER_PARK, LEAD, "science"),
    teacher("Rosa Tindall", ELDER_PARK, LEAD, "history"),
    teacher("Imogen Vance", ELDER_PARK, LEAD, "mathematics"),
    teacher("Callum Reid", ELDER_PARK, SENIOR),
    teacher("Moira Sloan", "Ferry Hill Primary School", SENIOR),
    teacher("Edmund Achebe", "Thornfield Primary School", LEAD, "geography"),
    teacher("Delphine Marsh", "Wren Park Primary School", LEAD, "music"),
    teacher("Tess Hollis", "Rookwood Primary School", LEAD, "languages"),
    teacher("Gareth Wynn", "Mill Race Primary School", LEAD, "physical_education"),
    teacher("Anneke Visser", "Mill Race Primary School", HEAD),
    teacher("Faye Osborne", "Harrow Lane Primary School", LEAD, "english"),
    teacher("Ottoline Grey", "Beck Foot Primary School", LEAD, "art"),
    teacher("Saskia Dunne", "Combe Cross Primary School", HEAD),
    teacher("Ravi Menon", "Plover Hill Primary School", LEAD, "mathematics"),
)
CAST = (*DEMO_PEOPLE, *OTHERS)
