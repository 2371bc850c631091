"""The department's screens."""

from django.urls import path

from accounts.department import views_catalogue as catalogue
from accounts.department import views_organisations as organisations

urlpatterns = [
    path("organisaties/", organisations.lijst, name="organisaties"),
    path("organisaties/<int:pk>/", organisations.organisatie, name="organisatie"),
    path("organisaties/<int:pk>/soorten/", organisations.soorten, name="organisatie_soorten"),
    path("organisaties/<int:pk>/eerste-beheerder/", organisations.eerste_beheerder, name="eerste_beheerder"),
    path("rechten/", catalogue.rechten, name="catalogus"),
    path("rechten/nieuw/", catalogue.recht_nieuw, name="catalogus_recht_nieuw"),
    path("rechten/<int:pk>/", catalogue.recht, name="catalogus_recht"),
    path("rechten/<int:pk>/naam/", catalogue.recht_hernoemen, name="catalogus_recht_naam"),
    path("rechten/<int:pk>/afsluiten/", catalogue.recht_afsluiten, name="catalogus_recht_afsluiten"),
    path("rechten/<int:pk>/contexten/nieuw/", catalogue.context_nieuw, name="catalogus_context_nieuw"),
    path("contexten/<int:pk>/naam/", catalogue.context_hernoemen, name="catalogus_context_naam"),
    path("contexten/<int:pk>/afsluiten/", catalogue.context_afsluiten, name="catalogus_context_afsluiten"),
]
