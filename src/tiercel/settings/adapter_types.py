"""Types of databases, internal storages and managers of secrets: the built-in ones, and those that
packages bring.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

STORE_GROUP = "tiercel.stores"
BLOB_GROUP = "tiercel.blobs"
SECRET_GROUP = "tiercel.secret_managers"

# As pyproject.toml declares them. They are known without reading what all installed packages
# declare, which takes 20 ms of every command, and no package can take their names.
BUILTINS = {
    STORE_GROUP: {
        "memory": "tiercel.bootstrap.stores:memory_store",
        "postgres": "tiercel.bootstrap.stores:postgres_store",
        "sqlite": "tiercel.bootstrap.stores:sqlite_store",
    },
    BLOB_GROUP: {
        "local": "tiercel.bootstrap.blob_storages:local_blobs",
        "minio": "tiercel.bootstrap.blob_storages:bucket_blobs",
        "s3": "tiercel.bootstrap.blob_storages:bucket_blobs",
    },
    SECRET_GROUP: {"vault": "tiercel.bootstrap.secret_sources:vault_secrets"},
}

# Managers of secrets that families bring, each with the extra that installs it; a test compares
# them with what the families say.
MANAGERS_OF_FAMILIES = {
    "aws-secret-manager": "aws",
    "azure-key-vault": "azure",
    "google-secret-manager": "gcp",
}


def adapter_named(group: str, name: str) -> EntryPoint | None:
    """The entry point of a type, the built-in one first; None for an unknown type."""
    builtin = BUILTINS[group].get(name)
    if builtin is not None:
        return EntryPoint(name, builtin, group)
    # As imports do: the first on the path wins.
    return next(iter(entry_points(group=group, name=name)), None)


def adapter_names(group: str) -> list[str]:
    """All types that are there."""
    return sorted({*BUILTINS[group], *(each.name for each in entry_points(group=group))})
