"""Taking a practice to another Weald and bringing one in: credit intact, and nothing hostile gets in."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.practices import ForeignCreditFactory, next_version

from weald.core.domain.keys import public_key_pem
from weald.core.domain.verify import verify_ledger
from weald.core.errors import Conflict, Refused, WealdError
from weald.core.models import Entry
from weald.core.permissions import NOBODY
from weald.files.domain import store
from weald.people.domain.tokens import make_token
from weald.practices.domain import foreign_bundle
from weald.practices.domain.bringing_in import bring_in
from weald.practices.domain.sharing import adapt, share_practice
from weald.practices.domain.written import Given, Placing, Written
from weald.practices.exports.bundle import bundle, write_zip
from weald.practices.exports.seal import sealed, signed_bytes
from weald.practices.models import BroughtIn, ForeignCredit, Practice, Version
from weald.practices.queries.foreign import owed_elsewhere

pytestmark = pytest.mark.django_db
OAK = "https://oak.example"


@pytest.fixture
def lines(cast):
    """Amina's practice and Dev's adaptation of it, with a file."""
    kept = store(io.BytesIO(b"seven times eight\n"), "facts.txt", by=cast.amina.actor)
    first = share_practice(
        Written(
            "Ten minutes of fluency",
            {"summary": "Ten minutes after lunch, every day.", "core": "Nobody collects a mark."},
            files=[Given(kept.file.pk, kept.name)],
        ),
        home=cast.alder_vale,
        by=cast.amina.actor,
        audience="sector",
        placing=Placing(subject="mathematics", concept="mathematics.fluency", phases=["primary"]),
    )
    second = adapt(
        first.head,
        Written.of(first.head).but(title="In pairs", flex="No clock at all.", note="Pairs."),
        home=cast.fenwick,
        by=cast.dev.actor,
        audience="sector",
    )
    return first, second


def packed(practice, actor, address=OAK):
    file = io.BytesIO()
    practice = Practice.objects.select_related("head", "home").get(pk=practice.pk)
    write_zip(sealed(bundle(practice, actor), practice.head, actor, address), file)
    file.seek(0)
    return file


def parts_of(file):
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    file.seek(0)
    return file


def signed(parts, key=None, **changed):
    """Sign parts anew, as whoever holds a key of their own could."""
    key = key or Ed25519PrivateKey.generate()
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    rest = {name: content for name, content in parts.items() if name != "seal.json"}
    digests = {name: foreign_bundle.hashlib.sha256(content).hexdigest() for name, content in rest.items()}
    seal = {"format": "weald-seal/1", "address": OAK, "key": pem, "digests": digests} | changed
    seal["signature"] = key.sign(signed_bytes(seal)).hex()
    return repacked(rest | {"seal.json": json.dumps(seal).encode()})


def bring(file, cast, **how):
    return bring_in(file, home=cast.larkrise, by=cast.sian.actor, **how)


def test_what_comes_in_names_everybody_it_owes(cast, lines):
    brought = bring(packed(lines[1], cast.dev.actor), cast, audience="sector", known_key=public_key_pem())

    assert (brought.title, brought.home, brought.subject) == ("In pairs", cast.larkrise, "mathematics")
    assert (brought.concept, brought.phases) == ("mathematics.fluency", ["primary"])
    assert brought.head.texts["core"] == "Nobody collects a mark."
    assert brought.head.attachments.get().name == "facts.txt"
    assert brought.head.note == (
        f"Brought in from {OAK}: version 1 by Dev Malik at Fenwick Academy; signature verified."
    )
    own, origin = ForeignCredit.objects.filter(version=brought.head)
    assert (own.title, own.maker, own.school, own.is_verified) == (
        "In pairs",
        "Dev Malik",
        "Fenwick Academy",
        True,
    )
    assert (origin.title, origin.maker) == ("Ten minutes of fluency", "Amina Rahman")
    assert origin.words > 5
    assert own.share + origin.share == pytest.approx(1, abs=0.001)
    assert str(origin) == f"{brought.head_id} owes Ten minutes of fluency at {OAK}"
    assert str(BroughtIn.objects.get()) == f"{brought.pk} from {OAK}"
    assert Entry.objects.get(verb="imported").payload == {"credits": 2, "verified": True}
    assert verify_ledger().is_sound


def test_credit_goes_on_to_a_third_weald(cast, lines):
    brought = bring(packed(lines[1], cast.dev.actor), cast, audience="sector")
    assert "its key not verified" in brought.head.note
    own = adapt(
        brought.head,
        Written.of(brought.head).but(title="With little ones", watch="Short."),
        home=cast.larkrise,
        by=cast.sian.actor,
        audience="sector",
    )

    further = bring_in(
        packed(own, cast.sian.actor, "https://elm.example"), home=cast.fenwick, by=cast.dev.actor
    )

    owed = ForeignCredit.objects.filter(version=further.head).values_list("title", "address")
    assert list(owed) == [
        ("With little ones", "https://elm.example"),
        ("In pairs", "https://elm.example"),
        ("In pairs", OAK),
        ("Ten minutes of fluency", OAK),
    ]


def debts_in(file):
    return json.loads(parts_of(file)["foreign.json"])


def test_a_bundle_names_no_more_than_the_page_and_counts_the_rest(cast, lines):
    """Through a practice its reader may not know of, whatever that one's words have become since."""
    first = lines[0]
    ForeignCreditFactory(version=first.head, title="Recall", school="Elm Bank", maker="Jo Elm")
    ForeignCreditFactory(version=first.head, title="Recall", school="Elm Bank", number=2)
    ForeignCreditFactory(version=first.head, title="Counting", school="Elm Bank")
    next_version(first)
    own = adapt(
        Practice.objects.get(pk=first.pk).head,
        Written("Ours", {"summary": "Nothing is left of what it was."}),
        home=cast.fenwick,
        by=cast.dev.actor,
        audience="public",
    )
    Practice.objects.filter(pk=first.pk).update(audience="team")

    whole = debts_in(packed(own, cast.amina.actor))
    file = packed(own, NOBODY)
    page = owed_elsewhere(own.head, NOBODY)

    assert [one["title"] for one in whole] == ["Recall", "Recall", "Counting"]
    assert debts_in(file) == [{"title": "2 practices not shared with you"}]
    assert [(one.title, one.is_known) for one in page] == [("2 practices not shared with you", False)]
    assert not any(name in content for content in parts_of(file).values() for name in (b"Elm", b"Recall"))
    brought = bring(file, cast, known_key=public_key_pem())
    titles = ForeignCredit.objects.filter(version=brought.head).values_list("title", "address", "is_verified")
    assert list(titles) == [
        ("Ours", OAK, True),
        ("A practice not shared with you", OAK, True),
        ("2 practices not shared with you", OAK, True),
    ]


