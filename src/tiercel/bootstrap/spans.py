"""Where traces go."""

from __future__ import annotations

from tiercel.model.errors import Unavailable
from tiercel.ports.spans import SpanSink
from tiercel.settings import Settings


def spans_of(settings: Settings, environ: dict[str, str]) -> SpanSink | None:
    """Where spans go, when tracing is on. Raises: Unavailable without the library."""
    is_wanted = settings.traces.root.upper() != "DISABLED" or settings.otel.is_exporting
    if not is_wanted or environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    try:
        from tiercel.adapters.otlp_spans import OtlpSpans
    except ImportError as error:
        raise Unavailable(
            "Tracing needs a library that is not installed. Install it with:"
            " pip install 'tiercel[otel]'"
        ) from error
    return OtlpSpans(settings.otel.exporter.otlp.endpoint)
