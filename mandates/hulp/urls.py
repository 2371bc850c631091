"""Help about mandates."""

from django.urls import path

from mandates.hulp import views

urlpatterns = [
    path("", views.pagina, name="mandatenbeheer_hulp"),
    path("handleiding.pdf", views.handleiding_pdf, name="mandatenbeheer_handleiding"),
]
