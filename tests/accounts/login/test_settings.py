"""The settings of the login: made once for the demo, from the environment in production."""

import multiprocessing
import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from loket.settings.login import demo_saml_app, key_pair, login_providers, read_secret

SAML = {
    "SAML_IDP_ENTITY_ID": "https://idp.example/saml20",
    "SAML_IDP_SSO_URL": "https://idp.example/login",
}
OIDC = {"OIDC_SERVER_URL": "https://idp.example/op", "OIDC_CLIENT_ID": "loket", "OIDC_CLIENT_SECRET": "geheim"}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SAML_IDP_CERT_FILE", "SAML_SP_KEY_FILE", "SAML_SP_CERT_FILE"):
        (tmp_path / name).write_text(f"inhoud van {name}")
        monkeypatch.setenv(name, str(tmp_path / name))


def use(monkeypatch: pytest.MonkeyPatch, *sets: dict[str, str], **more: str) -> None:
    for values in (*sets, more):
        for name, value in values.items():
            monkeypatch.setenv(name, value)


def test_secrets_are_made_once_and_are_for_the_owner_only(tmp_path: Path) -> None:
    assert read_secret(tmp_path) == read_secret(tmp_path)
    assert len(read_secret(tmp_path)) >= 50
    assert key_pair(tmp_path, "loket") == key_pair(tmp_path, "loket")
    assert key_pair(tmp_path, "loket").key != key_pair(tmp_path, "toegangsbeheer").key
    files = list((tmp_path / "keys").iterdir())
    assert len(files) == 3
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert len(set(pool.map(read_secret, [tmp_path] * 8))) == 1


def test_demo_demands_what_production_demands(tmp_path: Path) -> None:
    advanced = demo_saml_app("http://localhost:8000", tmp_path)["settings"]["advanced"]
    for demand in (
        "strict",
        "authn_request_signed",
        "want_assertion_signed",
        "want_assertion_encrypted",
        "want_message_signed",
        "reject_idp_initiated_sso",
        "reject_deprecated_algorithm",
    ):
        assert advanced[demand] is True


def test_nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert login_providers() == ({}, ())


def test_saml(monkeypatch: pytest.MonkeyPatch, files: None) -> None:
    use(monkeypatch, SAML)
    providers, chosen = login_providers()
    assert chosen == ("saml", "toegangsbeheer")
    app = providers["saml"]["APPS"][0]["settings"]
    assert app["idp"]["sso_url"] == SAML["SAML_IDP_SSO_URL"]
    assert app["advanced"]["private_key"] == "inhoud van SAML_SP_KEY_FILE"
    assert app["advanced"]["allow_single_label_domains"] is False
    assert app["attribute_mapping"]["uid"] == "vo_id"


def test_saml_from_metadata(monkeypatch: pytest.MonkeyPatch, files: None) -> None:
    use(monkeypatch, SAML, SAML_IDP_METADATA_URL="https://idp.example/metadata")
    assert "x509cert" not in login_providers()[0]["saml"]["APPS"][0]["settings"]["idp"]


def test_oidc(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, OIDC)
    providers, chosen = login_providers()
    assert chosen == ("openid_connect", "toegangsbeheer-oidc")
    app = providers["openid_connect"]["APPS"][0]["settings"]
    assert app["uid_field"] == "vo_id"
    assert app["oauth_pkce_enabled"] is True
    assert app["scope"] == ["openid", "profile", "rrn", "vo", "wettelijkvertegenwoordiger"]


def test_both_and_the_choice(monkeypatch: pytest.MonkeyPatch, files: None) -> None:
    use(monkeypatch, SAML, OIDC)
    assert login_providers()[1][0] == "saml"
    use(monkeypatch, LOGIN_PROVIDER="openid_connect")
    assert login_providers()[1][0] == "openid_connect"


@pytest.mark.parametrize(
    "wrong",
    [
        {"SAML_IDP_SSO_URL": "http://idp.example/login"},
        {"SAML_IDP_CERT_FILE": "/bestaat/niet"},
        {"SAML_SP_KEY_FILE": ""},
        {"OIDC_SERVER_URL": "http://idp.example/op"},
        {"LOGIN_PROVIDER": "openid_connect"},
        {"LOGIN_PROVIDER": "wachtwoord"},
    ],
    ids=str,
)
def test_what_is_unsafe_or_missing_stops_the_start(monkeypatch, files: None, wrong: dict[str, str]) -> None:
    use(monkeypatch, SAML, wrong)
    with pytest.raises(ImproperlyConfigured):
        login_providers()


def test_oidc_without_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, {name: value for name, value in OIDC.items() if name != "OIDC_CLIENT_SECRET"})
    with pytest.raises(ImproperlyConfigured):
        login_providers()
