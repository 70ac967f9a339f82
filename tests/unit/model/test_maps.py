"""Both persistent maps, beside a dict."""

from __future__ import annotations

from typing import Any

import immutables
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiercel.model.maps import over_rpds

KEYS = st.text(max_size=2)
CHANGES = st.lists(st.tuples(st.sampled_from(["set", "delete", "mutate"]), KEYS, st.integers()))
BOTH = pytest.mark.parametrize("kind", [immutables.Map, over_rpds.Map])


@BOTH
@given(changes=CHANGES)
def test_changes_give_new_maps_and_leave_the_old_ones(kind: Any, changes: Any) -> None:
    found, expected = kind(), dict[str, int]()
    for verb, key, value in changes:
        before, known = found, dict(expected)
        if verb == "set":
            found = found.set(key, value)
            expected[key] = value
        elif verb == "delete" and key in expected:
            found = found.delete(key)
            del expected[key]
        elif verb == "mutate":
            with found.mutate() as draft:
                draft[key] = value
                draft.pop("x", None)
                assert draft.get(key) == (None if key == "x" else value)
                found = draft.finish()
            expected[key] = value
            expected.pop("x", None)
        assert dict(before.items()) == known
    assert dict(found) == expected == dict(found.items())
    assert sorted(found.values()) == sorted(expected.values())
    assert found == kind(expected) == kind(expected.items())
    assert hash(found) == hash(kind(expected))
    assert len(found) == len(expected)


@BOTH
def test_what_is_wrong_is_refused(kind: Any) -> None:
    with pytest.raises(KeyError):
        kind().delete("a")
    with pytest.raises(KeyError):
        kind()["a"]
    draft = kind({"a": 1}).mutate()
    del draft["a"]
    assert "a" not in draft
    assert not draft.finish()
    with pytest.raises(ValueError, match="finished"):
        draft["b"] = 1
