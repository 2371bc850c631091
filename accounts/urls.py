"""Choosing for whom to act, and gebruikersrechten."""

from django.urls import include, path

from accounts.views import chooser, overview, requests, rights, zelfregistratie

urlpatterns = [
    path("aanvraag/", overview.overzicht, name="overzicht"),
    path("namens-wie/", chooser.namens_wie, name="namens_wie"),
    path("namens-wie/<slug:code>/", chooser.kies_organisatie, name="kies_organisatie"),
    path("wisselen/", chooser.wisselen, name="wisselen"),
    path("gebruikersbeheer/", include("accounts.beheer.urls")),
    path("profiel/", include("accounts.profile.urls")),
    path("departement/kbo/", include("accounts.kbo.urls")),
    path("departement/", include("accounts.department.urls")),
    path("gebruikersrechten/aanvraag", zelfregistratie.aanvraag, name="zelfregistratie"),
    path("gebruikersrechten/aanvragen/<slug:dienst_code>/", rights.aanvragen, name="recht_aanvragen"),
    path("gebruikersrechten/verzoeken/", requests.lijst, name="rechtaanvragen"),
    path("gebruikersrechten/verzoeken/<int:pk>/", rights.beslissen, name="rechtaanvraag"),
    path("gebruikersrechten/verzoeken/<int:pk>/openen/", rights.openen, name="rechtaanvraag_openen"),
]
