from django.urls import path

from weald.people.views import concerns, interests, invitations, joining, me, places, sign_in, tokens

app_name = "people"

urlpatterns = [
    path("me", me.me, name="me"),
    path("me/export", me.export, name="export"),
    path("me/erase", me.erase_me, name="erase"),
    path("me/invitations/<int:invitation_id>", me.accept, name="accept"),
    path("me/interests", interests.mine, name="interests"),
    path("me/interests/nothing", interests.nothing, name="interests_nothing"),
    path("me/interests/again", interests.carry_forward, name="interests_again"),
    path("me/interests/<int:interest_id>/withdraw", interests.withdraw, name="interest_withdraw"),
    path("me/tokens", tokens.mine, name="tokens"),
    path("me/tokens/<int:token_id>/end", tokens.end, name="token_end"),
    path("join", joining.ask, name="join"),
    path("invitation/<str:token>", invitations.invitation, name="invitation"),
    path("demo/sign-in", sign_in.demo_sign_in, name="demo_sign_in"),
    path("people/", places.places, name="places"),
    path("people/at/<int:place_id>", places.directory, name="directory"),
    path("people/at/<int:place_id>/invitations", invitations.invitations, name="invitations"),
    path("people/at/<int:place_id>/invite-many", invitations.many, name="invite_many"),
    path("people/at/<int:place_id>/domains", joining.add_domain, name="domain_add"),
    path("people/at/<int:place_id>/domains/remove", joining.remove_domain, name="domain_remove"),
    path("people/report/<str:label>/<int:target_id>", concerns.report, name="report"),
    path("people/concerns/<int:concern_id>", concerns.concern, name="concern"),
    path("people/roles/<int:role_id>/end", places.end, name="role_end"),
    path("people/roles/<int:role_id>/subject", places.subject, name="role_subject"),
    path("people/invitations/<int:invitation_id>/resend", invitations.resend, name="invitation_resend"),
    path("people/invitations/<int:invitation_id>/withdraw", invitations.withdraw, name="invitation_withdraw"),
    path("people/requests/<int:request_id>", joining.decide, name="request_decide"),
]
