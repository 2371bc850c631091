"""Report, journal and nazicht of gebruikersbeheer."""

from django.urls import path, re_path

from accounts.beheer import views_journal, views_report, views_review

urlpatterns = [
    path("rapport/", views_report.rapport, name="beheer_rapport"),
    re_path(r"^rapport/export\.(?P<extension>csv|xlsx)$", views_report.export, name="beheer_rapport_export"),
    path("journaal/", views_journal.journaal, name="beheer_journaal"),
    re_path(r"^journaal/export\.(?P<extension>csv|xlsx)$", views_journal.export, name="beheer_journaal_export"),
    path("nazicht/", views_review.nazicht, name="beheer_nazicht"),
    path("nazicht/<int:pk>/", views_review.ronde, name="beheer_nazicht_ronde"),
    path("nazicht/<int:pk>/beeindigen/", views_review.beeindigen, name="beheer_nazicht_einde"),
    path("nazicht/<int:pk>/afronden/", views_review.afronden, name="beheer_nazicht_afronden"),
]
