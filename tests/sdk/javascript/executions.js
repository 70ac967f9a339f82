// Executions of the JavaScript client: one by one and in bulk.
"use strict";

const { byNamespace } = require("./flows.js");
const { NAMESPACE, TENANT } = require("./sources.js");

const KEY = "sdk-two-webhook-key";

async function executions(recorder, sdk) {
  const ended = await start(recorder, "hello", null, true, { labels: ["a:b"] });
  recorder.say("ended", ended && ended.state.current === "SUCCESS", JSON.stringify(ended));
  const read = await recorder.call("executionsApi.getExecution", ended.id, TENANT);
  await recorder.section("reading", (each) => reading(each, read));
  await recorder.section("acting", (each) => acting(each, read));
  await recorder.section("holding", holding);
  await recorder.section("queueing", (each) => queueing(each, sdk));
  await recorder.section("webhooks", webhooks);
  await recorder.section("bulk", (each) => bulk(each, sdk));
  return read;
}

async function start(recorder, id, state = null, wait = false, options = {}) {
  const given = [NAMESPACE, id, wait, TENANT, options];
  const found = await recorder.call("executionsApi.createExecution", ...given);
  const created = Array.isArray(found) ? found[0] : found;
  return state ? until(recorder, created.id, state) : created;
}

async function until(recorder, id, state) {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const read = await new Promise((resolve) => {
      recorder.client.executionsApi.getExecution(id, TENANT, (error, data) => resolve(data));
    });
    if (read && read.state.current === state) return read;
    if (Date.now() > deadline) {
      recorder.say(`${id} is ${state}`, false, JSON.stringify(read && read.state));
      return read;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function reading(recorder, ended) {
  const call = (name, ...given) => recorder.call(`executionsApi.${name}`, ...given);
  await recorder.refused([404], "executionsApi.getExecution", "nowhere", TENANT);
  const options = { namespace: NAMESPACE, state: ["SUCCESS"], labels: ["a:b"] };
  const found = await call("searchExecutions", 1, 10, TENANT, options);
  recorder.say("search", found && found.total === 1, JSON.stringify(found && found.total));
  await call("searchExecutionsByFlowId", NAMESPACE, "hello", 1, 10, TENANT);
  await call("searchTaskRun", 1, 10, TENANT, { namespace: NAMESPACE });
  await call("getLatestExecutions", TENANT, [{ namespace: NAMESPACE, id: "hello" }]);
  await call("getExecutionFlowGraph", ended.id, TENANT, {});
  await call("getFlowFromExecution", NAMESPACE, "hello", TENANT, {});
  await call("getFlowFromExecutionById", ended.id, TENANT);
  await call("listExecutableDistinctNamespaces", TENANT);
  await call("listFlowExecutionsByNamespace", NAMESPACE, TENANT);
  await call("followExecution", ended.id, TENANT);
  await call("followDependenciesExecutions", ended.id, false, true, TENANT);
  const run = ended.taskRunList[1].id;
  await call("evalTaskRunExpression", ended.id, run, TENANT, "{{ outputs.echo.value }}");
  await call("validateNewExecutionInputs", NAMESPACE, "hello", ["a:b"], TENANT, {});
  const uri = `kestra:///sdk/two/hello/executions/${ended.id}/none.txt`;
  const file = [ended.id, uri];
  await recorder.refused([404], "executionsApi.downloadFileFromExecution", ...file, TENANT);
  await recorder.refused([404], "executionsApi.getFileMetadatasFromExecution", ...file, TENANT);
  const preview = [...file, 10, "UTF-8", TENANT];
  await recorder.refused([404], "executionsApi.previewFileFromExecution", ...preview);
}

async function acting(recorder, ended) {
  const call = (name, ...given) => recorder.call(`executionsApi.${name}`, ...given);
  await call("triggerExecution", NAMESPACE, "hello", true, TENANT, {});
  await call("replayExecution", ended.id, TENANT, {});
  const failed = await start(recorder, "failing", "FAILED");
  await call("restartExecution", failed.id, TENANT, {});
  await until(recorder, failed.id, "FAILED");
  await call("updateExecutionStatus", failed.id, "WARNING", TENANT);
  const warned = await until(recorder, failed.id, "WARNING");
  const request = { taskRunId: warned.taskRunList[0].id, state: "SUCCESS" };
  await call("updateTaskRunState", failed.id, TENANT, request);
  await until(recorder, failed.id, "SUCCESS");
  const labels = [{ key: "x", value: "y" }];
  await call("setLabelsOnTerminatedExecution", failed.id, TENANT, labels);
  await call("deleteExecution", failed.id, true, true, true, TENANT);
  const broken = await start(recorder, "hello", "BREAKPOINT", false, { breakpoints: "echo" });
  await call("resumeExecutionFromBreakpoint", broken.id, TENANT, {});
  await until(recorder, broken.id, "SUCCESS");
}

async function holding(recorder) {
  const call = (name, ...given) => recorder.call(`executionsApi.${name}`, ...given);
  const held = await start(recorder, "paused", "PAUSED");
  await call("validateResumeExecutionInputs", held.id, TENANT);
  await call("resumeExecution", held.id, TENANT);
  await until(recorder, held.id, "SUCCESS");
  const busy = await start(recorder, "sleeping", "RUNNING");
  await call("pauseExecution", busy.id, TENANT);
  await until(recorder, busy.id, "PAUSED");
  await call("killExecution", busy.id, true, TENANT);
  await until(recorder, busy.id, "KILLED");
}

async function queueing(recorder, sdk) {
  const call = (name, ...given) => recorder.call(`executionsApi.${name}`, ...given);
  const first = await start(recorder, "limited", "RUNNING");
  const ids = [];
  for (let number = 0; number < 4; number += 1) {
    ids.push((await start(recorder, "limited", "QUEUED")).id);
  }
  await call("unqueueExecution", ids[0], "RUNNING", TENANT);
  await call("forceRunExecution", ids[1], TENANT);
  await call("unqueueExecutionsByIds", "RUNNING", TENANT, [ids[2]]);
  await call("forceRunByIds", TENANT, [ids[3]]);
  const none = byNamespace(sdk, "sdk.none");
  await call("unqueueExecutionsByQuery", TENANT, none, { newState: "RUNNING" });
  await call("forceRunExecutionsByQuery", TENANT, none, {});
  const everyone = [first.id, ...ids];
  for (const id of everyone) await until(recorder, id, "RUNNING");
  await call("killExecutionsByIds", TENANT, everyone);
  for (const id of everyone) await until(recorder, id, "KILLED");
}

async function webhooks(recorder) {
  for (const method of ["Get", "Post", "Put"]) {
    const name = `executionsApi.triggerExecutionBy${method}Webhook`;
    await recorder.call(name, NAMESPACE, "triggered", KEY, TENANT);
  }
}

async function bulk(recorder, sdk) {
  const call = (name, ...given) => recorder.call(`executionsApi.${name}`, ...given);
  const ids = [(await start(recorder, "failing", "FAILED")).id];
  const labels = [{ key: "x", value: "y" }];
  const none = byNamespace(sdk, "sdk.none");
  await call("restartExecutionsByIds", TENANT, ids);
  await until(recorder, ids[0], "FAILED");
  await call("replayExecutionsByIds", TENANT, ids, {});
  const byIds = { executionsId: ids, executionLabels: labels };
  await call("setLabelsOnTerminatedExecutionsByIds", TENANT, byIds);
  const query = { namespace: "sdk.none" };
  await call("setLabelsOnTerminatedExecutionsByQuery", TENANT, labels, query);
  await call("updateExecutionsStatusByIds", "WARNING", TENANT, ids);
  await call("updateExecutionsStatusByQuery", "WARNING", TENANT, none, {});
  await call("restartExecutionsByQuery", TENANT, none, {});
  await call("replayExecutionsByQuery", TENANT, none, {});
  await call("killExecutionsByQuery", TENANT, none, {});
  await call("pauseExecutionsByQuery", TENANT, none, {});
  await call("resumeExecutionsByQuery", TENANT, none, {});
  await call("deleteExecutionsByQuery", true, true, true, TENANT, none, {});
  const left = await call("getExecution", ids[0], TENANT);
  recorder.say("others are left", left && left.id === ids[0], JSON.stringify(left));
  await call("deleteExecutionsByIds", true, true, true, TENANT, ids, {});
  const busy = await start(recorder, "sleeping", "RUNNING");
  await call("pauseExecutionsByIds", TENANT, [busy.id]);
  await until(recorder, busy.id, "PAUSED");
  await call("resumeExecutionsByIds", TENANT, [busy.id]);
  await until(recorder, busy.id, "RUNNING");
  await call("killExecution", busy.id, false, TENANT);
}

module.exports = { executions };
