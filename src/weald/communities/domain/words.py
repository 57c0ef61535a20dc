"""Communities in plain words."""

from weald.communities.models import Community
from weald.people.enums import RoleKind
from weald.schools.enums import TermKind
from weald.schools.queries.vocabulary import names_of


def rule_in_words(community: Community) -> str:
    """Say whom a network enrols, as one would tell a colleague."""
    if not community.is_network:
        return ""
    roles = _listed([f"every {RoleKind(kind).label}" for kind in community.rule_roles]) or "everyone"
    said = [roles]
    if community.rule_subjects:
        names = names_of(TermKind.SUBJECT)
        said.append(f"of {_listed([names.get(code, code) for code in community.rule_subjects])}")
    if community.rule_phases:
        names = names_of(TermKind.PHASE)
        phases = [names.get(code, code).lower() for code in community.rule_phases]
        said.append(f"in schools of these phases: {_listed(phases, 'or')},")
    if community.rule_place:
        said.append(f"at {community.rule_place.name} or within it")
    return f"Enrols {' '.join(said).rstrip(',')}, from the day their role says so."


def _listed(words: list[str], last: str = "and") -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def hours(minutes: int | None) -> str:
    """Say a length of time as people do: an hour and a half, not 90 minutes."""
    if not minutes:
        return "none"
    whole, rest = divmod(minutes, 60)
    parts = [f"{whole} hour{'s' if whole > 1 else ''}" if whole else "", f"{rest} minutes" if rest else ""]
    return " and ".join(part for part in parts if part)
