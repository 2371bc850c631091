"""Gebruikersbeheer."""

from django.urls import include, path

from accounts.beheer import views_people, views_rights

urlpatterns = [
    path("", views_people.overzicht, name="beheer"),
    path("", include("accounts.beheer.urls_report")),
    path("contexten/", include("accounts.beheer.urls_contexts")),
    path("bestanden/", include("accounts.beheer.urls_bulk")),
    path("personen/nieuw/", views_people.nieuw, name="beheer_nieuw"),
    path("personen/<int:pk>/", views_people.persoon, name="beheer_persoon"),
    path("koppelen/<str:token>/", views_people.koppelen, name="beheer_koppelen"),
    path("werkrelaties/<int:pk>/beeindigen/", views_people.werkrelatie_beeindigen, name="beheer_werkrelatie_einde"),
    path("werkrelaties/<int:werkrelatie_pk>/toekennen/", views_rights.toekennen, name="beheer_toekennen"),
    path("rechten/<int:pk>/beeindigen/", views_rights.recht_beeindigen, name="beheer_recht_einde"),
    path("rechten/<int:pk>/verlengen/", views_rights.verlengen_een, name="beheer_verlengen_een"),
    path("rechten/verlengen/", views_rights.verlengen, name="beheer_verlengen"),
]
