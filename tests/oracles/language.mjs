// What GitHub's own language service says of an action.yml or a workflow: one JSON object {uri, text} a line in, the list
// of its sentences out. The URI says which of the two it is. Bundled before use: Node refuses the packages' JSON imports.
import { createInterface } from "node:readline";
import { validate } from "@actions/languageservice/validate";
import { TextDocument } from "vscode-languageserver-textdocument";

for await (const line of createInterface({ input: process.stdin })) {
  const { uri, text } = JSON.parse(line);
  const found = await validate(TextDocument.create(uri, "yaml", 0, text), {});
  console.log(JSON.stringify(found.map(({ range, message }) => `${range.start.line + 1}: ${message}`)));
}
