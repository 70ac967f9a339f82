"""The support bundle: what somebody else needs to see of a server, and no secret of it.

No source, input, output, log or file of a flow goes in, nor a value of a setting that may be a
secret.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from tiercel.model.json_types import Json
from tiercel.model.limits import BUNDLE_ENTRY_BYTES_MAX
from tiercel.service.observability.instruments import Sample


def bundle(parts: Mapping[str, Any], now: datetime) -> bytes:
    """A ZIP file with one JSON document a part; it can be built again from the same parts.

    Raises: ValueError for a part beyond BUNDLE_ENTRY_BYTES_MAX.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            text = msgspec.json.format(msgspec.json.encode(part), indent=2)
            if len(text) > BUNDLE_ENTRY_BYTES_MAX:
                raise ValueError(f"{name} has more than {BUNDLE_ENTRY_BYTES_MAX} bytes")
            entry = zipfile.ZipInfo(f"{name}.json", now.timetuple()[:6])
            archive.writestr(entry, text, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def totals(samples: Sequence[Sample]) -> dict[str, Json]:
    """What is measured, added up by name: labels name flows and namespaces, which stay here."""
    found: dict[str, Json] = {}
    for sample in samples:
        found[sample.name] = found.get(sample.name, 0.0) + sample.value
    return dict(sorted(found.items()))
