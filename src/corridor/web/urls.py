"""The addresses: pages under their language, the API without one."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from corridor.web.accounts import views as accounts
from corridor.web.accounts.first_administrator import first_administrator
from corridor.web.home import views as home

urlpatterns = [
    path("", home.root, name="root"),
    path("health", home.health, name="health"),
    path("robots.txt", home.robots),
    path(".well-known/security.txt", home.security),
    path("language", accounts.choose_language, name="choose_language"),
    path("api/", include("corridor.web.api.urls")),
]
urlpatterns += i18n_patterns(
    path("", include("corridor.web.home.urls")),
    path("route-check/", include("corridor.web.route_check.urls")),
    path("law/", include("corridor.web.law.urls")),
    path("shortages/", include("corridor.web.shortages.urls")),
    path("attractiveness/", include("corridor.web.attractiveness.urls")),
    path("evidence/", include("corridor.web.evidence.urls")),
    path("pool/", include("corridor.web.pool.urls")),
    path("plans/", include("corridor.web.plans.urls")),
    path("reforms/", include("corridor.web.reforms.urls")),
    path("partnerships/", include("corridor.web.partnerships.urls")),
    path("following/", include("corridor.web.following.urls")),
    path("matches/", include("corridor.web.matches.urls")),
    path("cases/", include("corridor.web.cases.urls")),
    path("stakeholders/", include("corridor.web.stakeholders.urls")),
    path("programmes/", include("corridor.web.programmes.urls")),
    path("events/", include("corridor.web.events.urls")),
    path("live/", include("corridor.web.live.urls")),
    path("drafts/", include("corridor.web.drafts.urls")),
    path("chain/", include("corridor.web.chain.urls")),
    path("jobs/", include("corridor.web.jobs.urls")),
    path("organisations/", include("corridor.web.organisations.urls")),
    path("my-data/", include("corridor.web.consent.urls")),
    path("oversight/", include("corridor.web.oversight.urls")),
    path("developers/", include("corridor.web.api.page_urls")),
    path("account/", include("allauth.urls")),
    path("first-administrator/<str:secret>/", first_administrator, name="first_administrator"),
    prefix_default_language=True,
)
handler400 = "corridor.web.home.faults.bad_request"
handler403 = "corridor.web.home.faults.forbidden"
handler404 = "corridor.web.home.faults.not_found"
handler500 = "corridor.web.home.faults.server_error"
