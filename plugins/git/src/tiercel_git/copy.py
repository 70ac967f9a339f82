"""A copy of a repository on the worker: cloned, changed, committed and pushed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from tiercel.plugin import Json, PluginError
from tiercel_git.program import Git

_NO_COUNT = "-"


class Author(msgspec.Struct, frozen=True):
    """Who makes commits."""

    name: str
    email: str


class Copy:
    """The files of one branch."""

    def __init__(self, git: Git, folder: Path) -> None:
        self.git = git
        self.folder = folder

    def inside(self, relative: str) -> Path:
        """A path in the copy. Raises: PluginError when it, or a link in it, leads outside."""
        found = self.folder / relative.lstrip("/")
        if not found.resolve().is_relative_to(self.folder.resolve()):
            raise PluginError(f"The path '{relative}' leads out of the repository")
        return found

    def run(self, operation: str, *words: str) -> str:
        """What a command of Git prints. Raises: as `Git.run`."""
        return self.git.run(operation, *words, folder=self.folder)

    def ignored(self, folder: Path, file_name: str) -> set[Path]:
        """Files of a folder that ignore files of that name leave out, as `.gitignore` does."""
        printed = self.git.run(
            "listing files",
            *("ls-files", "-z", "--cached", "--ignored", f"--exclude-per-directory={file_name}"),
            folder=folder,
        )
        return {folder / each for each in printed.split("\0") if each}

    def changes(self) -> list[dict[str, Json]]:
        """What a commit would change, a row for each file; everything is staged for it."""
        self.run("staging", "add", "--all")
        return list(self._staged())

    def _staged(self) -> Iterator[dict[str, Json]]:
        printed = self.run("comparing", "diff", "--cached", "--numstat", "--no-renames", "-z")
        for line in printed.split("\0"):
            if line:
                added, deleted, path = line.split("\t", 2)
                is_binary = added == _NO_COUNT
                yield {
                    "file": path,
                    "additions": f"+{0 if is_binary else added}",
                    "deletions": f"-{0 if is_binary else deleted}",
                    "changes": "0" if is_binary else str(int(added) + int(deleted)),
                }

    def commit(self, message: str, author: Author) -> str:
        """Commit what is staged; the id of the commit."""
        self.run(
            "committing",
            *("-c", f"user.name={author.name}", "-c", f"user.email={author.email}"),
            *("commit", "--quiet", "--message", message),
        )
        return self.run("committing", "rev-parse", "HEAD").strip()

    def push(self, branch: str) -> None:
        """Send the commits. Raises: PluginError when somebody else was faster."""
        self.run("pushing", "push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")


def cloned(git: Git, folder: Path, branch: str | None, *words: str) -> Copy:
    """Clone a branch into an empty folder; `words` are further options."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = ("--branch", branch) if branch else ()
    git.run(
        "cloning", "clone", "--quiet", *chosen, *words, "--", git.address.url, ".", folder=folder
    )
    return Copy(git, folder)


def branch_of(git: Git, folder: Path, branch: str, *words: str) -> Copy:
    """Clone a branch, or begin it where the repository lacks it."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = git.run("listing branches", "ls-remote", "--", git.address.url, folder=folder)
    names = [line.partition("\t")[2] for line in listed.splitlines()]
    if f"refs/heads/{branch}" in names:
        return cloned(git, folder, branch, "--depth", "1", *words)
    if names:
        copy = cloned(git, folder, None, "--depth", "1", *words)
        copy.run("beginning a branch", "checkout", "--quiet", "-b", branch)
        return copy
    git.run("beginning a branch", "init", "--quiet", f"--initial-branch={branch}", folder=folder)
    git.run("beginning a branch", "remote", "add", "origin", git.address.url, folder=folder)
    return Copy(git, folder)
