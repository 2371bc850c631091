"""Dimona mandates."""

from django.urls import include, path, re_path

from mandates.dimona import views, views_clients, views_starting

urlpatterns = [
    path("", views.overzicht, name="dimona"),
    path("geven/", views_starting.geven, name="dimona_geven"),
    path("vragen/", views_starting.vragen, name="dimona_vragen"),
    path("klanten/", views_clients.klanten, name="dimona_klanten"),
    re_path(r"^klanten/export\.(?P<extension>csv|xlsx)$", views_clients.export, name="dimona_klanten_export"),
    path("register/", include("mandates.dimona.importing.urls")),
    path("<uuid:key>/", views.mandaat, name="dimona_mandaat"),
    path("<uuid:key>/<slug:name>/", views.zetten, name="dimona_zetten"),
]
