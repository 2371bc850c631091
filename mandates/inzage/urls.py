"""What others did in a party's name."""

from django.urls import path, re_path

from mandates.inzage import views

urlpatterns = [
    path("", views.in_uw_naam, name="in_uw_naam"),
    re_path(r"^export\.(?P<extension>csv|xlsx)$", views.export, name="in_uw_naam_export"),
    path("per-mail/", views.per_mail, name="in_uw_naam_per_mail"),
    path("per-mail/<str:token>/", views.adres, name="in_uw_naam_adres"),
]
