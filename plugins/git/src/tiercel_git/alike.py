"""Both directions of keeping a server and a repository alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from tiercel.plugin import Json, Level, PluginError, RunContext
from tiercel.plugin.rows import lines_of_rows
from tiercel_git.copy import Copy
from tiercel_git.kinds import InvalidResource, Kind
from tiercel_git.limits import LOGGED_CHANGES_MAX

Row = dict[str, Json]
# What becomes of a file that the server does not take; by default the task fails.
OnInvalid = Callable[[str, InvalidResource], None]


def fail(path: str, error: InvalidResource) -> None:
    """Raises: the error, which names the file."""
    raise error


def to_server(  # noqa: PLR0913  The direction, its two ends and the rules of both.
    copy: Copy,
    kind: Kind,
    folder: Path,
    *,
    deletes: bool,
    is_trial: bool,
    on_invalid: OnInvalid = fail,
) -> Iterator[Row]:
    """Give the server what a folder holds; a row for each resource."""
    found = kind.in_folder(folder)
    for key, file in sorted(found.items()):
        path = file.relative_to(copy.folder).as_posix()
        state, facts = "UNCHANGED", kind.facts(key)
        if key not in kind.on_server() or not kind.is_same(key, file):
            state = kind.changed if key in kind.on_server() else "ADDED"
            try:
                facts = facts if is_trial else kind.save(key, file)
            except InvalidResource as error:
                on_invalid(path, error)
                continue
        yield {"gitPath": path, "syncState": state, **facts}
    if deletes:
        for key in sorted(set(kind.on_server()) - set(found)):
            if kind.may_delete(key):
                if not is_trial:
                    kind.delete(key)
                yield {"gitPath": None, "syncState": "DELETED", **kind.facts(key)}


def to_repository(copy: Copy, kind: Kind, folder: Path, *, deletes: bool) -> list[str]:
    """Write what the server has into a folder; keys of what the server lacks.

    With `deletes` files of these are removed.
    """
    found = kind.in_folder(folder)
    for key in sorted(kind.on_server()):
        target = found.get(key, folder / kind.place(key))
        write_inside(copy, target)
        kind.write(key, target)
    missing = sorted(set(found) - set(kind.on_server()))
    if deletes:
        for key in missing:
            found[key].unlink()
    return missing


def write_inside(copy: Copy, target: Path) -> None:
    """Make ready for writing a file. Raises: PluginError for a path out of the repository."""
    copy.inside(target.relative_to(copy.folder).as_posix())
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_symlink():
        target.unlink()


def folder_in(copy: Copy, name: str, *, is_needed: bool) -> Path:
    """A folder of the repository. Raises: PluginError when it is needed and not there."""
    found = copy.inside(name)
    if is_needed and not found.is_dir():
        raise PluginError(f"`gitDirectory`: the branch has no folder '{name}'")
    return found


def kept_rows(ctx: RunContext, rows: list[Row]) -> str:
    """Log the changes, and store all rows in a file; its URI."""
    shown = [row for row in rows if row.get("syncState") != "UNCHANGED"]
    for row in shown[:LOGGED_CHANGES_MAX]:
        ctx.log.info(" ".join(str(each) for each in row.values() if each is not None))
    if len(shown) > LOGGED_CHANGES_MAX:
        ctx.log.write(
            Level.INFO, f"… and {len(shown) - LOGGED_CHANGES_MAX} more, in the file of the output"
        )
    return ctx.blobs.put_new(lines_of_rows(rows), "ion")
