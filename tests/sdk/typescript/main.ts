import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Schemas = components["schemas"];
// True of a type only when it is `unknown` or `any`, which no result may be.
type IsUnknown<T> = unknown extends T ? true : false;

const [base, source] = process.argv.slice(2) as [string, string];
const client = createClient<paths>({ baseUrl: base });

/** The data of a result; an error ends the program, and data without a type do not compile. */
function data<T>(
  name: string,
  result: { data?: T; error?: unknown; response: Response },
  ..._typed: IsUnknown<T> extends true ? [never] : []
): NonNullable<T> {
  if (result.data === undefined || result.data === null) {
    throw new Error(`${name}: ${result.response.status} ${JSON.stringify(result.error)}`);
  }
  console.log(name);
  return result.data;
}

const yaml = { headers: { "Content-Type": "application/x-yaml" }, bodySerializer: (body: unknown) => String(body) };
const place = { namespace: "company.team", id: "typed" };
const flow: Schemas["Flow"] = data(
  "create a flow",
  await client.POST("/api/v1/flows", { body: source as never, ...yaml }),
);
const found = data("search flows", await client.GET("/api/v1/flows/search", {}));
const first: Schemas["Flow"] | undefined = found.results[0];
const again = data("a flow", await client.GET("/api/v1/flows/{namespace}/{id}", { params: { path: place } }));
const started: Schemas["Execution"] = data(
  "start",
  await client.POST("/api/v1/executions/{namespace}/{id}", {
    params: { path: place, query: { wait: true } },
  }),
);
const path = { executionId: started.id };
const execution = data("an execution", await client.GET("/api/v1/executions/{executionId}", { params: { path } }));
const runs: Schemas["TaskRun"][] = execution.taskRunList ?? [];
const state: Schemas["StateType"] = execution.state.current;
const page = data("search executions", await client.GET("/api/v1/executions/search", {}));
const logs: Schemas["LogEntry"][] = data(
  "logs",
  await client.GET("/api/v1/logs/{executionId}", { params: { path } }),
);
const triggers = data("triggers", await client.GET("/api/v1/triggers/search", {}));
const trigger: Schemas["Trigger"] | undefined = triggers.results[0]?.state;
const switched: Schemas["Trigger"] = data(
  "switch a trigger",
  await client.PUT("/api/v1/triggers", {
    body: { namespace: "company.team", flowId: "typed", triggerId: trigger?.triggerId ?? "", disabled: true },
  }),
);
const graph = data("a graph", await client.GET("/api/v1/flows/{namespace}/{id}/graph", { params: { path: place } }));
const keys: Schemas["KvEntry"][] = data(
  "keys",
  await client.GET("/api/v1/namespaces/{namespace}/kv", { params: { path: { namespace: "company.team" } } }),
);
const settings: Schemas["Configuration"] = data("settings", await client.GET("/api/v1/configs", {}));

const told = {
  flow: `${flow.namespace}.${flow.id}.${again.revision}`,
  found: found.total === 1 && first?.id === "typed",
  state,
  tasks: runs.map((run) => run.taskId),
  executions: page.total,
  message: logs.map((entry) => entry.message)[0],
  disabled: switched.disabled,
  nodes: graph.nodes.length > 0,
  keys: keys.length,
  version: settings.version.length > 0,
};
console.log(JSON.stringify(told));
