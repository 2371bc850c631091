"""Contexten beheren."""

from django.urls import path

from accounts.beheer import views_contexts

urlpatterns = [
    path("", views_contexts.contexten, name="beheer_contexten"),
]
