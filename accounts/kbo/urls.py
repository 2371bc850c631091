"""The department's screens of the KBO register."""

from django.urls import path

from accounts.kbo import views

urlpatterns = [
    path("", views.register, name="kbo"),
    path("imports/", views.imports, name="kbo_imports"),
    path("imports/<uuid:key>/", views.kbo_import, name="kbo_import"),
    path("imports/<uuid:key>/voortgang/", views.voortgang, name="kbo_import_voortgang"),
    path("imports/<uuid:key>/geweigerd.csv", views.geweigerd, name="kbo_import_geweigerd"),
    path("ondernemingen/<slug:number>/", views.onderneming, name="kbo_onderneming"),
]
