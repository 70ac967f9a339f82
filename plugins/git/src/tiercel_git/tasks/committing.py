"""What tasks that commit have: author, message, trial; and their outputs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
from pydantic import Field

from tiercel.plugin import Level, Output, Plugin, Prop, RunContext
from tiercel_git.alike import kept_rows
from tiercel_git.connection import Connected
from tiercel_git.copy import Author, Copy, branch_of, cloned
from tiercel_git.program import opened

DEFAULT_AUTHOR = "Tiercel"
DEFAULT_EMAIL = "tiercel@localhost"


class Committed(Output):
    """What a commit did."""

    commit_id: Annotated[
        str | None, Prop("The id of the commit; none when nothing had changed.")
    ] = None


class CommittedPage(Committed):
    """A commit with its page."""

    commit_url: Annotated[
        str | None,
        Field(alias="commitURL"),
        Prop("The page of the commit, at services that have pages of commits."),
    ] = None


class Committing(Connected):
    """Who commits, and with which words."""

    author_name: Annotated[
        str | None,
        Prop("The name of the author.", "The user who signs in by default, else `Tiercel`."),
    ] = None
    author_email: Annotated[
        str | None, Prop("The address of the author.", "One of the local host by default.")
    ] = None
    commit_message: Annotated[
        str | None, Prop("The message of the commit.", "By default it says what was added.")
    ] = None

    @property
    def author(self) -> Author:
        """Who commits."""
        name = self.author_name or self.username or DEFAULT_AUTHOR
        return Author(name, self.author_email or DEFAULT_EMAIL)


class DryRun(Plugin):
    """May only say what it would do."""

    dry_run: Annotated[
        bool,
        Prop("Whether to only report the differences, and change nothing.", "No by default."),
    ] = False


@contextmanager
def copy_of(ctx: RunContext, task: Connected, *, begins: bool) -> Iterator[Copy]:
    """The branch of a task, in a folder that goes at the end; with `begins` it may be new."""
    folder = Path(tempfile.mkdtemp(prefix="tiercel-copy-"))
    words = ("--recurse-submodules",) if task.with_submodules else ()
    try:
        with opened(ctx, task) as git:
            if begins and task.wanted_branch is not None:
                yield branch_of(git, folder, task.wanted_branch, *words)
            else:
                yield cloned(git, folder, task.wanted_branch, "--depth", "1", *words)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Pushed(msgspec.Struct, frozen=True):
    """A commit that was sent, or would have been; `changes` is the URI of a file of rows."""

    changes: str
    commit: str | None = None
    page: str | None = None


def pushed(ctx: RunContext, task: Committing, copy: Copy, message: str, *, trial: bool) -> Pushed:
    """Commit and send what changed in a copy, unless nothing did or it is a trial."""
    rows = copy.changes()
    changes = kept_rows(ctx, rows)
    if not rows or trial:
        ctx.log.info("Nothing was committed" if trial else "There are no changes to commit")
        return Pushed(changes)
    commit = copy.commit(task.commit_message or message, task.author)
    copy.push(task.wanted_branch or "HEAD")
    ctx.log.write(Level.INFO, f"Pushed commit {commit}")
    return Pushed(changes, commit, copy.git.address.page_of_commit(commit))
