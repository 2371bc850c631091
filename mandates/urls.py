"""Mandates: giving, asking and stopping them, and acting for somebody by one."""

from django.urls import include, path

urlpatterns = [
    path("dimona/", include("mandates.dimona.urls")),
    path("hulp/", include("mandates.hulp.urls")),
    path("in-uw-naam/", include("mandates.inzage.urls")),
    path("namens/", include("mandates.clients.urls")),
    path("", include("mandates.ssm.urls")),
]
