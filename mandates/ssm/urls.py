"""SSM mandates."""

from django.urls import include, path, re_path

from mandates.sides import Side
from mandates.views import ssm, ssm_list, ssm_moves, ssm_start

urlpatterns = [
    path("", ssm.mandaten, name="mandaten"),
    path("lijst/", ssm_list.lijst, name="ssm_lijst"),
    re_path(r"^lijst/export\.(?P<extension>csv|xlsx)$", ssm_list.export, name="ssm_export"),
    path("lijst/meerdere/", ssm_moves.meerdere, name="ssm_meerdere"),
    path("geven/", ssm_start.nieuw, {"side": Side.GEVER}, name="ssm_geven"),
    path("aanvragen/", ssm_start.nieuw, {"side": Side.NEMER}, name="ssm_aanvragen"),
    path("bestanden/", include("mandates.ssm.bulk.urls")),
    path("<uuid:key>/", ssm.mandaat, name="ssm_mandaat"),
    path("<uuid:key>/mandaat.pdf", ssm.pdf, name="ssm_pdf"),
    path("<uuid:key>/openen/", ssm.openen, name="ssm_openen"),
    path("<uuid:key>/gegevens/", ssm_start.gegevens, name="ssm_gegevens"),
    path("<uuid:key>/controleren/", ssm_start.controleren, name="ssm_controleren"),
    path("<uuid:key>/uitbreiden/", ssm_start.uitbreiden, name="ssm_uitbreiden"),
    path("<uuid:key>/overdragen/", ssm_start.overdragen, name="ssm_overdragen"),
    path("<uuid:key>/zet/<slug:naam>/", ssm_moves.zet, name="ssm_zet"),
]
