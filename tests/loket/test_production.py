"""Production refuses to start when it is not safe: `manage.py check` as a deployment runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as current

from loket.checks import production_is_safe
from loket.settings.login import key_pair

SECRET = "x7" * 32
COMPLETE = {
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "loket.example",
    "BASE_URL": "https://loket.example",
    "BEHIND_PROXY": "yes",
}


@pytest.fixture
def certificates(tmp_path) -> dict[str, str]:
    """The SAML variables, with files that exist."""
    paths = {}
    for name in ("loket", "idp"):
        pair = key_pair(tmp_path, name)
        paths[name] = (tmp_path / f"{name}.key", tmp_path / f"{name}.crt")
        paths[name][0].write_text(pair.key)
        paths[name][1].write_text(pair.certificate)
    return {
        "SAML_IDP_ENTITY_ID": "https://idp.example",
        "SAML_IDP_SSO_URL": "https://idp.example/sso",
        "SAML_IDP_CERT_FILE": str(paths["idp"][1]),
        "SAML_SP_KEY_FILE": str(paths["loket"][0]),
        "SAML_SP_CERT_FILE": str(paths["loket"][1]),
    }


def check(tmp_path: Path, env: dict[str, str], module: str = "loket.settings.production") -> tuple[int, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    kept |= {"DJANGO_SETTINGS_MODULE": module, "PYTHONPATH": str(tmp_path), "LOKET_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "ERROR"],
        cwd=current.BASE_DIR,
        env={**kept, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_complete_environment_passes(tmp_path, certificates):
    code, output = check(tmp_path, COMPLETE | certificates)
    assert code == 0, output


def test_an_empty_environment_is_refused_for_its_secret(tmp_path):
    code, output = check(tmp_path, {})
    assert code != 0
    assert "SECRET_KEY" in output


def test_a_certificate_that_is_not_there_is_refused_by_name(tmp_path, certificates):
    code, output = check(tmp_path, COMPLETE | certificates | {"SAML_SP_KEY_FILE": "/nergens/sleutel.pem"})
    assert code != 0
    assert "SAML_SP_KEY_FILE: cannot read /nergens/sleutel.pem" in output


def test_debug_and_demo_parts_are_refused(tmp_path, certificates):
    (tmp_path / "careless.py").write_text(
        "from loket.settings.production import *\n"
        "from loket.settings.production import INSTALLED_APPS\n"
        "DEBUG = True\n"
        "INSTALLED_APPS = [*INSTALLED_APPS, 'accounts.toegangsbeheer', 'loket.demo']\n"
    )
    code, output = check(tmp_path, COMPLETE | certificates, "careless")
    assert code != 0
    assert "loket.E002" in output
    assert "loket.E003" in output


# --- The same check, without a process for each ---------------------------------------------------
@pytest.fixture
def safe(settings):
    settings.PRODUCTION = True
    settings.DEMO = False
    settings.DEBUG = False
    settings.SECRET_KEY = SECRET
    settings.INSTALLED_APPS = [
        name for name in settings.INSTALLED_APPS if name not in ("loket.demo", "accounts.toegangsbeheer")
    ]
    settings.ALLOWED_HOSTS = ["loket.example"]
    settings.BASE_URL = "https://loket.example"
    return settings


def found() -> list[str]:
    return [error.id for error in production_is_safe(None)]


def test_what_is_safe_passes(safe):
    assert found() == []


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("SECRET_KEY", "kort", "loket.E001"),
        ("DEBUG", True, "loket.E002"),
        ("ALLOWED_HOSTS", [], "loket.E004"),
        ("ALLOWED_HOSTS", ["*"], "loket.E004"),
        ("ALLOWED_HOSTS", ["loket.example", "*"], "loket.E004"),
        ("BASE_URL", "http://loket.example", "loket.E005"),
        ("SOCIALACCOUNT_PROVIDERS", {}, "loket.E006"),
        ("BASE_URL", "https://elders.example", "loket.E007"),
        ("DEMO", True, "loket.E003"),
    ],
)
def test_each_thing_that_is_not_safe_is_an_error(safe, name, value, error):
    setattr(safe, name, value)
    assert error in found()


@pytest.mark.parametrize("app", ["loket.demo", "accounts.toegangsbeheer"])
def test_each_demo_part_is_an_error(safe, app):
    safe.INSTALLED_APPS = [*safe.INSTALLED_APPS, app]
    assert found() == ["loket.E003"]


def test_the_demo_may_do_all_that(settings):
    settings.DEBUG = True
    assert settings.DEMO
    assert found() == []
