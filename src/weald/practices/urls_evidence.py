"""Where stages, contests, evidence, trials and focus are found."""

from django.urls import URLPattern, path

from weald.practices.views import contest, evidence, focus, trial, tumbler

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

proving: list[URLPattern] = [*stages, *contests, *proofs, *carrying, *trials]
