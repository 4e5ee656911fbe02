"""What a site needs before anything else: locale, root, home, catalog, groups, issuer.

Idempotent; the demo loader, the first start and transactional tests call it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
)

from courses.models import CatalogPage
from lms.website.models import HomePage
from lms.website.plain_pages import ensure_plain_pages
from lms.website.site import forget

PAGE_RIGHTS = {
    "Authors": ("add_page", "change_page"),
    "Publishers": ("add_page", "change_page", "publish_page", "lock_page"),
}
STAFF_GROUPS = ("Authors", "Publishers", "Facilitators", "Site administrators")


@transaction.atomic
def ensure_baseline() -> HomePage:
    """Make what is missing and return the home page."""
    from credentials.actions import ensure_issuer, ensure_keys
    from credentials.models import Issuer

    Locale.objects.get_or_create(
        language_code=get_supported_content_language_variant(settings.LANGUAGE_CODE)
    )
    root = Page.get_first_root_node() or Page.add_root(
        instance=Page(title="Root", slug="root", content_type=_type(Page))
    )
    Collection.get_first_root_node() or Collection.add_root(name="Root")
    home = ensure_home(root)
    ensure_site(home)
    if not CatalogPage.objects.child_of(home).exists():
        catalog = CatalogPage(title="Courses", slug="catalog")
        home.add_child(instance=catalog)
    ensure_programs(home)
    ensure_plain_pages(home)
    ensure_groups(home)
    ensure_issuer()
    for issuer in Issuer.objects.all():
        ensure_keys(issuer)
    forget()
    return home


def ensure_home(root: Page) -> HomePage:
    """The home page; Wagtail's own welcome page makes room for it."""
    if home := HomePage.objects.first():
        return home
    for welcome in root.get_children().filter(slug="home"):
        welcome.delete()
    root = Page.objects.get(pk=root.pk)
    home = HomePage(
        title="Tributary",
        slug="home",
        headline="Small courses that run together.",
        introduction=(
            "Study how children and classrooms live with technology, on your own "
            "evenings. Talk each step over with a dozen others doing the same, and "
            "keep a credential that anyone can check."
        ),
    )
    root.add_child(instance=home)
    return home


def ensure_site(home: HomePage) -> None:
    """One default site at SITE_URL's address, rooted at home."""
    address = urlsplit(settings.SITE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(
        is_default_site=True
    )
    wanted = {
        "hostname": address.hostname or "localhost",
        "port": address.port or (443 if address.scheme == "https" else 80),
        "site_name": "Tributary",
        "root_page_id": home.pk,
    }
    if any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()


def ensure_programs(home: HomePage) -> None:
    """The page below which programs stand."""
    from credentials.models import ProgramIndexPage

    if not ProgramIndexPage.objects.child_of(home).exists():
        home.refresh_from_db()
        home.add_child(instance=ProgramIndexPage(title="Programs", slug="programs"))


def ensure_groups(home: HomePage) -> None:
    """Staff groups with their rights on pages and images."""
    admin = Permission.objects.get(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    media = Collection.get_first_root_node()
    for name in STAFF_GROUPS:
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(admin)
        for codename in PAGE_RIGHTS.get(name, ()):
            right = Permission.objects.get(content_type=_type(Page), codename=codename)
            GroupPagePermission.objects.get_or_create(
                group=group, page=home, permission=right
            )
        if name in PAGE_RIGHTS:
            for codename in ("add_image", "change_image", "choose_image"):
                right = Permission.objects.get(
                    content_type__app_label="wagtailimages", codename=codename
                )
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=media, permission=right
                )


def _type(model: type[Page]) -> ContentType:
    return ContentType.objects.get_for_model(model)
