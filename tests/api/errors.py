"""The body of a refusal, as clients of both generations read it."""

from __future__ import annotations

import httpx2


def check_refused(response: httpx2.Response, status: int, words: str) -> None:
    """The status, in the body too, and the reason in the members of both generations."""
    told = f"{response.request.method} {response.request.url}: {response.text}"
    assert response.status_code == status, told
    body = response.json()
    assert body["status"] == status, told
    assert body["type"].startswith("about:blank#"), told
    assert body["instance"] == response.request.url.path, told
    assert words in body["message"], told
    if "invalids" not in body:
        assert body["_links"]["self"]["href"].startswith(body["instance"]), told
