"""All addresses of the portal. Every view declares its access rule; `tests/access` walks this list."""

from django.apps import apps
from django.urls import include, path

from accounts.staff.registrations import staff_site
from loket import errors, health, pages

handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error

urlpatterns = [
    path("", pages.home, name="home"),
    path("hulp/", pages.hulp, name="hulp"),
    path("toegankelijkheid/", pages.toegankelijkheid, name="toegankelijkheid"),
    path("privacy/", pages.privacy, name="privacy"),
    path("gezondheid/", health.health, name="health"),
    path("", include("accounts.login.urls")),
    path("", include("accounts.urls")),
    path("beheer/parameters/", include("loket.parameters.urls")),
    path("mandaten/", include("mandates.urls")),
    path("aanvragen/", include("aanvragen.urls")),
    path("verstrekker/", include("aanvragen.deelname.urls")),
    path("maatwerk/", include("maatwerk.urls")),
    path("opleidingsdatabank/", include("aanvragen.odb.urls")),
    path("staf/", staff_site.urls),
]

if apps.is_installed("accounts.toegangsbeheer"):
    urlpatterns.append(path("toegangsbeheer/", include("accounts.toegangsbeheer.urls")))
if apps.is_installed("loket.demo"):
    urlpatterns.append(path("demo/", include("loket.demo.urls")))
