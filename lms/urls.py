"""HTTP routes. Ours first, the CMS below /cms/, Wagtail's pages last."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from courses.sitemaps import PublicSitemap

# The CMS's own doors would know no limit and no second factor: allauth is the only one.
to_login = RedirectView.as_view(pattern_name="account_login", query_string=True)

# In production a proxy or the storage serves public media.
media = (
    [re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT})]
    if settings.SERVES_MEDIA
    else []
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("cms/login/", to_login),
    path("_util/login/", to_login),
    re_path(r"^cms/password_reset/.*$", to_login),
    path("cms/logout/", RedirectView.as_view(pattern_name="account_logout")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("lms.accounts.urls")),
    path("", include("lms.website.urls")),
    path("", include("courses.urls")),
    path("", include("credentials.urls")),
    path("", include("discussions.urls")),
    path("", include("lms.schools.urls")),
    path("", include("lms.notifications.urls")),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PublicSitemap}}),
    *media,
    path("", include(wagtail_urls)),
]