def test_a_bundle_comes_in_once_even_if_two_bring_it(cast, lines, monkeypatch):
    file = packed(lines[0], cast.amina.actor)
    bring(file, cast)

    with pytest.raises(Conflict, match="here already"):
        bring(file, cast)
    with monkeypatch.context() as patch:
        patch.setattr(BroughtIn.objects, "filter", lambda **_: BroughtIn.objects.none())
        with pytest.raises(Conflict, match="here already"):
            bring(file, cast)
    assert BroughtIn.objects.count() == 1


def test_the_key_given_must_be_the_one_it_is_signed_with(cast, lines):
    other = Ed25519PrivateKey.generate().public_key()
    pem = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    with pytest.raises(WealdError, match="another than the key you gave"):
        bring(packed(lines[0], cast.amina.actor), cast, known_key=pem)
    assert not BroughtIn.objects.exists()


def test_only_who_works_there_brings_in(cast, lines):
    with pytest.raises(Refused):
        bring_in(packed(lines[0], cast.amina.actor), home=cast.larkrise, by=cast.dev.actor)


def changed_text(parts):
    return repacked(parts | {"versions/001.md": parts["versions/001.md"] + b"More."})


def changed_manifest(parts):
    return repacked(parts | {"practice.json": parts["practice.json"].replace(b"Amina", b"Ahmed")})


def forged(parts):
    seal = json.loads(parts["seal.json"]) | {"address": "https://elsewhere.example"}
    return repacked(parts | {"seal.json": json.dumps(seal).encode()})


def without_its_newest(parts):
    told = json.loads(parts["practice.json"])
    told["practice"]["head"] = 9
    return signed(parts | {"practice.json": json.dumps(told).encode()})


def without_a_file(parts):
    rest = {name: content for name, content in parts.items() if not name.startswith("files/")}
    return signed(rest)


def with_another_kind_of_key(parts):
    pem = generate_private_key(SECP256R1()).public_key()
    pem = pem.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return resealed(parts, pem)


def resealed(parts, pem):
    seal = json.loads(parts["seal.json"]) | {"key": pem}
    return repacked(parts | {"seal.json": json.dumps(seal).encode()})


def named_twice(parts):
    file = repacked(parts)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("lineage.md", b"again")
    file.seek(0)
    return file


