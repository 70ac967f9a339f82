// Files, pairs, logs, metrics, triggers, dashboards, plugins and the rest of the client.
"use strict";

const { byNamespace } = require("./flows.js");
const { NAMESPACE, TENANT, source, stored } = require("./sources.js");

const LOG = "io.kestra.plugin.core.log.Log";
const ABSENT = [400, 403, 404, 405, 415, 422];

async function others(recorder, sdk, ended) {
  await recorder.section("files", files);
  await recorder.section("pairs", pairs);
  await recorder.section("logs", (each) => logs(each, ended));
  await recorder.section("metrics", (each) => metrics(each, ended));
  await recorder.section("triggers", (each) => triggers(each, sdk));
  await recorder.section("dashboards", dashboards);
  await recorder.section("blueprints", blueprints);
  await recorder.section("plugins", plugins);
  await recorder.section("namespaces", namespaces);
  await recorder.section("instance", instance);
}

async function files(recorder) {
  const call = (name, ...given) => recorder.call(`filesApi.${name}`, ...given);
  await call("createNamespaceDirectory", NAMESPACE, TENANT, { path: "/scripts" });
  const fileContent = stored("a.py", "print(1)");
  await call("createNamespaceFile", NAMESPACE, "/scripts/a.py", TENANT, { fileContent });
  await call("getFileContent", NAMESPACE, "/scripts/a.py", TENANT);
  await call("getFileMetadatas", NAMESPACE, TENANT, { path: "/scripts/a.py" });
  await call("listNamespaceDirectoryFiles", NAMESPACE, TENANT, { path: "/scripts" });
  const found = await call("searchNamespaceFiles", NAMESPACE, "a.py", TENANT);
  recorder.say("file found", found && found.length === 1, JSON.stringify(found));
  await call("exportNamespaceFiles", NAMESPACE, TENANT);
  await call("moveFileDirectory", NAMESPACE, "/scripts/a.py", "/b.py", TENANT);
  await call("deleteFileDirectory", NAMESPACE, "/b.py", TENANT);
}

async function pairs(recorder) {
  const call = (name, ...given) => recorder.call(`kvApi.${name}`, ...given);
  await call("setKeyValue", NAMESPACE, "map", TENANT, { a: 1 });
  await call("setKeyValue", NAMESPACE, "list", TENANT, [1, 2]);
  const found = await call("getKeyValue", NAMESPACE, "map", TENANT);
  recorder.say("value", found && found.type === "JSON", JSON.stringify(found));
  await call("listKeys", NAMESPACE, TENANT);
  await call("deleteKeyValue", NAMESPACE, "map", TENANT);
  await call("deleteKeyValues", NAMESPACE, TENANT, { keys: ["list"] });
}

async function logs(recorder, ended) {
  const call = (name, ...given) => recorder.call(`logsApi.${name}`, ...given);
  const found = await call("listLogsFromExecution", ended.id, TENANT, { minLevel: "INFO" });
  recorder.say("logs", found && found.length > 0, JSON.stringify(found));
  await call("downloadLogsFromExecution", ended.id, TENANT, {});
  const options = { minLevel: "INFO", namespace: NAMESPACE };
  await call("searchLogs", 1, 10, TENANT, options);
  await call("deleteLogsFromFlow", NAMESPACE, "triggered", "daily", TENANT);
  recorder.called.add("logsApi.followLogsFromExecution");
  const done = () => undefined;
  const request = recorder.client.logsApi.followLogsFromExecution(ended.id, TENANT, {}, done);
  await new Promise((resolve) => setTimeout(resolve, 300));
  request.abort();
  await call("deleteLogsFromExecution", ended.id, TENANT, {});
}

async function metrics(recorder, ended) {
  const call = (name, ...given) => recorder.call(`metricsApi.${name}`, ...given);
  await call("searchByExecution", 1, 10, ended.id, TENANT, {});
  await call("listFlowMetrics", NAMESPACE, "hello", TENANT);
  await call("listTaskMetrics", NAMESPACE, "hello", "greet", TENANT);
  await call("listTasksWithMetrics", NAMESPACE, "hello", TENANT);
  await call("aggregateMetricsFromFlow", NAMESPACE, "hello", "rows", "sum", TENANT, {});
  const task = [NAMESPACE, "hello", "greet", "rows", "sum", TENANT, {}];
  await call("aggregateMetricsFromTask", ...task);
}

