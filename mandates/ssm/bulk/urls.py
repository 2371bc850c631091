"""Files with SSM mandates."""

from django.urls import path

from mandates.views import ssm_bulk

urlpatterns = [
    path("", ssm_bulk.bestanden, name="ssm_bestanden"),
    path("opladen/", ssm_bulk.opladen, name="ssm_bestand_opladen"),
    path("<uuid:key>/", ssm_bulk.bestand, name="ssm_bestand"),
    path("<uuid:key>/voortgang/", ssm_bulk.voortgang, name="ssm_bestand_voortgang"),
    path("<uuid:key>/indienen/", ssm_bulk.indienen, name="ssm_bestand_indienen"),
    path("<uuid:key>/annuleren/", ssm_bulk.annuleren, name="ssm_bestand_annuleren"),
    path("<uuid:key>/geweigerd/", ssm_bulk.geweigerd, name="ssm_bestand_geweigerd"),
]
