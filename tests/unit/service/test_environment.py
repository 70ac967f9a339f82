"""Names of settings without what they are."""

from __future__ import annotations

from tiercel.service.instance.environment import MASK, EnvironmentService
from tiercel.settings.sections import Settings


def test_names_are_shown_and_values_are_not() -> None:
    settings = Settings.model_validate(
        {
            "datasources": {"postgres": {"url": "jdbc:postgresql://me:s3cr3t@host/db"}},
            "variables": {"globals": {"deep": {"token": "s3cr3t"}, "none": {}}},
        }
    )
    masked = EnvironmentService(settings).masked()
    assert set(masked.values()) == {MASK}
    for name in (
        "micronaut.server.context-path",
        "datasources.postgres.url",
        "variables.globals.deep.token",
        "variables.globals.none",
        "encryption.secret-key",
    ):
        assert name in masked
    assert "s3cr3t" not in str(masked)
    assert list(masked) == sorted(masked)
