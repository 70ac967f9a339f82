"""What a server knows of worker groups and queues, and which queue the job of a task waits in.

Source: spec/engine.md §4 (worker group key), spec/flow-language.md (workerGroup),
spec/assets-apps.md §7 (workerSelector).
"""

from __future__ import annotations

import msgspec

from tiercel.model.json_types import Json
from tiercel.model.workers.groups import DEFAULT

_WAIT, _FAIL, _IGNORE = "WAIT", "FAIL", "IGNORE"


class TaggedQueue(msgspec.Struct, frozen=True):
    """A queue that tasks choose by its tags."""

    id: str
    tags: frozenset[str]


class Choice(msgspec.Struct, frozen=True):
    """The queue that a task asks for.

    Shapes: `queue` is None where there is no such one, which `missing` says to people; `asked` are
    words for what was asked for. `fallback` counts while no worker takes its jobs.
    """

    queue: str | None
    asked: str
    missing: str
    fallback: str = _WAIT


class WorkerGroups(msgspec.Struct, frozen=True):
    """What a server knows of worker groups.

    Shapes: `known` are the ids of queues, and of all groups that ever had a worker: a job waits for
    either. `live` are those whose jobs a worker takes now. `tagged` are queues by tags, the first
    choice first.
    """

    known: frozenset[str] = frozenset()
    live: frozenset[str] = frozenset()
    tagged: tuple[TaggedQueue, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """What `workerGroup.key` may be."""
        return self.known.union({DEFAULT}, *(each.tags for each in self.tagged))

    def choice(self, wish: Json) -> Choice | None:
        """What `{key, fallback}` or `{tags, match, fallback}` means; None when it means nothing."""
        # Asked for each task run, and nearly all tasks wish nothing.
        if not wish:
            return None
        key = group_key(wish)
        if key is not None:
            queue = self._by_tags(frozenset({key}), is_any=False)
            queue = queue or (key if key in self.known or key == DEFAULT else None)
            asked, missing = f"the worker group '{key}'", f"No worker group exist for key '{key}'."
            return Choice(queue, asked, missing, _fallback(wish, _WAIT))
        tags = selected_tags(wish)
        # Compat: where no queue has tags, what selects by them is ignored.
        if not tags or not self.tagged:
            return None
        queue = self._by_tags(tags, is_any=wish.get("match") == "ANY")
        asked = f"the tags '{', '.join(sorted(tags))}'"
        return Choice(queue, asked, f"No worker queue has {asked}.", _fallback(wish, _FAIL))

    def choice_of_flow(self, wish: Json) -> Choice | None:
        """As `choice`, of a flow or a trigger: a group counts for them once it is there."""
        found = self.choice(wish)
        return None if found is not None and found.queue is None and group_key(wish) else found

    def queue_of(self, choice: Choice | None) -> str | None:
        """Where the job of a choice waits; None is the queue of all jobs that choose none."""
        if choice is None or choice.queue in (None, DEFAULT):
            return None
        is_ignored = choice.fallback == _IGNORE and choice.queue not in self.live
        return None if is_ignored else choice.queue

    def _by_tags(self, tags: frozenset[str], *, is_any: bool) -> str | None:
        for each in self.tagged:
            if (tags & each.tags) if is_any else tags <= each.tags:
                return each.id
        return None


def group_key(group: Json) -> str | None:
    """The name in `{key: name, fallback: …}`; None when there is none."""
    key = group.get("key") if isinstance(group, dict) else None
    return str(key) if key else None


def selected_tags(selector: Json) -> frozenset[str]:
    """The tags in `{tags: [a, b], match: …}`."""
    tags = selector.get("tags") if isinstance(selector, dict) else None
    return frozenset(map(str, tags)) if isinstance(tags, list | tuple) else frozenset()


def _fallback(wish: Json, default: str) -> str:
    return str(wish.get("fallback") or default)
