"""The portal's addresses, and those of the benchmark."""

from django.urls import include, path

from bench import views

urlpatterns = [
    path("bench/kaal/", views.bare, name="bench_bare"),
    path("bench/kaal/loket/", views.bare, name="bench_bare_portal"),
    path("bench/proces/", views.process, name="bench_process"),
    path("", include("loket.urls")),
]
