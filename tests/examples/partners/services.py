"""Services that flows of pages ask: what each of them answers, as far as those flows go.

A line is `METHOD host/path`, a port behind the host where it is none of HTTPS; `*` is any text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.examples.blocks import ORDERS, TOTALS
from tests.families.stand_in import Answered, Asked

ENDED = {"state": {"life_cycle_state": "TERMINATED", "result_state": "SUCCESS"}}
JOB = {"job": {"id": 4, "status": "succeeded"}, "attempts": []}
STATEMENT = {
    "statement_id": "s",
    "status": {"state": "SUCCEEDED"},
    "manifest": {
        "schema": {"columns": [{"name": "city", "type_name": "STRING", "position": 0}]},
        "total_chunk_count": 1,
    },
    "result": {"chunk_index": 0, "row_count": 1, "data_array": [["Rome"]]},
}
SNAPSHOT = "UPID:pve1:0001:qmsnapshot"
PROXMOX = "pve.example.com:8006/api2/json"


def chat(text: str) -> Mapping[str, Any]:
    """What a model says, in the form of OpenAI."""
    message = {"role": "assistant", "content": text}
    return {
        "id": "r1",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
    }


def begun(asked: Asked) -> Any:
    """A job that runs, as it was asked for."""
    return {**asked.json(), "status": {"state": "RUNNING"}}


TABLE = {"projectId": "shop", "datasetId": "sales", "tableId": "orders"}
SHEET = "1AbCdEfGhIjKlMnOpQrStUvWxYz"
GOOGLE_LOGIN = "POST oauth2.googleapis.com/token"
TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
WORKSPACE = "aaaabbbb-0000-1111-2222-ccccddddeeee"
LAKE = (
    f"onelake.dfs.fabric.microsoft.com/{WORKSPACE}/11112222-3333-4444-5555-666677778888"
    "/Files/orders.csv"
)
FABRIC = (
    f"api.fabric.microsoft.com/v1/workspaces/{WORKSPACE}/items"
    "/99990000-3333-4444-5555-666677778888/jobs/instances"
)
OPENAI_CHAT = "POST api.openai.com/v1/chat/completions"
OPENAI_VECTORS = {"data": [{"index": 0, "embedding": [0.1, 0.2]}], "usage": {"prompt_tokens": 3}}
# What a flow of a page begins with -> what is asked for, all of it, and what comes back.
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "id: sort-mail\n": {OPENAI_CHAT: chat("parcels")},
    "id: answer-mail\n": {
        "POST generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent": {
            "candidates": [{"content": {"parts": [{"text": "parcel"}]}, "finishReason": "STOP"}]
        },
        OPENAI_CHAT: chat("It is at the port."),
    },
    "id: ask-the-handbook\n": {
        "POST api.openai.com/v1/embeddings": OPENAI_VECTORS,
        OPENAI_CHAT: chat("For four weeks."),
    },
    "id: incident\n": {
        "GET acme.service-now.com/api/now/table/incident": {
            "result": [{"number": "1", "short_description": "down"}]
        },
        "POST api.notion.com/v1/pages": {"id": "p1", "url": "https://notion.so/p1"},
    },
    "id: index\n": {
        "GET shop.example.com/orders.jsonl": Answered(b'{"id": 1, "state": "open"}\n'),
        "POST search.example.com:9200/_bulk": {"errors": False, "items": [{"index": {}}]},
        "POST search.example.com:9200/orders/_search": {
            "hits": {"total": {"value": 1}, "hits": [{"_source": {"id": 1, "state": "open"}}]}
        },
    },
    "id: upgrade\n": {
        "POST opa.example.com:8181/v1/data/changes/allow": {"result": True},
        f"POST {PROXMOX}/access/ticket": {"data": {"ticket": "t", "CSRFPreventionToken": "c"}},
        f"GET {PROXMOX}/cluster/resources": {
            "data": [{"type": "qemu", "vmid": 7, "name": "build", "node": "pve1"}]
        },
        f"POST {PROXMOX}/nodes/pve1/qemu/7/snapshot": {"data": SNAPSHOT},
        f"GET {PROXMOX}/nodes/pve1/tasks/{SNAPSHOT}/status": {
            "data": {"status": "stopped", "exitstatus": "OK"}
        },
        "GET netbox.example.com/api/dcim/devices/": {
            "count": 1,
            "next": None,
            "results": [{"id": 1, "name": "a", "status": {"value": "active"}}],
        },
    },
    "id: birds\n": {
        "POST cb.example.com:18093/query/service": {
            "results": [{"id": "1", "name": "kestrel", "weight": 200}],
            "status": "success",
        },
        "POST meili.example.com/indexes/birds/documents": {"taskUid": 1, "status": "enqueued"},
        "GET meili.example.com/tasks/1": {"status": "succeeded"},
        "POST influx.example.com/api/v2/write": Answered(status=204),
    },
    f"{ORDERS}  - id: copy\n": {
        "POST airbyte.example.com/api/v1/applications/token": {"access_token": "t"},
        "POST airbyte.example.com/api/v1/connections/sync": JOB,
        "POST airbyte.example.com/api/v1/jobs/get": JOB,
        "POST dbc-a1b2.cloud.databricks.com/oidc/v1/token": {"access_token": "t"},
        "POST dbc-a1b2.cloud.databricks.com/api/2.1/jobs/runs/submit": {"run_id": 5},
        "GET dbc-a1b2.cloud.databricks.com/api/2.1/jobs/runs/get": {"run_id": 5, **ENDED},
        "POST dbc-a1b2.cloud.databricks.com/api/2.0/sql/statements": STATEMENT,
        "GET dbc-a1b2.cloud.databricks.com/api/2.0/sql/statements/s": STATEMENT,
    },
    f"{TOTALS}  - id: bucket\n": {
        GOOGLE_LOGIN: {"access_token": "t", "expires_in": 3600, "token_type": "Bearer"},
        "POST storage.googleapis.com/storage/v1/b": {"name": "shop-orders"},
        "POST bigquery.googleapis.com/bigquery/v2/projects/shop/jobs": begun,
        "GET bigquery.googleapis.com/bigquery/v2/projects/shop/jobs/*": {
            "jobReference": {"projectId": "shop", "jobId": "j"},
            "status": {"state": "DONE"},
            "configuration": {"load": {"destinationTable": TABLE}, "query": {}},
            "statistics": {"load": {"outputRows": "1"}, "query": {"cacheHit": False}},
        },
        "GET bigquery.googleapis.com/bigquery/v2/projects/shop/queries/*": {
            "schema": {"fields": [{"name": "city", "type": "STRING"}]},
            "rows": [{"f": [{"v": "Rome"}]}],
        },
    },
    f"{ORDERS}  - id: read\n": {
        GOOGLE_LOGIN: {"access_token": "t", "expires_in": 3600, "token_type": "Bearer"},
        f"GET sheets.googleapis.com/v4/spreadsheets/{SHEET}/values/Orders!A1:F": {
            "values": [["id", "total"], [1, 2]]
        },
        "POST www.googleapis.com/upload/drive/v3/files": Answered(
            headers={"Location": "https://www.googleapis.com/upload/drive/v3/sent"}
        ),
        "PUT www.googleapis.com/upload/drive/v3/sent": {"id": "f", "name": "orders.ion"},
    },
    f"{ORDERS}  - id: send\n": {
        f"POST login.microsoftonline.com/{TENANT}/oauth2/v2.0/token": {
            "access_token": "t",
            "expires_in": 3600,
        },
        f"PUT {LAKE}": Answered(status=201),
        f"PATCH {LAKE}": Answered(status=202),
        f"POST {FABRIC}": Answered(status=202, headers={"Location": f"https://{FABRIC}/a-job"}),
        f"GET {FABRIC}/a-job": {"status": "Completed"},
    },
    "id: report-failures\n": {
        "POST api.github.com/repos/acme/flows/issues": {"number": 1, "html_url": "https://g/1"},
        "POST api.github.com/repos/acme/flows/actions/workflows/deploy.yml/dispatches": Answered(
            status=204
        ),
    },
    "id: tell-of-failures\n": {"POST hooks.slack.com/services/T/B/x": Answered(b"ok")},
    "id: ship_logs\n": {
        "POST splunk.example.com:8088/services/collector/event": {"text": "Success", "code": 0},
    },
}
