"""Settings from files, environment variables and overrides."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tiercel.model.errors import IllegalArgument, Invalid
from tiercel.settings import Settings, flow_variables, read_settings, script_variables


def read(tmp_path: Path, text: str, **environ: str) -> Settings:
    path = tmp_path / "config.yml"
    path.write_text(text, encoding="utf-8")
    return read_settings(config=path, environ=environ)


def test_keys_may_be_kebab_camel_or_snake(tmp_path: Path) -> None:
    for key in ("basic-auth", "basicAuth", "basic_auth"):
        settings = read(
            tmp_path, f"kestra: {{server: {{{key}: {{username: a@b.c, password: x}}}}}}"
        )
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
        KESTRA_SERVER_BASIC_AUTH_PASSWORD="x",
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


def problems(tmp_path: Path, text: str, **environ: str) -> dict[str, str]:
    """Path to message of what is wrong."""
    with pytest.raises(Invalid) as caught:
        read(tmp_path, text, **environ)
    return {each.path: each.message for each in caught.value.violations}


def test_wrong_values_are_named(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        "micronaut: {server: {port: many}}\nkestra: {server: {terminationGracePeriod: soon}}",
    )
    assert found["server.termination_grace_period"].startswith("`soon` is no duration")
    assert "micronaut.server.port" in found


@pytest.mark.parametrize(
    ("text", "path", "hint"),
    [
        ("kestra: {server: {basic-auht: {username: a}}}", "kestra.server.basic-auht", "basic-auth"),
        ("tiercel: {retentoin: {default: 1d}}", "tiercel.retentoin", "retention"),
        ("kestra.server.basicAuht.username: a", "kestra.server.basicAuht", "basic-auth"),
        ("kestar: {url: a}", "kestar", "kestra"),
        ("server: {basic-auth: {username: a}}", "server", "kestra.server"),
        ("micronaut: {server: {prot: 1}}", "micronaut.server.prot", "port"),
        (
            "endpoints: {all: {basicauth: {username: a}}}",
            "endpoints.all.basicauth",
            "basic-auth",
        ),
        ("datasources: {postgres: {urll: a}}", "datasources.postgres.urll", "url"),
        (
            "kestra: {plugins: {defaults: [{type: a, forcd: true}]}}",
            "kestra.plugins.defaults[0].forcd",
            "forced",
        ),
    ],
)
def test_a_misspelt_key_is_an_error_with_a_hint(
    tmp_path: Path, text: str, path: str, hint: str
) -> None:
    message = problems(tmp_path, text)[path]
    assert message == f"there is no such setting; did you mean '{hint}'?"


def test_an_unknown_key_below_our_roots_is_an_error_that_lists_the_known(tmp_path: Path) -> None:
    message = problems(tmp_path, "kestra: {nonsense: {deep: 1}}")["kestra.nonsense"]
    assert "known here: audit, client-generation, data, encryption" in message


def test_known_keys_of_the_reference_and_its_framework_are_warnings(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        """
kestra:
  anonymous-usage-report: {enabled: false}
  jdbc: {queues: {min-poll-interval: 25ms}}
  ee: {license: {id: x, key: y}}
  server: {standalone: {running: {timeout: PT1M}}}
  queue: {type: postgres}
  repository: {type: postgres}
  tasks: {scripts: {docker: {volume-enabled: true}}}
datasources:
  postgres: {url: "jdbc:postgresql://h/db", driverClassName: org.postgresql.Driver, schema: x}
