"""Deliveries: their overview, and the pages of each kind of file."""

from django.urls import include, path

from loket.bulk.large.views import large_file_urls
from maatwerk.leveringen import views
from maatwerk.leveringen.soorten import SOORTEN

urlpatterns = [
    path("", views.overzicht, name="maatwerk_leveringen"),
    *(path(f"{kind.code.removeprefix('maatwerk-')}/", include(large_file_urls(kind))) for kind in SOORTEN),
]
