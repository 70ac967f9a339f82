"""The body of a refusal, as clients of both generations read it."""

from __future__ import annotations

import httpx2


def check_refused(response: httpx2.Response, status: int, words: str) -> None:
    """The status, in the body too, and the reason in the members of both generations."""
    shown = f"{response.request.method} {response.request.url}: {response.text}"
    assert response.status_code == status, shown
    body = response.json()
    assert body["status"] == status, shown
    assert body["type"].startswith("about:blank#"), shown
    assert body["instance"] == response.request.url.path, shown
    assert words in body["message"], shown
    if "invalids" not in body:
        assert body["_links"]["self"]["href"].startswith(body["instance"]), shown