micronaut: {io: {watch: {enabled: true}}, security: {intercept-url-map: []}}
endpoints: {health: {details-visible: ANONYMOUS}}
jackson: {serialization: {indent_output: true}}
""",
    )
    assert [each.split()[2] for each in settings.origin.warnings] == [
        "kestra.anonymous-usage-report",
        "kestra.jdbc",
        "kestra.ee",
        "kestra.server.standalone",
        "kestra.tasks.scripts",
        "datasources.postgres.driverClassName",
        "datasources.postgres.schema",
        "micronaut.io",
        "micronaut.security",
        "endpoints.health",
        "jackson",
    ]


def test_keys_with_dots_are_maps_but_not_in_maps_of_the_user(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        "kestra: {server.basic-auth: {username: a@b.c, password: x}, server.preview.max-rows: 7,"
        " variables: {globals: {a.b: 1}}}\n"
        "logger: {levels: {io.kestra.core: DEBUG}}\nlogger.levels: {a.b: INFO}",
    )
    assert settings.server.basic_auth.username == "a@b.c"
    assert settings.server.preview.max_rows == 7
    assert settings.variables.globals == {"a.b": 1}
    assert settings.logger.levels == {"io.kestra.core": "DEBUG", "a.b": "INFO"}


def test_an_unset_variable_without_a_default_is_an_error(tmp_path: Path) -> None:
    text = (
        "kestra: {server: {basic-auth: {username: a, password: '${NOPE}'}}, url: '${mine.url}',"
        " variables: {globals: {list: ['${NOPE}']}}}\nmine: {url: 'x${NOT}'}"
    )
    assert problems(tmp_path, text) == {
        "kestra.server.basic-auth.password": "the environment variable NOPE is not set;"
        " set it, or give a default: ${NOPE:default}",
        "kestra.url": "the environment variable NOT is not set;"
        " set it, or give a default: ${NOT:default}",
        "kestra.variables.globals.list[0]": "the environment variable NOPE is not set;"
        " set it, or give a default: ${NOPE:default}",
    }
    settings = read(tmp_path, "kestra: {url: '${NOPE}'}", KESTRA_URL="http://a")
    assert settings.url == "http://a", "what is overridden need not be set"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("kestra: {repository: {type: h2}}", "kestra.repository.type"),
        ("kestra: {repository: {type: elasticsearch}}", "kestra.repository.type"),
        ("kestra: {queue: {type: kafka}}", "kestra.queue.type"),
        ("kestra: {repository: {type: memory}, queue: {type: postgres}}", "kestra.queue.type"),
        ("kestra: {repository: {type: postgres}}", "datasources.postgres.url"),
        ("kestra: {secret: {type: doppler}}", "kestra.secret.type"),
        ("datasources: {mysql: {url: 'jdbc:mysql://h/db'}}", "datasources.mysql"),
        ("datasources: {main: {url: 'jdbc:postgresql://h/db'}}", "datasources.main"),
        ("kestra: {plugins: {security: {excludes: [a.*]}}}", "kestra.plugins.security"),
        ("kestra: {server: {basic-auth: {username: a}}}", "kestra.server.basic-auth.password"),
        ("endpoints: {all: {basic-auth: {password: a}}}", "endpoints.all.basic-auth.username"),
        ("tiercel: {http-tasks: {deny: [10.0.0.0/99]}}", "http_tasks.deny"),
    ],
)
def test_a_choice_that_is_not_supported_is_an_error(tmp_path: Path, text: str, path: str) -> None:
    assert path in problems(tmp_path, text)


def test_the_stores_that_there_are_can_be_named(tmp_path: Path) -> None:
    for name in ("memory", "sqlite"):
        text = f"kestra: {{repository: {{type: {name}}}, queue: {{type: {name}}}}}"
        assert read(tmp_path, text).store_type == name
    settings = read(tmp_path, "datasources: {h2: {url: 'jdbc:h2:file:/a/b'}}")
    assert settings.database_path == Path("/a/b")
    assert "SQLite" in settings.origin.warnings[0]


def test_a_variable_that_is_nearly_a_setting_is_a_warning(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        "{}",
        KESTRA_SERVER_BASIC_AUHT_PASSWORD="x",
        KESTRA_SERVER_SERVICE_HOST="10.0.0.1",
        KESTRA_MINE="y",
    )
    warning = (
        "the variable KESTRA_SERVER_BASIC_AUHT_PASSWORD is no setting;"
        " did you mean KESTRA_SERVER_BASIC_AUTH_PASSWORD?"
    )
    assert settings.origin.warnings == (warning,)


def test_flows_see_no_variable_that_is_a_setting(tmp_path: Path) -> None:
    environ = {
        "KESTRA_ENCRYPTION_SECRET_KEY": "AAEC",
        "KESTRA_SERVER_BASIC_AUTH_USERNAME": "a@b.c",
        "KESTRA_SERVER_BASIC_AUTH_PASSWORD": "Canary-pw-1",
        "KESTRA_SERVER_BASIC_AUHT_PASSWORD": "Canary-pw-2",
        "KESTRA_STORAGE_S3_SECRET_KEY_ID": "canary-s3",
        "KESTRA_SECRET_VAULT_TOKEN": "canary",
        "KESTRA_CONFIGURATION": "kestra: {url: '${ENV_URL}'}",
        "ENV_URL": "http://a",
        "ENV_STAGE": "test",
        "KESTRA_STAGE": "prod",
        "KESTRA_ENVIRONMENT": "dev",
    }
    settings = read(tmp_path, "{}", **environ)
    assert settings.url == "http://a"
    assert flow_variables(environ, settings) == {"stage": "prod", "environment": "dev"}


def test_no_prefix_shows_secrets_to_flows(tmp_path: Path) -> None:
    environ = {"SECRET_A": "eA==", "AWS_SECRET_ACCESS_KEY": "x", "PGPASSWORD": "x", "MINE": "y"}
    settings = read(tmp_path, "kestra: {variables: {env-vars-prefix: [A, M, P, S]}}", **environ)
    assert flow_variables(environ, settings) == {"ine": "y"}


def test_scripts_see_neither_settings_nor_what_settings_use(tmp_path: Path) -> None:
    environ = {
        "PATH": "/bin",
        "DATABASE_PASSWORD": "x",
        "ENDPOINTS_ALL_BASIC_AUTH_USERNAME": "x",
        "ENDPOINTS_ALL_BASIC_AUTH_PASSWORD": "x",
        "OTEL_EXPORTER_OTLP_HEADERS": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "PGPASSWORD": "x",
        "SECRET_A": "eA==",
        "MINE": "y",
    }
    text = "datasources: {postgres: {password: '${DATABASE_PASSWORD}'}}"
    settings = read(tmp_path, text, **environ)
    assert script_variables(environ, settings) == {"PATH": "/bin", "MINE": "y"}
    more = read(tmp_path, text + "\ntiercel: {scripts: {pass-variables: [AWS_*]}}", **environ)
    assert set(script_variables(environ, more)) == {"PATH", "MINE", "AWS_SECRET_ACCESS_KEY"}
    only = read(tmp_path, text + "\ntiercel: {scripts: {only-variables: [PATH]}}", **environ)
    assert script_variables(environ, only) == {"PATH": "/bin"}


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
