"""The public list, and what a provider does with a registration."""

from django.urls import path, re_path

from aanvragen.odb.views import indiener, openbaar

urlpatterns = [
    path("", openbaar.lijst, name="opleidingen"),
    re_path(r"^opleidingen\.(?P<extension>csv|json)$", openbaar.bestand, name="opleidingen_bestand"),
    path("gegevens/", openbaar.gegevens, name="opleidingen_gegevens"),
    path("schema.json", openbaar.schema, name="opleidingen_schema"),
    re_path(r"^(?P<odb_number>ODB-[0-9]{7})/$", openbaar.opleiding, name="opleiding"),
    path("registratie/<uuid:key>/aanvullen/", indiener.aanvullen, name="odb_aanvullen"),
    path("registratie/<uuid:key>/verlengen/", indiener.verlengen, name="odb_verlengen"),
    path("registratie/<uuid:key>/stopzetten/", indiener.stopzetten, name="odb_stopzetten"),
]
