// Calls every open-source method of the client. Arguments: the address, a name and a password.
"use strict";

const { createRequire } = require("node:module");
const path = require("node:path");

const { Recorder } = require("./recorder.js");
const { executions } = require("./executions.js");
const { flows } = require("./flows.js");
const { others } = require("./others.js");

const { standIn } = require("./missing.js");

standIn();
const installed = createRequire(path.join(process.env.TIERCEL_SDK_FOLDER, "main.js"));
const sdk = installed("@kestra-io/kestra-sdk");

const GROUPS = ["flowsApi", "executionsApi", "filesApi", "kvApi", "logsApi", "metricsApi"];

async function main() {
  const [, , host, name, password] = process.argv;
  const Client = sdk.KestraClient ?? sdk.default;
  const client = new Client(host, null, name, password);
  // Some groups of this client send the credentials only when they are a default header.
  const basic = Buffer.from(`${name}:${password}`).toString("base64");
  client.apiClient.defaultHeaders.Authorization = `Basic ${basic}`;
  const recorder = new Recorder(client);
  await flows(recorder, sdk);
  const ended = await executions(recorder, sdk);
  await others(recorder, sdk, ended);
  recorder.allCalled([...GROUPS, "triggersApi", "dashboardsApi", "miscApi"]);
}

main().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
