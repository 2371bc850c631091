"""For whom one acts by a mandate."""

from django.urls import path

from mandates.clients import views

urlpatterns = [
    path("onderneming/", views.onderneming, name="namens_onderneming"),
    path("kiezen/", views.kiezen, name="namens_kiezen"),
    path("terug/", views.terug, name="namens_terug"),
    path("klanten/", views.klanten, name="klanten"),
    path("klanten/<int:pk>/favoriet/", views.favoriet, name="klant_favoriet"),
]
