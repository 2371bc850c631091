"""Aanvragen of the represented party, and the dossiers of the department."""

from django.urls import include, path, re_path

from aanvragen.aanvulling import views as aanvulling
from aanvragen.eigen.views import mijn_opleidingsverlof
from aanvragen.flow import all_flows
from aanvragen.views import clients, detail, dossiers, lists, odb, steps
from aanvragen.vov.bestand.kind import VOV_BESTAND
from loket.bulk.large.views import large_file_urls

urlpatterns = [
    path("mijn/", lists.mijn_aanvragen, name="mijn_aanvragen"),
    re_path(r"^mijn/export\.(?P<extension>csv|xlsx)$", lists.export, name="aanvragen_export"),
    path("eigen/", mijn_opleidingsverlof, name="mijn_opleidingsverlof"),
    path("klanten/", clients.werk_voor_klanten, name="werk_voor_klanten"),
    path("klanten/<uuid:key>/ontvangstbewijs.pdf", clients.ontvangstbewijs_voor_klant, name="klant_ontvangstbewijs"),
    # Each dienst begins at an address, and by a rule, of its own.
    *(path(f"{flow.slug}/start/", steps.start_of(flow), name=flow.dienst.start_url) for flow in all_flows()),
    path("vov/bestanden/", include(large_file_urls(VOV_BESTAND))),
    path("vov/opleiding/", odb.opzoeken, name="odb_opzoeken"),
    path("vov/<uuid:key>/aanvullen/", aanvulling.aanvullen, name="vov_aanvullen"),
    path("vov/<uuid:key>/versie/<int:number>/ontvangstbewijs.pdf", aanvulling.versie_bewijs, name="vov_versie_bewijs"),
    path("<uuid:key>/", detail.aanvraag, name="aanvraag"),
    path("<uuid:key>/verder/", steps.verder, name="aanvraag_verder"),
    path("<uuid:key>/stap/<slug:slug>/", steps.stap, name="aanvraag_stap"),
    path("<uuid:key>/controleren/", steps.controleren, name="aanvraag_controleren"),
    path("<uuid:key>/verwijderen/", steps.verwijderen, name="aanvraag_verwijderen"),
    path("<uuid:key>/overnemen/", steps.overnemen, name="aanvraag_overnemen"),
    path("<uuid:key>/annuleren/", steps.annuleren, name="aanvraag_annuleren"),
    path("<uuid:key>/ontvangstbewijs.pdf", detail.ontvangstbewijs, name="ontvangstbewijs"),
    path("<uuid:key>/ontvangstbewijs/klaar/", detail.ontvangstbewijs_klaar, name="ontvangstbewijs_klaar"),
    path("<uuid:key>/bijlage/<int:pk>/", detail.bijlage, name="bijlage"),
    path("dossiers/", dossiers.lijst, name="dossiers"),
    path("dossiers/<uuid:key>/", dossiers.dossier, name="dossier"),
    path("dossiers/<uuid:key>/bijlage/<int:pk>/", dossiers.bijlage, name="dossier_bijlage"),
    path("dossiers/<uuid:key>/<slug:name>/", dossiers.beslissen, name="dossier_beslissen"),
]
