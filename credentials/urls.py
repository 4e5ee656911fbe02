"""Routes of this app; program pages are found by their place in the tree.

Addresses that stand inside credentials answer 200 with and without the trailing slash:
verifiers follow no redirect.
"""

from django.urls import path

from credentials.views import (
    achievements,
    awards,
    bundle,
    card,
    files,
    interest,
    joint,
    learning,
    ob2,
    pdf,
    published,
    renewals,
    sharing,
    standing,
    transcripts,
    verify,
)

app_name = "credentials"
urlpatterns = [
    path("me/", learning.learning, name="learning"),
    path("me/programs.json", standing.programs, name="programs_json"),
    path("me/programs/<uuid:public_id>.json", standing.program, name="program_json"),
    path("me/approvals/", joint.approvals, name="approvals"),
    path("me/approvals/<int:candidacy_id>/", joint.approval, name="approval"),
    path("me/interests/<int:page_id>/", interest.interest, name="interest"),
    path("me/credentials.zip", bundle.bundle, name="bundle"),
    path("verify/", verify.verify, name="verify"),
    path("credentials/<uuid:public_id>", awards.award),
    path("credentials/<uuid:public_id>/", awards.award, name="award"),
    path("credentials/<uuid:public_id>.json", files.award_json, name="award_json"),
    path("credentials/<uuid:public_id>.jwt", files.award_jwt, name="award_jwt"),
    path("credentials/<uuid:public_id>.png", files.award_png, name="award_png"),
    path("credentials/<uuid:public_id>.svg", files.award_svg, name="award_svg"),
    path("credentials/<uuid:public_id>.pdf", pdf.certificate, name="certificate"),
    path("credentials/<uuid:public_id>/door-sign.pdf", pdf.door_sign, name="door_sign"),
    path("credentials/<uuid:public_id>/sharing/", sharing.sharing, name="sharing"),
    path("credentials/<uuid:public_id>/qr.svg", sharing.qr, name="qr"),
    path("credentials/<uuid:public_id>/card/", card.card, name="card"),
    path("credentials/<uuid:public_id>/renewal/", renewals.renewal, name="renewal"),
    path(
        "credentials/<uuid:public_id>/withdrawal/",
        renewals.withdrawal,
        name="withdrawal",
    ),
    path("achievements/<uuid:public_id>", achievements.achievement),
    path(
        "achievements/<uuid:public_id>/", achievements.achievement, name="achievement"
    ),
    path("achievements/<uuid:public_id>.svg", achievements.svg, name="stone"),
    path("achievements/<uuid:public_id>.png", achievements.png),
    path(
        "achievements/<uuid:public_id>/card.png",
        achievements.card,
        name="achievement_card",
    ),
    path("status/revocation/<slug:name>", published.status_list, name="status_list"),
    path("status/revocation/<slug:name>/", published.status_list),
    path(".well-known/did.json", published.did_document, name="did"),
    path("issuers/<slug:slug>/did.json", published.did_document, name="issuer_did"),
    path("keys/<str:kid>", published.key, name="key"),
    path("keys/<str:kid>/", published.key),
    path("me/transcript/", transcripts.make, name="make_transcript"),
    path("transcripts/<uuid:public_id>", transcripts.transcript),
    path("transcripts/<uuid:public_id>/", transcripts.transcript, name="transcript"),
    path(
        "transcripts/<uuid:public_id>.json",
        transcripts.transcript_json,
        name="transcript_json",
    ),
    path("ob2/assertions/<uuid:public_id>", ob2.assertion, name="ob2_assertion"),
    path("ob2/assertions/<uuid:public_id>/", ob2.assertion),
    path("ob2/badges/<uuid:public_id>", ob2.badge, name="ob2_badge"),
    path("ob2/badges/<uuid:public_id>/", ob2.badge),
    path("ob2/issuer", ob2.issuer, name="ob2_issuer"),
    path("ob2/issuer/", ob2.issuer),
    path("ob2/issuers/<slug:slug>", ob2.issuer),
    path("ob2/issuers/<slug:slug>/", ob2.issuer),
]
