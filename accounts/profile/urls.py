"""Mijn profiel."""

from django.urls import path

from accounts.profile import views

urlpatterns = [
    path("", views.profiel, name="profiel"),
    path("werkrelaties/<int:pk>/e-mailadres/", views.email, name="profiel_email"),
    path("e-mailadres/<str:token>/", views.email_bevestigen, name="profiel_email_bevestigen"),
]
