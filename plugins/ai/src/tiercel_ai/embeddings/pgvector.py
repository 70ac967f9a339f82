"""Embeddings in PostgreSQL with the extension vector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec

from tiercel.plugin import Prop, RunContext, plugin
from tiercel_ai.embeddings.store import EmbeddingStoreProvider, Match, Piece, score_of
from tiercel_ai.postgresql import Server, connection, quoted


@plugin(
    "io.kestra.plugin.ai.embeddings.PGVector",
    title="Keep embeddings in PostgreSQL.",
    examples=[
        (
            "host: localhost\nport: 5432\ndatabase: texts\nuser: ann\n"
            "password: \"{{ secret('PG_PASSWORD') }}\"\ntable: birds"
        )
    ],
    aliases=["io.kestra.plugin.langchain4j.embeddings.PGVector"],
)
class PGVector(EmbeddingStoreProvider):
    """The table is made when it is not there. `pip install 'tiercel-ai[postgresql]'`."""

    host: Annotated[str, Prop("The host of the server, a name or an address.")]
    port: Annotated[int, Prop("The port of the server, mostly 5432.")]
    database: Annotated[str, Prop("The name of the database.")]
    user: Annotated[str, Prop("The user to sign in as.")]
    password: Annotated[str, Prop("The password, best from a secret.")]
    table: Annotated[str, Prop("The table for texts and vectors; made when it is not there.")]
    use_index: Annotated[bool, Prop("Whether vectors get an index, which finds most.")] = False

    def add(self, ctx: RunContext, pieces: Sequence[Piece]) -> None:
        size, table = len(pieces[0].vector), quoted(self.table)
        with connection(ctx, self._server(), "the embeddings") as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {table} (embedding_id uuid PRIMARY KEY,"
                f" embedding vector({size}), text text, metadata json)"
            )
            if self.use_index:
                cursor.execute(
                    f"CREATE INDEX IF NOT EXISTS {quoted(f'{self.table}_nearest')} ON {table}"
                    " USING hnsw (embedding vector_cosine_ops)"
                )
            cursor.executemany(
                f"INSERT INTO {table} VALUES (%s, %s::vector, %s, %s::json)",
                [
                    (p.id, str(p.vector), p.text, msgspec.json.encode(p.metadata).decode())
                    for p in pieces
                ],
            )

    def nearest(self, ctx: RunContext, vector: list[float], most: int) -> list[Match]:
        with connection(ctx, self._server(), "the search") as cursor:
            cursor.execute(
                "SELECT 1 - (embedding <=> %(near)s::vector), text, metadata"
                f" FROM {quoted(self.table)}"
                " ORDER BY embedding <=> %(near)s::vector LIMIT %(most)s",
                {"near": str(vector), "most": most},
            )
            return [Match(score_of(row[0]), row[1], row[2] or {}) for row in cursor.fetchall()]

    def drop(self, ctx: RunContext) -> None:
        with connection(ctx, self._server(), "the removal") as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {quoted(self.table)}")

    def _server(self) -> Server:
        return Server(self.host, self.port, self.database, self.user, self.password)
