"""Addresses of login and sessions. Allauth's own lists are not included: what is not here does not exist."""

from django.urls import path

from accounts.login import provider_views, views

urlpatterns = [
    path("aanmelden/", views.login, name="login"),
    path("aanmelden/afgebroken/", views.login_cancelled, name="socialaccount_login_cancelled"),
    path("aanmelden/mislukt/", views.login_error, name="socialaccount_login_error"),
    path("afmelden/", views.log_out, name="afmelden"),
    path("afgemeld/", views.logged_out, name="afgemeld"),
    path("sessies/", views.sessions, name="sessies"),
    path("sessies/verlengen/", views.extend_session, name="sessie_verlengen"),
    path("sessies/andere/beeindigen/", views.end_other_sessions, name="sessies_andere_beeindigen"),
    path("sessies/<int:pk>/beeindigen/", views.end_session, name="sessie_beeindigen"),
    path("saml/<slug:organization_slug>/login/", provider_views.saml_login, name="saml_login"),
    path("saml/<slug:organization_slug>/acs/", provider_views.saml_acs, name="saml_acs"),
    path("saml/<slug:organization_slug>/acs/finish/", provider_views.saml_finish_acs, name="saml_finish_acs"),
    path("saml/<slug:organization_slug>/sls/", provider_views.saml_sls, name="saml_sls"),
    path("saml/<slug:organization_slug>/metadata/", provider_views.saml_metadata, name="saml_metadata"),
    path("oidc/<slug:provider_id>/login/", provider_views.oidc_login, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", provider_views.oidc_callback, name="openid_connect_callback"),
]
