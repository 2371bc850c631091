"""The side of the verstrekker, and what the department sees of it."""

from django.urls import include, path

from aanvragen.deelname.bestand.kind import DEELNAME_BESTAND
from aanvragen.deelname.views import deelnames, gewijzigd, inschrijvingen, overzicht, registraties
from loket.bulk.large.views import large_file_urls

urlpatterns = [
    path("opleidingen/", overzicht.mijn_opleidingen, name="mijn_opleidingen"),
    path("opleidingen/export.<slug:extension>", overzicht.export, name="mijn_opleidingen_export"),
    path("opleidingen/<int:pk>/", overzicht.opleiding, name="mijn_opleiding"),
    path("opleidingen/<int:pk>/registreren/", overzicht.registreren, name="deelname_registreren"),
    path("opleidingen/<int:pk>/inschrijvingen/", inschrijvingen.lijst, name="deelname_inschrijvingen"),
    path(
        "opleidingen/<int:pk>/inschrijvingen/export.<slug:extension>",
        inschrijvingen.export,
        name="deelname_inschrijvingen_export",
    ),
    path("opleidingen/<int:pk>/inschrijven/", inschrijvingen.toevoegen, name="deelname_inschrijven"),
    path("opleidingen/<int:pk>/attesten/", inschrijvingen.bundel_vragen, name="deelname_bundel_vragen"),
    path("opleidingen/<int:pk>/deelnames/", deelnames.lijst, name="deelname_lijnen"),
    path("opleidingen/<int:pk>/deelnames/export.<slug:extension>", deelnames.export, name="deelname_lijnen_export"),
    path("inschrijvingen/<int:pk>/", inschrijvingen.inschrijving, name="deelname_inschrijving"),
    path("inschrijvingen/<int:pk>/intrekken/", inschrijvingen.intrekken, name="deelname_inschrijving_intrekken"),
    path("inschrijvingen/<int:pk>/attest.pdf", inschrijvingen.attest, name="deelname_attest"),
    path("attesten/<uuid:key>/", inschrijvingen.bundel, name="deelname_bundel"),
    path("attesten/<uuid:key>/voortgang/", inschrijvingen.bundel_voortgang, name="deelname_bundel_voortgang"),
    path("attesten/<uuid:key>/attesten.zip", inschrijvingen.bundel_bestand, name="deelname_bundel_bestand"),
    path("deelnames/<int:pk>/", deelnames.deelname, name="deelname_lijn"),
    path("deelnames/<int:pk>/verbeteren/", deelnames.verbeteren, name="deelname_verbeteren"),
    path("deelnames/<int:pk>/intrekken/", deelnames.intrekken, name="deelname_intrekken"),
    path("registraties/", registraties.lijst, name="deelname_registraties"),
    path("registraties/<uuid:key>/", registraties.registratie, name="deelname_registratie"),
    path("registraties/<uuid:key>/ontvangstbewijs.pdf", registraties.ontvangstbewijs, name="deelname_ontvangstbewijs"),
    path(
        "registraties/<uuid:key>/ontvangstbewijs/klaar/",
        registraties.ontvangstbewijs_klaar,
        name="deelname_ontvangstbewijs_klaar",
    ),
    path("bestanden/", include(large_file_urls(DEELNAME_BESTAND))),
    path("gewijzigd/", gewijzigd.lijst, name="gewijzigde_deelnames"),
    path("gewijzigd/<int:pk>/gezien/", gewijzigd.gezien, name="gewijzigde_deelname_gezien"),
]
