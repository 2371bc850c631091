"""The dated parameters: listed, and added to by an administrator."""

from django.urls import path

from loket.parameters import views

urlpatterns = [
    path("", views.lijst, name="parameters"),
    path("nieuw/", views.toevoegen, name="parameter_toevoegen"),
]
