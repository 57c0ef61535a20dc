"""The pages of stages, contests, evidence, focus and trials, as people walk them."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from tests.factories.measures import MeasureFactory
from tests.factories.people import HomeFactory
from tests.factories.practices import AdoptionFactory, PracticeFactory
from tests.factories.practices_evidence import (
    AccountFactory,
    ContestFactory,
    EndorsementFactory,
    MeasuredEffectFactory,
    MoveFactory,
    ObjectionFactory,
    ParticipationFactory,
    ProtectedWindowFactory,
    ReferenceFactory,
    RoomMadeFactory,
    StoppingFactory,
    ThresholdFactory,
    TrialFactory,
    whole_practice,
)
from tests.factories.schools import IdentifierFactory

from weald.core.jobs import run_worker
from weald.core.models import Job
from weald.practices.enums import Stage, Standing
from weald.practices.models import (
    Contest,
    Endorsement,
    MeasuredEffect,
    Objection,
    Participation,
    ProtectedWindow,
    Reference,
    RoomMade,
    Stopping,
    Threshold,
    Trial,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(cast):
    made = whole_practice(home=cast.alder_vale, made_by=cast.amina.user, title="Ten minutes of fluency")
    AdoptionFactory(practice=made, organisation=cast.alder_vale, adopted_by=cast.tom.user)
    return made


@pytest.fixture
def read(client, cast):
    """Open a page as somebody: `read("dev", "practices:stage", practice.pk)`."""

    def opened(who, name, *args, status=200, **query):
        response = cast.sign_in(client, who).get(reverse(name, args=args), query)
        assert response.status_code == status, response.content[-2000:]
        return b"".join(response).decode() if response.streaming else response.content.decode()

    return opened


@pytest.fixture
def send(client, cast):
    """Send a form as somebody; gives the page it leads to."""

    def sent(who, name, *args, status=200, **fields):
        response = cast.sign_in(client, who).post(reverse(name, args=args), fields, follow=True)
        assert response.status_code == status, response.content[-2000:]
        return response.content.decode()

    return sent


def day(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_the_page_of_a_stage_says_what_is_there_and_what_is_missing(read, send, practice):
    page = read("tom", "practices:stage", practice.pk)

    assert "To be nurtured" in page
    assert "Everything is said." in page
    assert "Call it nurtured" in page
    after = send("tom", "practices:rise", practice.pk, expected="idea")
    assert "has come one stage further" in after
    assert "To be tested" in after
    assert "0 other schools have adopted it." in after
    assert "2 of 2 are missing" in after
    refused = send("tom", "practices:rise", practice.pk, expected="nurtured")
    assert "To be tested, a practice meets every requirement" in refused


def test_who_may_not_move_it_is_refused(send, practice):
    assert "You neither wrote" in send("dev", "practices:rise", practice.pk, status=403, expected="idea")


def test_the_practice_s_own_page_shows_its_evidence(read, practice):
    AccountFactory(adoption__practice=practice, would_go_on="no")

    page = read("dev", "practices:practice", practice.pk)

    assert "How do we know?" in page
    assert "The one place that has told would not go on." in page
    assert "What its next stage needs" in page


def test_a_school_s_page_shows_what_it_carries(read, practice, cast):
    IdentifierFactory(organisation=cast.alder_vale, value="123456")

    assert "Ten minutes of fluency" in read("dev", "schools:school", "123456")
    assert "What does it carry?" not in read("nobody", "schools:school", "123456")
    practice.adoptions.update(state="stopped", ended_on=timezone.localdate(), ended_because="Over.")
    assert "No practice that Weald knows of." in read("dev", "schools:school", "123456")


def test_who_may_not_move_it_reads_why(read, practice):
    page = read("dev", "practices:stage", practice.pk)

    assert "Call it nurtured" not in page
    assert "You neither wrote" in page
    assert "Retire" not in page


def test_a_formed_practice_has_no_gate_and_shows_its_dissent(read, practice):
    practice.stage = Stage.FORMED
    practice.save()
    kept = {"standing": Standing.STANDS, "decision": "It holds.", "decided_at": timezone.now()}
    ObjectionFactory(contest__practice=practice, dissent="Clocks tick.", **kept)
    ObjectionFactory(contest__practice=practice, contest__closed_at=timezone.now(), raised_by=None, **kept)
    MoveFactory(practice=practice, reason="All agreed.", findings=[{"sentence": "One.", "finding": "Two."}])

    page = read("amina", "practices:stage", practice.pk)

    assert "Clocks tick." in page
    assert "Timed recall makes anxious pupils worse." in page
    assert "All agreed." in page
    assert "To be " not in page


def test_protecting_reopening_and_retiring(read, send, practice):
    assert "Until when" in read("tom", "practices:protect", practice.pk)
    page = send("tom", "practices:protect", practice.pk, until=day(30), because="In peace.")
    assert "nobody judges it" in page
    assert ProtectedWindow.objects.count() == 1
    assert "within a year" in send(
        "tom", "practices:protect", practice.pk, until=day(-1), because="x", status=422
    )
    assert "This field is required" in send("tom", "practices:protect", practice.pk, status=422)
    page = send("tom", "practices:retire", practice.pk, reason="It has done its work.")
    assert "It has done its work." in page
    page = send("tom", "practices:reopen", practice.pk, to="idea", reason="A new idea.")
    assert "Reopened" in page
    page = send("dev", "practices:retire", practice.pk, reason="Mine is better.", status=403)
    assert "You neither wrote" in page
    practice.stage = Stage.TESTED
    practice.save()
    assert "Nurtured" in read("tom", "practices:reopen", practice.pk)


def test_what_the_gates_ask_is_public_and_stewards_change_the_numbers(read, send):
    ThresholdFactory(code="trusts", value=4, because="The hub grew.")
    assert "At least 3 other schools have adopted it." in read("nobody", "practices:gates")
    assert "The hub grew." in read("jo", "practices:gates")
    assert "Now: 3 other schools" in read("jo", "practices:threshold", "schools")

    page = send("jo", "practices:threshold", "schools", value=2, because="We are few.")

    assert "At least 2 other schools have adopted it." in page
    assert Threshold.objects.get(code="schools").value == 2
    read("jo", "practices:threshold", "leaves", status=404)
    read("tom", "practices:threshold", "schools", status=403)


def test_a_contest_from_objection_to_decision(read, send, practice, cast):
    practice.stage = Stage.TESTED
    practice.save()
    assert "Nobody has been invited" in read("dev", "practices:contest", practice.pk)
    assert "Open since" in send("dev", "practices:contest_open", practice.pk)
    contest = Contest.objects.get()
    assert "What is wrong" in read("dev", "practices:object", contest.pk)
    page = send(
        "dev",
        "practices:object",
        contest.pk,
        text="It ticks.",
        would_settle="No clock.",
        place=cast.fenwick.pk,
    )
    assert "It ticks." in page
    objection = Objection.objects.get()
    assert "Answer" in read("amina", "practices:objection", objection.pk)
    assert "It ticks." in read("amina", "practices:objection_answer", objection.pk)
    assert "It is gone." in send("amina", "practices:objection_answer", objection.pk, text="It is gone.")
    read("amina", "practices:decide", objection.pk, status=403)
    page = send("amina", "practices:third_person", objection.pk, person="nobody@here.example", status=422)
    assert "Nobody here is known" in page
    page = send("amina", "practices:third_person", objection.pk, person=cast.sian.user.email)
    assert "Sian Bevan" in page
    assert "What remains" not in read("sian", "practices:decide", objection.pk)
    page = send(
        "dev", "practices:decide", objection.pk, standing="stands", decision="It ticks on.", dissent="Tick."
    )
    assert "Tick." in page
    assert "Still tick." in send("dev", "practices:dissent", objection.pk, words="Still tick.")
    page = send("dev", "practices:contest_close", contest.pk, reason="We learnt to listen.")
    assert "We learnt to listen." in page
    assert "Open another contest" in page


def test_a_contest_waits_for_the_protected_window(read, send, practice):
    ContestFactory(practice=practice)
    ProtectedWindowFactory(practice=practice)

    assert "Nobody judges" in read("dev", "practices:contest", practice.pk)
    assert "those who try it were promised that" in send("dev", "practices:endorse", practice.pk, status=403)


def test_agreement_is_shown_by_where_it_comes_from(read, send, practice, cast):
    page = send(
        "dev", "practices:endorse", practice.pk, stance="for", words="It works.", place=cast.fenwick.pk
    )
    assert "Ridgeway Trust" in page
    assert "It works." in page
    EndorsementFactory.create_batch(3, practice=practice, trust=cast.ridgeway, stance="against", words="No.")
    EndorsementFactory.create_batch(2, practice=practice, trust=cast.hartwood, phase="")

    page = read("sian", "practices:contest", practice.pk)

    assert "does not agree" in page
    assert "still open" in page
    assert "agrees" in page
    page = send(
        "sian", "practices:endorse", practice.pk, stance="against", place=cast.larkrise.pk, status=422
    )
    assert "says why" in page
    assert Endorsement.objects.count() == 6


def test_evidence_stands_side_by_side(read, send, practice, cast):
    AccountFactory(adoption__practice=practice, hours=4)
    AccountFactory(adoption__practice=practice, hours=9, would_go_on="yes")
    AccountFactory(adoption__practice=practice, hours=None, would_go_on="no")
    MeasuredEffectFactory(practice=practice)
    TrialFactory(practice=practice)
    page = send(
        "dev",
        "practices:refer",
        practice.pk,
        citation="Birch (2019). Recall.",
        says="It holds.",
        bearing="mixed",
        doi="10.5555/orchard.7",
    )
    assert "https://doi.org/10.5555/orchard.7" in page
    assert "2 of 3 places would go on, 1 of them with changes." in page
    assert "It really cost 4 to 9 staff hours, 6.5 in the middle." in page
    assert "Not yet known" in page
    assert "Observations come with reviews" in page
    assert "being written" in page
    reference = Reference.objects.get()
    assert "Marian Holt opened it" in send("marian", "practices:reference_check", reference.pk).replace(
        "<bdi>", ""
    ).replace("</bdi>", "")
    send(
        "dev", "practices:refer", practice.pk, citation="x", says="y", bearing="for", doi="page 4", status=422
    )
    assert "No reference yet" in send("dev", "practices:reference_remove", reference.pk, reason="Withdrawn.")


def test_a_practice_without_evidence_says_so(read, cast):
    bare = PracticeFactory(home=cast.alder_vale)

    page = read("dev", "practices:evidence", bare.pk)

    assert "No reference yet" in page
    assert "Nobody has told yet" in page
    assert "nobody has asked" in page


def test_one_account_says_what_it_cost(read, practice):
    AccountFactory(adoption__practice=practice, hours=6)
    page = read("dev", "practices:evidence", practice.pk)
    assert "The one place that has told would go on, with changes. It really cost 6 staff hours." in page
    AccountFactory(adoption__practice=practice, hours=6, would_go_on="no")
    assert "1 of 2 places would go on" in read("dev", "practices:evidence", practice.pk)


def test_nobody_counted_is_said(read, practice):
    AccountFactory(adoption__practice=practice, hours=None, would_go_on="yes")
    ReferenceFactory(practice=practice, doi="", url="https://a.example/1")

    page = read("dev", "practices:evidence", practice.pk)

    assert "Nobody has counted the hours." in page
    assert "https://a.example/1" in page


def test_telling_how_it_went(read, send, practice):
    adoption = practice.adoptions.get()
    assert "How did it go?" in read("tom", "practices:tell", adoption.pk)

    page = send("tom", "practices:tell", adoption.pk, text="Slow, then good.", would_go_on="yes", hours="3.5")

    assert "3.5 staff hours so far" in page
    assert "told once" in send(
        "tom", "practices:tell", adoption.pk, text="More.", would_go_on="yes", status=422
    )


@pytest.mark.django_db(transaction=True)
def test_an_estimate_runs_in_the_queue_and_says_what_is_missing(client, cast):
    with transaction.atomic():
        practice = whole_practice(home=cast.alder_vale, made_by=cast.amina.user)
    measure = MeasureFactory(code="grafting", name="Grafting")
    address = reverse("practices:estimate", args=[practice.pk])
    assert cast.sign_in(client, "amina").get(address).status_code == 200

    client.post(address, {"measure": measure.code, "group": "all"})
    run_worker(wait=False)

    job = Job.objects.get()
    assert (job.state, job.message) == ("done", "done")
    page = client.get(job.result_url).content.decode()
    assert "There are no results of this measure." in page
    assert MeasuredEffect.objects.get().measure == measure
    assert client.post(address, {"measure": "nothing"}).status_code == 422


def test_a_focus_says_what_is_carried_and_what_was_put_down(read, send, practice, cast):
    adoption = practice.adoptions.get()
    RoomMadeFactory(adoption=AdoptionFactory(organisation=cast.alder_vale, pupils="Year 4"))
    StoppingFactory(adoption__organisation=cast.alder_vale, thanks="Well carried.").thanked.add(cast.tom.user)
    AdoptionFactory.create_batch(2, organisation=cast.alder_vale)

    page = read("tom", "practices:focus", cast.alder_vale.pk)

    assert "4 at once." in page
    assert "The Friday test goes." in page
    assert "Well carried." in page
    assert "Ten minutes of fluency" in read("dev", "practices:focus", cast.alder_vale.pk, format="csv")
    assert "What is it time to stop?" in read("tom", "practices:stop_well", adoption.pk)
    after = send(
        "tom",
        "practices:stop_well",
        adoption.pk,
        reason="made_room",
        because="One thing at a time.",
        thanks="Thank you.",
        thanked=[cast.tom.user.pk],
    )
    assert "One thing at a time." in after
    stopping = Stopping.objects.get(adoption=adoption)
    assert list(stopping.thanked.all()) == [cast.tom.user]
    assert "no such" not in after
    other = cast.alder_vale.adoptions.filter(state="live", room=None).first()
    page = send("tom", "practices:room", other.pk, stopped=adoption.pk)
    assert "In place of" in page
    assert RoomMade.objects.filter(stopped=adoption).exists()
    assert "What stops, so that there is room?" in read("tom", "practices:room", other.pk)


def test_what_takes_the_place_of_something_is_chosen_from_what_is_carried(send, practice, cast):
    adoption = practice.adoptions.get()
    better = AdoptionFactory(organisation=cast.alder_vale, adopted_by=None)

    page = send(
        "tom",
        "practices:stop_well",
        better.pk,
        reason="replaced",
        because="Lighter.",
        replaced_by=adoption.pk,
    )

    assert "In its place" in page
    assert Stopping.objects.get().replaced_by == practice


def test_a_focus_without_anything_teaches(read, cast):
    assert "Nothing that Weald knows of" in read("sian", "practices:focus", cast.larkrise.pk)
    read("bo", "practices:focus", cast.larkrise.pk, status=403)


TRIAL = {
    "title": "Now or after Easter",
    "outcome": "Mean of thirty facts.",
    "unit": "facts",
    "smallest": "2",
    "spread": "3",
    "spread_because": "Last year.",
    "hardest": "Who supervises.",
}


def test_a_trial_is_walked_from_plan_to_comparison(read, send, practice, cast, monkeypatch):
    assert "None has been planned" in read("amina", "practices:trials", practice.pk)
    assert "Who starts now" in read("amina", "practices:trial_plan", practice.pk)
    plan = TRIAL | {"first_on": day(7), "later_on": day(90), "place": cast.alder_vale.pk}
    assert "Now or after Easter" in send("amina", "practices:trial_plan", practice.pk, **plan)
    trial = Trial.objects.get()
    assert "Take part" in read("marian", "practices:trial", trial.pk)
    assert "now or a little later" in read("marian", "practices:trial_join", trial.pk)
    assert "Fenwick Academy" in send("marian", "practices:trial_join", trial.pk, place=cast.fenwick.pk)
    assert "no longer takes part" in send("marian", "practices:trial_leave", Participation.objects.get().pk)
    for place in (cast.fenwick, cast.larkrise, HomeFactory(), HomeFactory()):
        ParticipationFactory(trial=trial, organisation=place)
    assert "It may well say" in read("amina", "practices:trial", trial.pk)
    assert "Nothing of it can be changed" in send("amina", "practices:trial_step", trial.pk, "agree")
    assert "Drawn." in send("amina", "practices:trial_step", trial.pk, "draw")
    ours = trial.participations.get(organisation=cast.fenwick)
    assert "Read off" in read("marian", "practices:trial", trial.pk)
    assert "In facts" in read("marian", "practices:read_off", ours.pk)
    send("marian", "practices:read_off", ours.pk, value="12.5")
    assert "3 have not" in send("amina", "practices:trial_step", trial.pk, "begin")
    Participation.objects.filter(before=None).update(before=10.0)
    assert "Begun." in send("amina", "practices:trial_step", trial.pk, "begin")
    send("amina", "practices:trial_step", trial.pk, "leap", status=404)
    assert "looking early" in send("amina", "practices:trial_close", trial.pk, reason="Now!", status=422)
    trial.refresh_from_db()
    monkeypatch.setattr(timezone, "localdate", lambda: trial.later_on)
    for index, one in enumerate(trial.participations.order_by("place")):
        one.after = one.before + index
        one.save()
    page = send("amina", "practices:trial_close", trial.pk, reason="Most would go on.")
    assert "As fixed" in page
    assert "Most would go on." in page
    assert "It showed" in page
    assert "by the draw alone" in page.lower()
    assert "Now or after Easter" in read("amina", "practices:evidence", practice.pk)


def test_an_abandoned_trial_stays_with_its_reason(read, send, practice, cast):
    trial = TrialFactory(practice=practice, proposed_by=cast.amina.user)

    page = send("amina", "practices:trial_abandon", trial.pk, reason="Two heads moved on.")

    assert "Two heads moved on." in page
    assert "3 take part" not in page
    assert "abandoned" in read("dev", "practices:trials", practice.pk)


@pytest.mark.parametrize(
    "name",
    ["stage", "contest", "evidence", "trials", "protect", "reopen", "retire", "endorse", "refer", "estimate"],
)
def test_what_somebody_may_not_know_of_has_no_pages(read, cast, name):
    secret = PracticeFactory(home=cast.alder_vale, audience="team", made_by=cast.amina.user)

    read("dev", f"practices:{name}", secret.pk, status=404)


def test_forms_are_refused_before_anything_is_written(read, practice, cast):
    contest = ContestFactory(practice=practice)
    reference = ReferenceFactory(practice=practice)
    trial = TrialFactory(practice=practice)
    adoption = practice.adoptions.get()
    forms = {
        "protect": practice,
        "reopen": practice,
        "retire": practice,
        "contest_close": contest,
        "third_person": ObjectionFactory(contest=contest),
        "reference_remove": reference,
        "tell": adoption,
        "stop_well": adoption,
        "room": adoption,
        "trial_close": trial,
        "trial_abandon": trial,
        "read_off": ParticipationFactory(trial=trial, organisation=cast.larkrise),
    }

    for name, thing in forms.items():
        read("dev", f"practices:{name}", thing.pk, status=403)


def test_parts_of_a_secret_practice_do_not_exist_either(read, cast):
    secret = PracticeFactory(home=cast.alder_vale, audience="team", made_by=cast.amina.user)
    things = {
        "objection": ObjectionFactory(contest__practice=secret),
        "effect": MeasuredEffectFactory(practice=secret),
        "trial": TrialFactory(practice=secret),
        "tell": AdoptionFactory(practice=secret),
    }

    for name, thing in things.items():
        read("dev", f"practices:{name}", thing.pk, status=404)
        # How it went is told by those who did it, wherever that is.
        read("amina", f"practices:{name}", thing.pk, status=403 if name == "tell" else 200)


def test_pages_ask_a_constant_number_of_queries(read, practice, cast, django_assert_max_num_queries):
    names = ("stage", "contest", "evidence", "trials")

    def counted():
        found = {}
        for name in names:
            with django_assert_max_num_queries(60) as captured:
                read("dev", f"practices:{name}", practice.pk)
            found[name] = len(captured)
        with django_assert_max_num_queries(60) as captured:
            read("dev", "practices:focus", cast.alder_vale.pk)
        return found | {"focus": len(captured)}

    def more(count):
        contest = ContestFactory(practice=practice, closed_at=timezone.now())
        for _ in range(count):
            ObjectionFactory(contest=contest)
            AccountFactory(adoption__practice=practice)
            ReferenceFactory(practice=practice)
            MeasuredEffectFactory(practice=practice)
            EndorsementFactory(practice=practice, words="Yes.")
            MoveFactory(practice=practice)
            trial = TrialFactory(practice=practice)
            ParticipationFactory(trial=trial)
            StoppingFactory(adoption__organisation=cast.alder_vale)
            RoomMadeFactory(adoption=AdoptionFactory(organisation=cast.alder_vale))

    more(1)
    counted()  # whatever is looked up once
    few = counted()
    more(3)

    assert counted() == few
