"""The documents keep their measure and their links lead somewhere; and if not, it would be found."""

from checks.common import ROOT, kept_files
from checks.papers import bad_decisions, dead_links, documents, missing_papers, too_long

DECISION = "# 1. Oak\n\n## Context\n\n## Decision\n\n## Consequences\n"


def test_decisions_keep_their_measure():
    assert bad_decisions(ROOT / "docs" / "adr") == []


def test_map_of_the_house_is_read_in_one_sitting():
    assert too_long(ROOT / "ARCHITECTURE.md") == []


def test_links_between_documents_lead_somewhere():
    assert dead_links(documents(), ROOT) == []


def test_documents_that_the_code_sends_people_to_are_there():
    code = [path for path in kept_files() if path.suffix in {".py", ".html"} and "src" in path.parts]

    assert missing_papers(code, ROOT) == []


def test_documents_that_a_project_owes_are_there():
    names = {path.name for path in ROOT.iterdir()}

    assert {
        "README.md",
        "ARCHITECTURE.md",
        "GLOSSARY.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "LICENSE",
    } <= names


def test_decision_that_is_too_short_too_long_or_without_a_part_is_found(tmp_path):
    (tmp_path / "0001-short.md").write_text(DECISION)
    (tmp_path / "0002-long.md").write_text(DECISION + "\n" * 60)
    (tmp_path / "0003-partless.md").write_text("# 3\n## Context\n## Decision\n" + "\n" * 30)
    (tmp_path / "0005-misnumbered.md").write_text(DECISION + "\n" * 20)

    assert bad_decisions(tmp_path) == [
        "0001-short.md: 7 lines, wanted 20 to 60",
        "0002-long.md: 67 lines, wanted 20 to 60",
        "0003-partless.md: no part '## Consequences'",
        "0005-misnumbered.md: should be number 0004",
    ]


def test_map_that_is_too_long_is_found(tmp_path):
    path = tmp_path / "ARCHITECTURE.md"
    path.write_text("\n" * 151)

    assert too_long(path) == ["ARCHITECTURE.md: 151 lines, at most 150"]


def test_link_that_leads_nowhere_is_found(tmp_path):
    path = tmp_path / "README.md"
    path.write_text("[here](README.md) [part](README.md#top) [web](https://a.example) [gone](docs/gone.md)")

    assert dead_links([path], tmp_path) == ["README.md: nothing at docs/gone.md"]


def test_document_that_the_code_names_and_nobody_wrote_is_found(tmp_path):
    (tmp_path / "docs" / "how-to").mkdir(parents=True)
    (tmp_path / "docs" / "how-to" / "plant.md").write_text("")
    path = tmp_path / "tree.py"
    path.write_text("# docs/how-to/plant.md and docs/how-to/fell-a-tree.md, docs/how-to/fell-a-tree.md")

    assert missing_papers([path], tmp_path) == ["tree.py: nothing at docs/how-to/fell-a-tree.md"]
