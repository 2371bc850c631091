"""The reports of maatwerk, from the Startscherm on, in the order of seed 004. No address holds an INSZ."""

from django.urls import include, path

from maatwerk.views import (
    afrekening,
    debiteuren,
    exports,
    jaar,
    kwartaal,
    narekenen,
    ondernemingen,
    persoon,
    start,
    voorschot,
    werknemers,
    wop,
)
from maatwerk.vragenlijst import views as vragenlijst

OF = "ondernemingen/<uuid:key>"

urlpatterns = [
    path("", start.start, name="maatwerk_start"),
    path("ondernemingen/", ondernemingen.lijst, name="maatwerk_ondernemingen"),
    path("ondernemingen/exporteer/", exports.exporteer_alles, name="maatwerk_exporteer_alles"),
    path(f"{OF}/", ondernemingen.onderneming, name="maatwerk_onderneming"),
    path(f"{OF}/afrekening/", afrekening.overzicht, name="maatwerk_afrekening"),
    path(f"{OF}/afrekening/kwartaal/", kwartaal.kwartalen, name="maatwerk_kwartalen"),
    path(f"{OF}/afrekening/jaar/", jaar.jaren, name="maatwerk_jaren"),
    path(f"{OF}/afrekening/afrekening/", afrekening.afrekeningen, name="maatwerk_afrekeningen"),
    path(f"{OF}/afrekening/debiteuren/", debiteuren.overzicht, name="maatwerk_debiteuren"),
    path(f"{OF}/voorschot/", voorschot.lijst, name="maatwerk_voorschot"),
    path(f"{OF}/wop/", wop.lijst, name="maatwerk_wop"),
    path(f"{OF}/exporteer/<slug:soort>/", exports.exporteer, name="maatwerk_exporteer"),
    path("berekeningen/<uuid:key>/", kwartaal.berekening, name="maatwerk_berekening"),
    path("berekeningen/<uuid:key>/narekenen/", narekenen.narekenen, name="maatwerk_narekenen"),
    path("berekeningen/<uuid:key>/verschillen/<int:versie>/", werknemers.verschillen, name="maatwerk_verschillen"),
    path("berekeningen/<uuid:key>/werknemers/", werknemers.lijst, name="maatwerk_werknemers"),
    path("berekeningen/<uuid:key>/werknemers/<uuid:werknemer>/", persoon.persoon, name="maatwerk_persoon"),
    path("berekeningen/<uuid:key>/werknemers/<uuid:werknemer>/insz/", persoon.insz, name="maatwerk_insz"),
    path("jaren/<uuid:key>/", jaar.jaar, name="maatwerk_jaar"),
    path("jaren/<uuid:key>/kwartalen/<int:nummer>/", jaar.werknemers, name="maatwerk_jaar_werknemers"),
    path("voorschotten/<uuid:key>/", voorschot.kwartaal, name="maatwerk_voorschot_kwartaal"),
    path("leveringen/", include("maatwerk.leveringen.urls")),
    path("vragenlijst/", vragenlijst.vragenlijst, name="maatwerk_vragenlijst"),
    path("vragenlijst/resultaten/", vragenlijst.resultaten, name="maatwerk_vragenlijst_resultaten"),
]
