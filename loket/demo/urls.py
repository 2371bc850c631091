"""The demo's mailbox; these addresses exist only where the demo is installed."""

from django.urls import path

from loket.demo import views

urlpatterns = [
    path("postbus/", views.postbus, name="demo_postbus"),
    path("postbus/<int:pk>/", views.bericht, name="demo_bericht"),
]
