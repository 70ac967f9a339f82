"""Reports as HTML."""

from __future__ import annotations

from html import escape

from tiercel_messengers.reports import Report


def html_of(report: Report) -> str:
    """A page of a heading, a line and a table, with everything escaped."""
    title = escape(report.title)
    if report.link:
        title = f'<a href="{escape(report.link)}">{title}</a>'
    rows = "".join(
        f'<tr><th align="left">{escape(name)}</th><td>{escape(value)}</td></tr>'
        for name, value in report.fields.items()
    )
    message = f"<p>{escape(report.custom_message)}</p>" if report.custom_message else ""
    return (
        f"<html><body><h2>{title}</h2><p>{escape(report.outcome)}</p>{message}"
        f"<table>{rows}</table></body></html>"
    )
