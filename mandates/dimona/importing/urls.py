"""The department's files of the register."""

from django.urls import path

from mandates.dimona.importing import views

urlpatterns = [
    path("", views.lijst, name="dimona_bestanden"),
    path("opladen/", views.opladen, name="dimona_bestand_opladen"),
    path("sjabloon.csv", views.sjabloon, name="dimona_bestand_sjabloon"),
    path("<uuid:key>/", views.bestand, name="dimona_bestand"),
    path("<uuid:key>/voortgang/", views.voortgang, name="dimona_bestand_voortgang"),
    path("<uuid:key>/indienen/", views.indienen, name="dimona_bestand_indienen"),
    path("<uuid:key>/annuleren/", views.annuleren, name="dimona_bestand_annuleren"),
    path("<uuid:key>/geweigerd.csv", views.geweigerd, name="dimona_bestand_geweigerd"),
]
