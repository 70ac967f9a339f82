// Flows of the JavaScript client.
"use strict";

const { NAMESPACE, TENANT, source, stored } = require("./sources.js");

const HELLO = source("hello");
const byNamespace = (sdk, namespace = NAMESPACE) =>
  sdk.DeleteExecutionsByQueryRequest.constructFromObject({
    filters: [{ field: "NAMESPACE", operation: "EQUALS", value: namespace }],
  });

async function flows(recorder, sdk) {
  for (const id of ["hello", "paused", "sleeping", "failing", "limited", "triggered"]) {
    await recorder.call("flowsApi.createFlow", TENANT, source(id));
  }
  await recorder.section("reading", reading);
  await recorder.section("switching", (each) => switching(each, sdk));
  await recorder.section("checking", checking);
  await recorder.section("moving", moving);
}

async function reading(recorder) {
  const call = (name, ...given) => recorder.call(`flowsApi.${name}`, ...given);
  const flow = await call("getFlow", NAMESPACE, "hello", true, false, TENANT, {});
  recorder.say("flow", flow && flow.id === "hello", JSON.stringify(flow));
  await recorder.refused(
    [404], "flowsApi.getFlow", NAMESPACE, "nowhere", true, false, TENANT, {},
  );
  const changed = HELLO.replace("Says hello", "Says hello twice");
  const updated = await call("updateFlow", "hello", NAMESPACE, TENANT, changed);
  recorder.say("revision", updated && updated.revision === 2, JSON.stringify(updated));
  const task = { id: "greet", type: "io.kestra.plugin.core.log.Log", message: "changed" };
  await call("updateTask", NAMESPACE, "hello", "greet", TENANT, task);
  await call("updateFlow", "hello", NAMESPACE, TENANT, HELLO);
  await call("listFlowRevisions", NAMESPACE, "hello", TENANT);
  await call("listFlowsByNamespace", NAMESPACE, TENANT);
  await call("listDistinctNamespaces", TENANT, { q: "sdk" });
  await call("getTaskFromFlow", NAMESPACE, "hello", "greet", TENANT, {});
  await call("generateFlowGraph", NAMESPACE, "hello", TENANT, {});
  await call("generateFlowGraphFromSource", TENANT, HELLO, {});
  await call("getFlowDependencies", NAMESPACE, "hello", false, true, TENANT);
  await call("getFlowDependenciesFromNamespace", NAMESPACE, false, TENANT);
  const found = await call("searchFlows", 1, 3, TENANT, { sort: ["id:asc"], q: "hello" });
  recorder.say("search", found && found.total >= 1, JSON.stringify(found));
  const labelled = await call("searchFlows", 1, 3, TENANT, { labels: ["team:sdk"] });
  recorder.say("search labels", labelled && labelled.total >= 1, JSON.stringify(labelled));
  await call("searchFlowsBySourceCode", 1, 3, TENANT, { q: "Says", namespace: NAMESPACE });
}

async function switching(recorder, sdk) {
  const call = (name, ...given) => recorder.call(`flowsApi.${name}`, ...given);
  const moved = (id) => HELLO.replace("id: hello", `id: ${id}`).replace(NAMESPACE, "sdk.switch");
  await call("createFlow", TENANT, moved("a"));
  await call("createFlow", TENANT, moved("b"));
  const ids = [{ namespace: "sdk.switch", id: "a" }, { namespace: "sdk.switch", id: "b" }];
  const query = byNamespace(sdk, "sdk.switch");
  await call("disableFlowsByIds", TENANT, ids);
  await call("enableFlowsByIds", TENANT, ids);
  await call("disableFlowsByQuery", TENANT, query, {});
  const hello = await call("getFlow", NAMESPACE, "hello", false, false, TENANT, {});
  recorder.say("others stay enabled", hello && hello.disabled === false, JSON.stringify(hello));
  await call("enableFlowsByQuery", TENANT, query, {});
  await call("exportFlowsByIds", TENANT, ids);
  await call("exportFlowsByQuery", TENANT, { namespace: "sdk.switch" });
  await call("deleteFlowsByIds", TENANT, ids.slice(0, 1));
  await call("deleteFlowsByQuery", TENANT, query, {});
  const left = await call("searchFlows", 1, 10, TENANT, {});
  recorder.say("others are left", left && left.total >= 6, JSON.stringify(left && left.total));
  await call("createFlow", TENANT, HELLO.replace("id: hello", "id: gone"));
  await call("deleteFlow", NAMESPACE, "gone", TENANT);
}

async function checking(recorder) {
  const task = { id: "a", type: "io.kestra.plugin.core.log.Log", message: "x" };
  const trigger = { id: "t", type: "io.kestra.plugin.core.trigger.Schedule", cron: "0 3 * * *" };
  await recorder.call("flowsApi.validateFlows", TENANT, HELLO);
  await recorder.call("flowsApi.validateTask", "TASKS", TENANT, task);
  await recorder.call("flowsApi.validateTrigger", TENANT, trigger);
}

async function moving(recorder) {
  const other = HELLO.replace(`namespace: ${NAMESPACE}`, "namespace: sdk.moved");
  const namespace = "sdk.moved";
  await recorder.call("flowsApi.bulkUpdateFlows", false, false, TENANT, { namespace, body: other });
  const flow = {
    id: "json",
    namespace,
    tasks: [{ id: "a", type: "io.kestra.plugin.core.log.Log", message: "x" }],
  };
  const given = [true, namespace, TENANT, [flow]];
  await recorder.call("flowsApi.updateFlowsInNamespaceFromJson", ...given);
  const fileUpload = stored("flows.yml", other);
  await recorder.call("flowsApi.importFlows", TENANT, { fileUpload });
  await recorder.refused([403, 404], "flowsApi.bulkImportApps", TENANT, {});
}

module.exports = { byNamespace, flows };