HOSTILE = {
    "no archive": (lambda parts: io.BytesIO(b"PK nothing"), "no archive that can be read"),
    "no seal": (lambda parts: repacked({"practice.json": b"{}"}), "no seal.json in it"),
    "a seal that is no JSON": (lambda parts: repacked(parts | {"seal.json": b"{"}), "cannot be read"),
    "JSON without end": (lambda parts: repacked(parts | {"seal.json": b"[" * 90_000}), "cannot be read"),
    "a manifest of nothing": (lambda parts: signed(parts | {"practice.json": b"{}"}), "cannot be read"),
    "another text": (changed_text, "versions/001.md is not as it was signed"),
    "another author": (changed_manifest, "practice.json is not as it was signed"),
    "a forged address": (forged, "changed or forged"),
    "a key of no kind": (lambda parts: resealed(parts, "nothing"), "key cannot be read"),
    "another kind of key": (with_another_kind_of_key, "another kind"),
    "no newest version": (without_its_newest, "calls the newest is not in it"),
    "a missing file": (without_a_file, "is not in it"),
    "a sign that no text has": (
        lambda parts: signed(
            parts | {"practice.json": parts["practice.json"].replace(b"Amina", b"A\\u0000a")}
        ),
        "a sign that no text has",
    ),
    "a path upward": (lambda parts: signed(parts | {"../../etc/passwd": b"x"}), "no Weald puts into"),
    "a name in another folder": (lambda parts: signed(parts | {"versions/1/2.md": b"x"}), "no Weald puts"),
    "a name twice": (named_twice, "no Weald puts into"),
    "too many parts": (
        lambda parts: signed(parts | {f"versions/{n:05}.md": b"" for n in range(400)}),
        "300 are the most",
    ),
    "a text without end": (lambda parts: signed(parts | {"versions/999.md": bytes(6_000_000)}), "more than"),
    "a program as a file": (
        lambda parts: signed({n: b"MZ\x90" if n.startswith("files/") else c for n, c in parts.items()}),
        "program",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_is_refused_whole(cast, lines, name):
    make, said = HOSTILE[name]
    file = make(parts_of(packed(lines[0], cast.amina.actor)))
    before = (Practice.objects.count(), Version.objects.count(), Entry.objects.count())

    with pytest.raises(WealdError, match=said):
        bring(file, cast)

    assert (Practice.objects.count(), Version.objects.count(), Entry.objects.count()) == before


def test_many_parts_together_are_not_more_than_a_bundle_may_be(cast, lines, monkeypatch):
    monkeypatch.setattr(foreign_bundle, "MOST_BYTES", 2_000)

    with pytest.raises(WealdError, match="more than a practice can be"):
        bring(packed(lines[0], cast.amina.actor), cast)


def test_words_this_weald_does_not_know_are_left_open(cast, lines):
    parts = parts_of(packed(lines[0], cast.amina.actor))
    told = json.loads(parts["practice.json"])
    told["practice"] |= {"subject": "alchemy", "concept": "gold", "phases": ["primary", "afterlife"]}
    told["versions"][0] |= {"made_by": None}

    brought = bring(signed(parts | {"practice.json": json.dumps(told).encode()}), cast)

    assert (brought.subject, brought.concept, brought.phases) == ("", "", ["primary"])
    assert "version 1 at Alder Vale Primary" in brought.head.note


def test_the_page_brings_in_or_says_why_not(cast, lines, client):
    cast.sign_in(client, "sian")
    content = packed(lines[0], cast.amina.actor).getvalue()
    assert "another Weald" in client.get("/practices/bring-in").content.decode()

    def send(content):
        file = SimpleUploadedFile("x.zip", content, "application/zip")
        return client.post(
            "/practices/bring-in", {"file": file, "home": cast.larkrise.pk, "audience": "school"}
        )

    assert "no archive" in send(b"nothing").content.decode()
    done = send(content)
    assert done.status_code == 302
    assert "Brought in from" in client.get(done["Location"] + "/history").content.decode()


def test_a_program_takes_it_away_and_brings_it_in(cast, lines, client):
    def headers(persona):
        roles = persona.user.roles.all()
        made = make_token(
            persona.user, name="x", roles=roles, may_write=True, lasts=timedelta(days=1), by=persona.actor
        )
        return {"Authorization": f"Bearer {made[1]}"}

    taken = client.get(f"/api/v1/practices/{lines[0].pk}/bundle", headers=headers(cast.dev))
    content = b"".join(taken.streaming_content)
    assert taken["Content-Type"] == "application/zip"
    key = client.get("/api/v1/key").json()["key"]

    sian = headers(cast.sian)
    path = f"/api/v1/bundles?home_id={cast.larkrise.pk}&audience=sector"
    brought = client.generic("POST", path, content, content_type="application/zip", headers=sian)
    assert brought.status_code == 201, brought.content
    assert "not verified" in brought.json()["version"]["note"]
    assert key == public_key_pem()
    nowhere = client.generic("POST", "/api/v1/bundles", content, content_type="application/zip", headers=sian)
    assert nowhere.status_code == 400
