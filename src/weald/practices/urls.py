from django.urls import URLPattern, path

from weald.practices.views import (
    adapting,
    adopting,
    bringing,
    contest,
    credited,
    drafts,
    evidence,
    focus,
    history,
    keeping,
    library,
    offering,  # noqa: F401 -- it registers what the page of a practice offers
    practice,
    returning,
    sharing,
    trial,
    tumbler,
    writing,
)

app_name = "practices"

reading: list[URLPattern] = [
    path("", library.library, name="library"),
    path("<int:practice_id>", practice.practice, name="practice"),
    path("bring-in", bringing.bring, name="bring_in"),
    path("<int:practice_id>/bundle.zip", practice.take_away, name="bundle"),
    path("<int:practice_id>/files/<int:attachment_id>", practice.attachment, name="attachment"),
]
asking: list[URLPattern] = [
    path("<int:practice_id>/ask", sharing.ask, name="ask"),
    path("questions/<int:ask_id>", sharing.answer, name="answer"),
]
being_written: list[URLPattern] = [
    path("share", sharing.share, name="share"),
    path("<int:practice_id>/change", writing.change, name="change"),
    path("drafts", library.drafts, name="drafts"),
    path("drafts/begin", writing.begin, name="begin"),
    path("drafts/<int:draft_id>", drafts.show, name="draft"),
    path("drafts/<int:draft_id>/attach", drafts.attach, name="attach"),
    path("drafts/<int:draft_id>/files/<int:file_id>/detach", drafts.detach, name="detach"),
    path("drafts/<int:draft_id>/discard", drafts.discard, name="discard"),
    path("drafts/<int:draft_id>/catch-up", drafts.catch_up, name="catch_up"),
    path("drafts/<int:draft_id>/publish", drafts.publish, name="publish"),
    path("drafts/<int:draft_id>/<slug:step>", writing.write, name="write"),
]

going_round: list[URLPattern] = [
    path("<int:practice_id>/adopt", adopting.adopt, name="adopt"),
    path("adoptions/<int:adoption_id>/follow", adopting.follow, name="follow"),
    path("<int:practice_id>/adapt", adapting.adapt, name="adapt"),
    path("<int:practice_id>/alloy", adapting.alloy_with, name="alloy"),
    path("<int:practice_id>/return", returning.send, name="return"),
    path("returns/<int:return_id>", returning.returned, name="returned"),
    path("returns/<int:return_id>/take", returning.take, name="take"),
    path("returns/<int:return_id>/variant", returning.variant, name="variant"),
    path("returns/<int:return_id>/decline", returning.decline, name="decline"),
    path("returns/<int:return_id>/stand", returning.stand, name="stand"),
    path("returns/<int:return_id>/thank", returning.thank, name="thank"),
    path("<int:practice_id>/history", history.history, name="history"),
    path("<int:practice_id>/difference", history.differences, name="difference"),
    path("<int:practice_id>/lineage", history.lineage, name="lineage"),
    path("<int:practice_id>/credits", credited.credited, name="credits"),
]

being_kept: list[URLPattern] = [
    path("<int:practice_id>/keep", keeping.keep, name="keep"),
    path("<int:practice_id>/authors/add", keeping.author_add, name="author_add"),
    path("<int:practice_id>/authors/remove", keeping.author_remove, name="author_remove"),
    path("<int:practice_id>/withdraw", keeping.withdraw, name="withdraw"),
    path("<int:practice_id>/take-down", keeping.take_down, name="take_down"),
]

stages: list[URLPattern] = [
    path("gates", tumbler.gates, name="gates"),
    path("gates/<slug:code>", tumbler.threshold, name="threshold"),
    path("<int:practice_id>/stage", tumbler.stage, name="stage"),
    path("<int:practice_id>/stage/rise", tumbler.rise, name="rise"),
    path("<int:practice_id>/stage/protect", tumbler.protect, name="protect"),
    path("<int:practice_id>/stage/reopen", tumbler.reopen, name="reopen"),
    path("<int:practice_id>/stage/retire", tumbler.retire, name="retire"),
]
contests: list[URLPattern] = [
    path("<int:practice_id>/contest", contest.contest, name="contest"),
    path("<int:practice_id>/contest/open", contest.open_contest, name="contest_open"),
    path("<int:practice_id>/agree", contest.endorse, name="endorse"),
    path("contests/<int:contest_id>/object", contest.raise_objection, name="object"),
    path("contests/<int:contest_id>/close", contest.close_contest, name="contest_close"),
    path("objections/<int:objection_id>", contest.objection, name="objection"),
    path("objections/<int:objection_id>/answer", contest.answer, name="objection_answer"),
    path("objections/<int:objection_id>/third-person", contest.third_person, name="third_person"),
    path("objections/<int:objection_id>/decide", contest.decide, name="decide"),
    path("objections/<int:objection_id>/dissent", contest.dissent, name="dissent"),
]
proofs: list[URLPattern] = [
    path("<int:practice_id>/evidence", evidence.evidence, name="evidence"),
    path("<int:practice_id>/evidence/refer", evidence.add_reference, name="refer"),
    path("<int:practice_id>/evidence/estimate", evidence.estimate, name="estimate"),
    path("references/<int:reference_id>/check", evidence.check_reference, name="reference_check"),
    path("references/<int:reference_id>/remove", evidence.remove_reference, name="reference_remove"),
    path("effects/<int:effect_id>", evidence.effect, name="effect"),
    path("adoptions/<int:adoption_id>/tell", evidence.tell, name="tell"),
]
carrying: list[URLPattern] = [
    path("focus/<int:organisation>", focus.focus, name="focus"),
    path("adoptions/<int:adoption_id>/stop-well", focus.stop, name="stop_well"),
    path("adoptions/<int:adoption_id>/room", focus.room, name="room"),
]
trials: list[URLPattern] = [
    path("<int:practice_id>/trials", trial.trials, name="trials"),
    path("<int:practice_id>/trials/plan", trial.plan, name="trial_plan"),
    path("trials/<int:trial_id>", trial.trial, name="trial"),
    path("trials/<int:trial_id>/join", trial.join, name="trial_join"),
    path("trials/<int:trial_id>/close", trial.close_trial, name="trial_close"),
    path("trials/<int:trial_id>/abandon", trial.abandon, name="trial_abandon"),
    path("trials/<int:trial_id>/step/<slug:step>", trial.step, name="trial_step"),
    path("trials/schools/<int:participation_id>/leave", trial.leave, name="trial_leave"),
    path("trials/schools/<int:participation_id>/read-off", trial.read_off, name="read_off"),
]

urlpatterns: list[URLPattern] = [
    *going_round,
    *reading,
    *asking,
    *being_written,
    *being_kept,
    *stages,
    *contests,
    *proofs,
    *carrying,
    *trials,
]
