"""Kinds of tasks over a connection that the reference keeps open."""

from __future__ import annotations

from tiercel_jdbc.tasks.batch import BatchTask
from tiercel_jdbc.tasks.connection import Pooled
from tiercel_jdbc.tasks.queries import QueriesTask
from tiercel_jdbc.tasks.query import AutoCommit, QueryTask, QueryTrigger


class Query(Pooled, QueryTask):
    """Runs a statement."""


class OlderQuery(Pooled, AutoCommit, QueryTask):
    """Runs a statement; older flows say that it is committed."""


class Queries(Pooled, QueriesTask):
    """Runs several statements."""


class Batch(Pooled, BatchTask):
    """Writes the rows of a file."""


class Trigger(Pooled, QueryTrigger):
    """Starts executions for rows."""
