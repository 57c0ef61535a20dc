from django.urls import URLPattern, path

from weald.practices.views import drafts, library, practice, sharing, writing

app_name = "practices"

reading: list[URLPattern] = [
    path("", library.library, name="library"),
    path("<int:practice_id>", practice.practice, name="practice"),
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

urlpatterns: list[URLPattern] = [*reading, *asking, *being_written]
