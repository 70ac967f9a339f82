"""Texts that have no UTF-8 form are answered, never a reason to fail."""

from __future__ import annotations

import pytest

from tests.api.client import HELLO, YAML, Api

HALF = r"\ud800"


@pytest.mark.parametrize("member", ["tasks", "retry", "description", "labels"])
async def test_a_source_with_half_of_a_pair_is_refused_with_its_place(
    api: Api, member: str
) -> None:
    source = f'{{"id": "odd", "namespace": "company.team", "{member}": ["{HALF}"]}}'
    refused = await api.post("/flows", content=source, headers=YAML)
    assert refused.status_code == 422
    assert "is half of a character" in refused.json()["message"]


async def test_an_expression_and_a_default_with_half_of_a_pair_are_answered(api: Api) -> None:
    half = "{{ [[55296]] | jq('.[0]|implode') | first }}"
    lines = HELLO.replace("defaults: world", f'defaults: "{half}"')
    await api.create(lines)
    began = await api.run("hello")
    assert began["inputs"]["who"] == "?"
    assert began["outputs"]["said"] == "?"


async def test_a_search_for_too_much_is_refused(api: Api) -> None:
    for q in ("x " * 300, "x" * 6_000):
        refused = await api.get("/flows/search", params={"q": q})
        assert refused.status_code == 422, refused.text
        assert "can" in refused.json()["message"]
