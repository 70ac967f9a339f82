"""What a move of a folder of DAGs would take."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tiercel.migrate.airflow.dags import Dag, DagFile, read_dags
from tiercel.migrate.airflow.operators import Effort, replacement_of

_ORDER = tuple(Effort)


class OperatorUse(msgspec.Struct, frozen=True, kw_only=True):
    """An operator and what takes its place; `places` are `file:line`."""

    operator: str
    uses: int
    type: str
    effort: Effort
    note: str
    places: tuple[str, ...]


class FileReport(msgspec.Struct, frozen=True, kw_only=True):
    """One file."""

    path: str
    dags: tuple[Dag, ...]
    notes: tuple[str, ...] = ()
    error: str = ""


class MoveReport(msgspec.Struct, frozen=True, kw_only=True):
    """All files; operators with the most effort come first."""

    files: tuple[FileReport, ...]
    operators: tuple[OperatorUse, ...]
    connections: tuple[str, ...]
    variables: tuple[str, ...]

    @property
    def dags(self) -> int:
        """How many DAGs there are."""
        return sum(len(file.dags) for file in self.files)


def check_dags(sources: Mapping[str, str]) -> MoveReport:
    """What the sources have, by their paths; files without DAGs and tasks are left out."""
    read = {path: read_dags(source) for path, source in sources.items()}
    read = {path: file for path, file in read.items() if file.dags or file.uses or file.error}
    return MoveReport(
        files=tuple(
            FileReport(path=path, dags=file.dags, notes=file.notes, error=file.error)
            for path, file in read.items()
        ),
        operators=tuple(_operators(read)),
        connections=tuple(sorted({name for file in read.values() for name in file.connections})),
        variables=tuple(sorted({name for file in read.values() for name in file.variables})),
    )


def _operators(files: Mapping[str, DagFile]) -> list[OperatorUse]:
    places: dict[str, list[str]] = {}
    for path, file in files.items():
        for use in file.uses:
            places.setdefault(use.name, []).append(f"{path}:{use.line}")
    found = []
    for name, lines in places.items():
        replacement = replacement_of(name)
        found.append(
            OperatorUse(
                operator=name,
                uses=len(lines),
                type=replacement.type,
                effort=replacement.effort,
                note=replacement.note,
                places=tuple(lines),
            )
        )
    return sorted(found, key=lambda use: (-_ORDER.index(use.effort), -use.uses, use.operator))
