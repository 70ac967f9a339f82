"""The keys that secrets are stored under, from where the settings say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tiercel.adapters.key_ring import AesKeyRing, KeySource
from tiercel.model.errors import IllegalArgument
from tiercel.ports.secrets import KeyRing
from tiercel.settings import Settings

_SETTING = "`tiercel.secrets.keys`"


def key_ring_of(settings: Settings, environ: Mapping[str, str]) -> KeyRing | None:
    """Those of `tiercel.secrets.keys`, then `kestra.encryption.secret-key`; None without any.

    Raises: IllegalArgument for a source that is not there, and for what is no key.
    """
    sources = [_source(each, environ) for each in settings.secrets.keys]
    if settings.encryption.secret_key:
        name = "`kestra.encryption.secret-key`"
        sources.append(KeySource(name, settings.encryption.secret_key))
    return AesKeyRing(sources) if sources else None


def _source(text: str, environ: Mapping[str, str]) -> KeySource:
    kind, _, place = text.partition(":")
    if kind == "env" and place:
        if not environ.get(place):
            raise IllegalArgument(f"{_SETTING}: the variable {place} is not set")
        return KeySource(f"the variable {place} of {_SETTING}", environ[place].strip())
    if kind == "file" and place:
        try:
            content = Path(place).read_text(encoding="ascii")
        except OSError as error:
            raise IllegalArgument(f"{_SETTING}: {place} can't be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise IllegalArgument(f"{_SETTING}: {place} is no text in base64") from None
        return KeySource(f"the file {place} of {_SETTING}", content.strip())
    # What stands there may be a key itself, so it is not shown.
    raise IllegalArgument(f"{_SETTING}: each must be env:VARIABLE or file:PATH")
