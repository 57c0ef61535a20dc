from django.urls import URLPattern, path

from weald.practices.urls_evidence import proving
from weald.practices.views import (
    adapting,
    adopting,
    bringing,
    drafts,
    history,
    keeping,
    library,
    offering,  # noqa: F401 -- it registers what the page of a practice offers
    practice,
    returning,
    sharing,
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
]

being_kept: list[URLPattern] = [
    path("<int:practice_id>/keep", keeping.keep, name="keep"),
    path("<int:practice_id>/authors/add", keeping.author_add, name="author_add"),
    path("<int:practice_id>/authors/remove", keeping.author_remove, name="author_remove"),
    path("<int:practice_id>/withdraw", keeping.withdraw, name="withdraw"),
    path("<int:practice_id>/take-down", keeping.take_down, name="take_down"),
]

urlpatterns: list[URLPattern] = [*going_round, *reading, *asking, *being_written, *being_kept, *proving]
