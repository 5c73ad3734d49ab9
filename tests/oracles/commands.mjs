// One JSON object {name, message, properties} a line in, the workflow command that @actions/core makes of it out.
// usage: node commands.mjs NODE_MODULES
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const core = await import(pathToFileURL(resolve(process.argv[2], "@actions/core/lib/core.js")));

for await (const line of createInterface({ input: process.stdin })) {
  const { name, message, properties } = JSON.parse(line);
  core[name](message, properties);
}
