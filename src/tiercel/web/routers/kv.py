"""Key-value entries (kv.md)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.errors import IllegalArgument
from tiercel.model.lists.resources import KV
from tiercel.plugin.server import DeleteKey, SetKey
from tiercel.ports.clock import Clock
from tiercel.service.kv.values import read_value
from tiercel.service.off_loop import by_length
from tiercel.service.operations import kv
from tiercel.web import filters, params
from tiercel.web.bodies import texts_in
from tiercel.web.call import Call
from tiercel.web.documented import JSON, TEXT, Answer, Body, Param, flag, text
from tiercel.web.http.answers import empty, json_answer, page_answer
from tiercel.web.param_kinds import DURATION, KEY, in_path, paging, sought
from tiercel.web.params import parse_duration
from tiercel.web.payloads import AnyValue, KeysInput
from tiercel.web.route import Route
from tiercel.web.views.kv import (
    KvEntryView,
    KvKeysView,
    KvPage,
    KvValueView,
    kv_entry_view,
    kv_shown_view,
    kv_value_view,
)

GROUP = "KV"
ENTRIES = Answer(schema=list[KvEntryView])


class KvRoutes:
    """Entries of a namespace, and over all of them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        all_of = "/namespaces/{namespace}/kv"
        one = f"{all_of}/{{key}}"
        text_schema = {"type": "string"}
        key = in_path("key", pattern=KEY)
        life = {"type": "string", "pattern": f"^$|{DURATION}"}
        return [
            Route(
                "GET",
                all_of,
                self.of_namespace,
                "Keys of a namespace.",
                GROUP,
                answers=(ENTRIES,),
                runs=(kv.entries,),
            ),
            Route(
                "GET",
                "/kv",
                self.find,
                "Keys of all namespaces.",
                GROUP,
                (
                    *paging(KV.sorts),
                    *sought(KV),
                    flag("values", "Show values, but for long ones and those of expired keys."),
                ),
                answers=(Answer(schema=KvPage),),
                errors=(400, 422),
                runs=(kv.search, kv.search_values),
            ),
            Route(
                "GET",
                f"{all_of}/inheritance",
                self.inherited,
                "Keys of the namespaces above.",
                GROUP,
                answers=(ENTRIES,),
                runs=(kv.inherited,),
            ),
            Route(
                "GET",
                one,
                self.get,
                "The value of a key.",
                GROUP,
                (key,),
                answers=(Answer(schema=KvValueView),),
                errors=(404, 410, 422),
                runs=(kv.get,),
            ),
            Route(
                "PUT",
                one,
                self.put,
                "Set the value of a key.",
                GROUP,
                (
                    key,
                    Param("ttl", "Life as an ISO duration.", life, place="header"),
                    Param("description", "What it is for.", text_schema, place="header"),
                    text("description", "The same, for texts that no header can carry."),
                ),
                Body(AnyValue, (JSON, TEXT), example="my_value"),
                errors=(422,),
                runs=(kv.put,),
            ),
            Route(
                "DELETE",
                one,
                self.delete,
                "Remove a key.",
                GROUP,
                (key,),
                answers=(Answer(schema=bool),),
                errors=(422,),
                runs=(kv.delete,),
            ),
            Route(
                "DELETE",
                all_of,
                self.delete_many,
                "Remove several keys.",
                GROUP,
                body=Body(KeysInput),
                answers=(Answer(schema=KvKeysView),),
                errors=(422,),
                runs=(kv.delete_many,),
            ),
        ]

    async def of_namespace(self, call: Call) -> Response:
        """By key."""
        entries = await call.run(kv.ListEntries(namespace=call.params["namespace"]))
        return json_answer([kv_entry_view(entry) for entry in entries])

    async def find(self, call: Call) -> Response:
        query = filters.query_of(call, KV, self._clock.now())
        if params.boolean(call, "values"):
            shown = await call.run(kv.FindValues(query=query))
            return page_answer(KvPage, kv_shown_view, shown)
        page = await call.run(kv.FindEntries(query=query))
        return page_answer(KvPage, kv_entry_view, page)

    async def inherited(self, call: Call) -> Response:
        """The nearest namespace first."""
        entries = await call.run(kv.ListInheritedEntries(namespace=call.params["namespace"]))
        return json_answer([kv_entry_view(entry) for entry in entries])

    async def get(self, call: Call) -> Response:
        return json_answer(kv_value_view(await call.run(kv.GetEntry(**call.params))))

    async def put(self, call: Call) -> Response:
        """The body is one value, whatever its content type says."""
        body = await call.source("value")
        is_json = call.content_type == JSON
        kind, value = await by_length(len(body), read_value, body, is_json=is_json)
        ttl = call.header(b"ttl") or call.text("ttl")
        description = call.header(b"description") or call.text("description")
        if ttl is not None and "-" in ttl:
            raise IllegalArgument("ttl cannot be negative")
        await call.run(
            SetKey(
                namespace=call.params["namespace"],
                key=call.params["key"],
                type=kind,
                value=value,
                ttl=None if ttl is None else parse_duration("ttl", ttl),
                description=description,
            )
        )
        return empty()

    async def delete(self, call: Call) -> Response:
        """Whether it was there."""
        return json_answer(await call.run(DeleteKey(**call.params)))

    async def delete_many(self, call: Call) -> Response:
        """Those that were there."""
        body = await call.json_map("deleteManyRequest")
        keys = texts_in(body, "keys")
        request = kv.DeleteEntries(namespace=call.params["namespace"], keys=tuple(keys))
        return json_answer(KvKeysView(await call.run(request)))
