"""The settings in effect: their sources, and what is masked of them."""

from __future__ import annotations

import base64
from fnmatch import fnmatchcase
from pathlib import Path

from tiercel.settings import Settings, read_settings
from tiercel.settings.effective import PUBLIC, EffectiveSetting, effective_settings

CANARY = "canary-61f0"
KEY = base64.b64encode(CANARY.ljust(32, "x").encode()).decode()
CONFIG = f"""
kestra:
  url: https://me:{CANARY}@flows.example.com
  encryption: {{secret-key: "${{KEY}}"}}
  storage: {{type: local, local: {{basePath: /{CANARY}}}}}
  variables: {{globals: {{pin: 6170, deep: {{list: [{CANARY}]}}}}}}
  plugins:
    configurations: [{{type: a.b, values: {{token: {CANARY}}}}}]
    defaults: [{{type: c.d, values: {{headers: {{x: {CANARY}}}}}}}]
  retention: {{namespaces: {{company.team: 3d}}}}
  webserver: {{html-head: "<script>{CANARY}</script>"}}
datasources: {{postgres: {{url: "jdbc:postgresql://h/d?password={CANARY}", password: {CANARY}}}}}
logger: {{levels: {{tiercel.worker: DEBUG}}}}
"""
ENVIRON = {
    "KEY": KEY,
    "KESTRA_SERVER_BASIC_AUTH_USERNAME": CANARY,
    "KESTRA_SERVER_BASIC_AUTH_PASSWORD": CANARY,
    "MICRONAUT_SERVER_HOST": "0.0.0.0",
}


def read(folder: Path) -> dict[str, EffectiveSetting]:
    file = folder / "config.yml"
    file.write_text(CONFIG, encoding="utf-8")
    settings = read_settings(config=file, overrides={"data": folder}, environ=ENVIRON)
    return {one.name: one for one in effective_settings(settings)}


def test_each_setting_says_where_it_comes_from(tmp_path: Path) -> None:
    found = read(tmp_path)
    sources = {name: (one.source, one.source_name) for name, one in found.items()}
    file = str(tmp_path / "config.yml")
    assert sources["tiercel.data"] == ("COMMAND", "")
    assert sources["micronaut.server.host"] == ("VARIABLE", "MICRONAUT_SERVER_HOST")
    assert sources["micronaut.server.port"] == ("DEFAULT", "")
    assert sources["tiercel.encryption.secret-key"] == ("FILE", file)
    assert sources["tiercel.plugins.defaults.0.values.headers.x"] == ("FILE", file)
    assert sources["tiercel.server.basic-auth.password"][0] == "VARIABLE"
    assert list(found) == sorted(found)


def test_what_is_kept_for_ever_is_said_to_be(tmp_path: Path) -> None:
    file = tmp_path / "config.yml"
    file.write_text(
        """tiercel:
  audit: {retention: forever}
  retention: {default: "off", namespaces: {company.team: never, other: 3d}}
""",
        encoding="utf-8",
    )
    settings = read_settings(config=file, overrides={"data": tmp_path}, environ={})
    values = {one.name: one.value for one in effective_settings(settings)}
    assert values["tiercel.audit.retention"] == "forever"
    assert values["tiercel.retention.default"] == "forever"
    assert values["tiercel.retention.namespaces.company.team"] == "forever"
    assert values["tiercel.retention.namespaces.other"] == "PT72H"
    assert values["tiercel.secrets.folder"] is None


def test_values_are_as_a_file_would_have_them(tmp_path: Path) -> None:
    found = read(tmp_path)
    values = {name: one.value for name, one in found.items() if not one.is_masked}
    assert values["tiercel.retention.namespaces.company.team"] == "PT72H"
    assert values["logger.levels.tiercel.worker"] == "DEBUG"
    assert values["tiercel.templates.enabled"] == "true"
    assert values["tiercel.plugins.configurations.0.type"] == "a.b"
    assert values["tiercel.hidden-labels.prefixes"] == "system., internal., system_"
    assert values["tiercel.worker.group"] is None
    assert values["tiercel.http-tasks.deny"] is not None


def test_what_may_be_a_secret_is_masked(tmp_path: Path) -> None:
    found = read(tmp_path)
    shown = [one.value for one in found.values() if one.value is not None]
    assert not [value for value in shown if CANARY in value or KEY in value or value == "6170"]
    masked = {name for name, one in found.items() if one.is_masked}
    assert masked >= {
        "tiercel.url",
        "tiercel.encryption.secret-key",
        "tiercel.storage.local.basePath",
        "tiercel.variables.globals.pin",
        "tiercel.variables.globals.deep.list",
        "tiercel.server.basic-auth.username",
        "tiercel.webserver.html-head",
        "datasources.postgres.url",
    }


def test_texts_that_are_public_are_settings() -> None:
    everything = Settings.model_validate(
        {
            "plugins": {"defaults": [{"type": "a"}], "configurations": [{"type": "a"}]},
            "logger": {"levels": {"a": "INFO"}},
            "retention": {"namespaces": {"a": "1d"}},
            "server": {"oidc": {"a": {"issuer": "https://a.example", "client_id": "b"}}},
            "micronaut": {"server": {"cors": {"configurations": {"a": {}}}}},
        }
    )
    names = [
        one.name.removeprefix("tiercel.").replace("-", "_")
        for one in effective_settings(everything)
    ]
    unknown = [one for one in PUBLIC if not any(fnmatchcase(name, one) for name in names)]
    assert unknown == []
