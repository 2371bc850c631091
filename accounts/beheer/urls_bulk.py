"""Files with people and rights."""

from django.urls import path, re_path

from accounts.beheer.bulk import views

urlpatterns = [
    path("", views.bestanden, name="beheer_bestanden"),
    path("opladen/", views.opladen, name="beheer_bestand_opladen"),
    path("kolommen/", views.kolommen, name="beheer_bestand_kolommen"),
    re_path(r"^sjabloon\.(?P<kind>csv|xlsx)$", views.sjabloon, name="beheer_bestand_sjabloon"),
    path("<uuid:key>/", views.bestand, name="beheer_bestand"),
    path("<uuid:key>/voortgang/", views.voortgang, name="beheer_bestand_voortgang"),
    path("<uuid:key>/indienen/", views.indienen, name="beheer_bestand_indienen"),
    path("<uuid:key>/annuleren/", views.annuleren, name="beheer_bestand_annuleren"),
    path("<uuid:key>/geweigerd/", views.geweigerd, name="beheer_bestand_geweigerd"),
]
