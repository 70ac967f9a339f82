"""Which connection has to go for a new one."""

from __future__ import annotations

from tiercel.cli.serving.connections import Connections


class Named:
    def __init__(self, name: str, gone: list[str]) -> None:
        self.name = name
        self._gone = gone

    def give_up(self) -> None:
        self._gone.append(self.name)


def test_the_one_that_waited_longest_goes_for_a_new_one() -> None:
    gone: list[str] = []
    a, b, c, d = (Named(name, gone) for name in "abcd")
    connections = Connections(2)
    connections.opened(a)
    connections.opened(b)
    connections.asks(a)
    connections.waits(a)
    assert gone == []
    connections.opened(c)
    assert gone == ["b"]
    connections.closed(b)
    connections.opened(d)
    assert gone == ["b", "a"]


def test_one_that_is_answered_is_left_alone() -> None:
    gone: list[str] = []
    a, b, c = (Named(name, gone) for name in "abc")
    connections = Connections(2)
    for one in (a, b):
        connections.opened(one)
        connections.asks(one)
    connections.opened(c)
    assert gone == ["c"]
    connections.closed(c)
    connections.closed(a)
    connections.opened(c)
    assert gone == ["c"]
