// The flows of the run, as the test hands them over: one YAML text by id.
"use strict";

const texts = JSON.parse(process.env.TIERCEL_SDK_SOURCES);

module.exports = {
  NAMESPACE: "sdk.two",
  TENANT: "main",
  source: (id) => texts[id],
};