async function triggers(recorder, sdk) {
  const call = (name, ...given) => recorder.call(`triggersApi.${name}`, ...given);
  const none = byNamespace(sdk, "sdk.none");
  const names = { namespace: NAMESPACE, flowId: "triggered", triggerId: "weekly" };
  const weekly = { ...names, date: "2026-01-01T00:00:00Z", disabled: false };
  const daily = [NAMESPACE, "triggered", "daily", TENANT];
  const found = await call("searchTriggers", 1, 10, TENANT, { namespace: NAMESPACE });
  recorder.say("triggers", found && found.total >= 2, JSON.stringify(found));
  await call("searchTriggersForFlow", 1, 10, NAMESPACE, "triggered", TENANT, {});
  const backfill = { start: "2026-01-01T00:00:00Z", end: "2026-02-01T00:00:00Z" };
  await call("updateTrigger", TENANT, { ...weekly, backfill });
  await call("pauseBackfill", TENANT, weekly);
  await call("deleteBackfill", TENANT, weekly);
  await call("updateTrigger", TENANT, { ...weekly, backfill });
  await call("unpauseBackfill", TENANT, weekly);
  await call("pauseBackfillByIds", TENANT, [weekly]);
  await call("unpauseBackfillByIds", TENANT, [weekly]);
  await call("pauseBackfillByQuery", TENANT, none, {});
  await call("unpauseBackfillByQuery", TENANT, none, {});
  await call("deleteBackfillByIds", TENANT, [weekly]);
  await call("deleteBackfillByQuery", TENANT, none, {});
  const disabled = { triggers: [weekly], disabled: true };
  await call("disabledTriggersByIds", TENANT, disabled);
  await call("disabledTriggersByQuery", true, TENANT, none, {});
  await call("restartTrigger", ...daily);
  await recorder.refused([409], "triggersApi.unlockTrigger", ...daily);
  await call("unlockTriggersByIds", TENANT, [weekly]);
  await call("unlockTriggersByQuery", TENANT, none, {});
}

async function dashboards(recorder) {
  const call = (name, ...given) => recorder.call(`dashboardsApi.${name}`, ...given);
  const text = source("dashboard");
  const chart = source("chart");
  const created = await call("createDashboard", TENANT, text);
  recorder.say("dashboard", created && created.charts.length === 2, JSON.stringify(created));
  await call("getDashboard", "sdk-two", TENANT);
  await call("updateDashboard", "sdk-two", TENANT, text);
  await call("searchDashboards", 1, 10, TENANT, {});
  await call("getDashboardChartData", "sdk-two", "runs", TENANT, { namespace: NAMESPACE });
  await call("exportDashboardChartDataToCSV", "sdk-two", "latest", TENANT, {});
  await call("previewChart", TENANT, { chart });
  await call("exportChartToCsv", TENANT, { chart });
  await call("validateDashboard", TENANT, text);
  await call("validateChart", TENANT, chart);
  await call("deleteDashboard", "sdk-two", TENANT);
}

async function blueprints(recorder) {
  const call = (name, ...given) => recorder.call(`blueprintsApi.${name}`, ...given);
  const found = await call("searchBlueprints", 1, 10, "FLOW", TENANT, { q: "hello" });
  const { id } = found.results[0];
  await call("getBlueprint", id, "FLOW", TENANT);
  await call("getBlueprintGraph", id, "FLOW", TENANT);
  await call("getBlueprintSource", id, "FLOW", TENANT);
}

async function plugins(recorder) {
  const call = (name, ...given) => recorder.call(`pluginsApi.${name}`, ...given);
  await call("listPlugins");
  await call("getPluginBySubgroups");
  await call("getPluginIcons");
  await call("getPluginGroupIcons");
  await call("getAllInputTypes");
  await call("getSchemaFromInputType", "STRING");
  await call("getSchemasFromType", "TASK", false);
  await call("getPropertiesFromType", "TASK");
  await call("getPluginDocumentation", LOG, false);
  const found = await call("getPluginVersions", LOG);
  const version = found.versions[0];
  await call("getPluginDocumentationFromVersion", LOG, version, false);
}

async function namespaces(recorder) {
  const call = (name, ...given) => recorder.call(`namespacesApi.${name}`, ...given);
  const found = await call("getNamespace", NAMESPACE, TENANT);
  recorder.say("namespace", found && found.id === NAMESPACE, JSON.stringify(found));
  await call("searchNamespaces", 1, 10, TENANT, { q: "sdk" });
  await call("autocompleteNamespaces", TENANT, { q: "sdk" });
  await call("getInheritedSecrets", NAMESPACE, TENANT);
  await call("inheritedVariables", NAMESPACE, TENANT);
  await call("inheritedPluginDefaults", NAMESPACE, TENANT);
  await call("listNamespaceSecrets", NAMESPACE, 1, 10, [], TENANT, {});
}

async function instance(recorder) {
  const call = (name, ...given) => recorder.call(`miscApi.${name}`, ...given);
  await call("getConfiguration");
  await call("getBasicAuthConfigErrors");
  await call("setupConfiguration");
  await call("getUsages", TENANT);
  await recorder.refused([405], "miscApi.setupKestra", {});
  const credentials = { username: process.argv[3], password: process.argv[4] };
  await call("createBasicAuth", TENANT, credentials);
  const actions = await call("listActions", TENANT);
  recorder.say("actions", Array.isArray(actions) && actions.length > 0, JSON.stringify(actions));
  const permissions = await call("listPermissions", TENANT);
  recorder.say("permissions", Boolean(permissions), JSON.stringify(permissions));
  for (const name of ["licenseInfo", "tenantUsage"]) {
    const given = name === "licenseInfo" ? [] : [TENANT];
    await recorder.refused(ABSENT, `miscApi.${name}`, ...given);
  }
}

module.exports = { ABSENT, others };
