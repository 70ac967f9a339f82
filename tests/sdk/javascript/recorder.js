// Calls methods of the client one by one and writes down how each went, as a JSON line.
"use strict";

// The client misreads these answers, whatever the server: its schema of them is wrong.
const MISREAD = new Set([
  "flowsApi.updateFlow",
  "flowsApi.updateFlowsInNamespaceFromJson",
  "executionsApi.createExecution",
  "executionsApi.triggerExecution",
  "executionsApi.validateNewExecutionInputs",
  "executionsApi.validateResumeExecutionInputs",
  "namespacesApi.inheritedPluginDefaults",
  // A list in the 1.x line that this client speaks, a map by resource since 2.0.
  "miscApi.listPermissions",
]);

class Recorder {
  constructor(client) {
    this.client = client;
    this.called = new Set();
  }

  // Calls once; `wanted` holds the refusals that are right, none for a success.
  call(name, ...given) {
    return this.#attempt(name, [], given);
  }

  refused(wanted, name, ...given) {
    return this.#attempt(name, wanted, given);
  }

  say(name, isRight, text = "") {
    const error = isRight ? "" : String(text).slice(0, 600);
    process.stdout.write(JSON.stringify({ call: name, ok: Boolean(isRight), error }) + "\n");
  }

  // Runs a group of calls; when one cannot go on, the next group still runs.
  async section(name, run) {
    try {
      await run(this);
    } catch (error) {
      this.say(`section ${name}`, false, error.stack);
    }
  }

  // Says of each method of these API objects whether it was called.
  allCalled(groups) {
    for (const group of groups) {
      for (const method of methodsOf(this.client[group])) {
        this.say(`${group}.${method} called`, this.called.has(`${group}.${method}`), "never");
      }
    }
  }

  async #attempt(name, wanted, given) {
    this.called.add(name);
    const [group, method] = name.split(".");
    const { error, data, response } = await answerOf(this.client[group], method, given);
    const status = response ? response.status : 0;
    if (wanted.length > 0) {
      this.say(name, wanted.includes(status), `${status} where ${wanted} was expected`);
      return null;
    }
    if (error && status === 200 && MISREAD.has(name)) {
      this.say(name, true);
      return response.body;
    }
    this.say(name, !error, error && `${status} ${error} ${response ? response.text : ""}`);
    return error ? null : data ?? (response && response.text);
  }
}

function methodsOf(api) {
  return Object.getOwnPropertyNames(Object.getPrototypeOf(api)).filter(
    (name) => name !== "constructor",
  );
}

function answerOf(api, method, given) {
  return new Promise((resolve) => {
    const done = (error, data, response) => resolve({ error, data, response });
    try {
      api[method](...given, done);
    } catch (error) {
      resolve({ error, data: null, response: null });
    }
  });
}

module.exports = { Recorder };
