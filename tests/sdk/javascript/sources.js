// The flows of the run, as the test hands them over: one YAML text by id.
"use strict";

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const texts = JSON.parse(process.env.TIERCEL_SDK_SOURCES);

// A file to upload, as a stream.
function stored(name, text) {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "tiercel-sdk-")), name);
  fs.writeFileSync(file, text);
  return fs.createReadStream(file);
}

module.exports = {
  NAMESPACE: "sdk.two",
  TENANT: "main",
  source: (id) => texts[id],
  stored,
};
