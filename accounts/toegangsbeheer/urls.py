"""Addresses of the simulated Toegangsbeheer; only included where the app is installed."""

from django.urls import path

from accounts.toegangsbeheer import views

urlpatterns = [
    path("aanmelden/", views.sign_on, name="toegangsbeheer_aanmelden"),
    path("afmelden/", views.sign_off, name="toegangsbeheer_afmelden"),
    path("<str:name>/", views.choose_key, name="toegangsbeheer_sleutels"),
    path("<str:name>/<slug:key>/", views.choose_person, name="toegangsbeheer_personen"),
]
