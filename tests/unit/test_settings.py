"""Settings from files, environment variables and overrides."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tiercel.model.errors import IllegalArgument, Invalid
from tiercel.settings import Settings, read_settings


def read(tmp_path: Path, text: str, **environ: str) -> Settings:
    path = tmp_path / "config.yml"
    path.write_text(text, encoding="utf-8")
    return read_settings(config=path, environ=environ)


def test_keys_may_be_kebab_camel_or_snake(tmp_path: Path) -> None:
    for key in ("basic-auth", "basicAuth", "basic_auth"):
        settings = read(tmp_path, f"kestra: {{server: {{{key}: {{username: a@b.c}}}}}}")
        assert settings.server.basic_auth.username == "a@b.c"


def test_the_root_tiercel_wins_over_kestra(tmp_path: Path) -> None:
    settings = read(tmp_path, "kestra: {url: 'http://a'}\ntiercel: {url: 'http://b/'}")
    assert settings.base_url == "http://b"


def test_environment_variables_find_their_section(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        "{}",
        KESTRA_STORAGE_LOCAL_BASE_PATH="/blobs",
        KESTRA_SERVER_BASIC_AUTH_USERNAME="a@b.c",
        DATASOURCES_POSTGRES_USERNAME="me",
        MICRONAUT_SERVER_PORT="9000",
        TIERCEL_WORKER_THREADS="3",
    )
    assert settings.storage_path == Path("/blobs")
    assert settings.server.basic_auth.username == "a@b.c"
    assert settings.datasources["postgres"].username == "me"
    assert settings.http.port == 9000
    assert settings.worker.threads == 3


def test_placeholders_take_the_environment_other_keys_and_defaults(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        "kestra:\n  url: ${URL:http://x}\n  environment:\n    name: ${NAME:${OTHER:dev}}\n"
        "    color: ${kestra.url}",
        OTHER="test",
    )
    assert settings.url == "http://x"
    assert settings.environment.name == "test"
    assert settings.environment.color == "http://x"


def test_free_maps_keep_their_keys(tmp_path: Path) -> None:
    settings = read(tmp_path, "kestra: {variables: {globals: {camelCase: 1, kebab-case: 2}}}")
    assert settings.variables.globals == {"camelCase": 1, "kebab-case": 2}


def test_durations_and_sizes(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        "kestra: {server: {terminationGracePeriod: 90s}}\n"
        "micronaut: {server: {max-request-size: 10MB}}",
    )
    assert settings.server.termination_grace_period == timedelta(seconds=90)
    assert settings.http.max_request_size == 10 * 1024**2


def test_unknown_keys_are_tolerated_and_wrong_values_named(tmp_path: Path) -> None:
    assert read(tmp_path, "kestra: {nonsense: {deep: 1}}").url is None
    with pytest.raises(Invalid) as caught:
        read(tmp_path, "micronaut: {server: {port: many}}")
    assert caught.value.violations[0].path == "micronaut.server.port"


def test_a_missing_or_broken_file_is_an_illegal_argument(tmp_path: Path) -> None:
    with pytest.raises(IllegalArgument):
        read_settings(config=tmp_path / "none.yml", environ={})
    with pytest.raises(IllegalArgument):
        read(tmp_path, "a: [")


def test_overrides_win(tmp_path: Path) -> None:
    settings = read_settings(
        environ={"MICRONAUT_SERVER_PORT": "1"}, overrides={"micronaut": {"server": {"port": 2}}}
    )
    assert settings.http.port == 2


def test_the_lease_of_workers_has_bounds(tmp_path: Path) -> None:
    assert read(tmp_path, "{}").worker.lease == timedelta(seconds=30)
    settings = read(tmp_path, "tiercel: {worker: {lease: PT2M}}")
    assert settings.worker.lease == timedelta(minutes=2)
    for lease in ("PT0.5S", "PT2H"):
        with pytest.raises(Invalid):
            read(tmp_path, f"tiercel: {{worker: {{lease: {lease}}}}}")


def test_settings_of_plugins_are_for_a_type_or_for_all_below_a_package(tmp_path: Path) -> None:
    text = """
kestra:
  plugins:
    configurations:
      - {type: io.a.scripts, values: {runner: PROCESS, volume-enabled: false}}
      - {type: io.a.scripts.Docker, values: {volume-enabled: true}}
"""
    plugins = read(tmp_path, text).plugins
    docker = {"runner": "PROCESS", "volume-enabled": True}
    assert plugins.configuration_of("io.a.scripts.Docker") == docker
    shell = {"runner": "PROCESS", "volume-enabled": False}
    assert plugins.configuration_of("io.a.scripts.shell.Script") == shell
    assert plugins.configuration_of("io.a.scriptsother.Script") == {}
