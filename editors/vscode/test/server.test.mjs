// The built extension's own settings and protocol library against the real server, over stdio as VS Code speaks to it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const { below, start, SELECTOR, whyNot } = require("../out/server.js");
const protocol = require("vscode-languageserver-protocol/node");

const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url)));
const setting = JSON.parse(process.env.CITEFIRST_COMMAND ?? "null")
  ?? manifest.contributes.configuration.properties["citefirst.command"].default;
const RECORD = `---
workflow: architecture-decision
status: proposed
date: 2026-02-17
owner:
  decision-maker: "@alice"
ai: none
---
# Use one queue \u{1F600}

## Context

The queue lost 4,000 carts on 3 May. [S1]

## Considered Options

- One queue [s1]

## Decision

We use one queue. TBD

## Consequences

UNKNOWN: what it costs.

[S1]: https://grafana.example.com/d/abc "dashboard: carts"
[S2]: https://grafana.example.com/d/def "dashboard: queues"
`;

test("an outline is of sources alone, wherever they stand", () => {
  const leaf = (name) => ({ name, children: [] });
  const trees = [{ name: "T", children: [leaf("S1"), { name: "U", children: [leaf("S2")] }] }, leaf("S3")];
  const found = below(trees, (each) => each.name.startsWith("S"));
  assert.deepEqual(found.map((each) => each.name), ["S1", "S2", "S3"]);
});

function connect() {
  const { command, args } = start(setting);
  const server = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const connection = protocol.createProtocolConnection(
    new protocol.StreamMessageReader(server.stdout), new protocol.StreamMessageWriter(server.stdin));
  connection.listen();
  return { server, connection };
}

test("the setting is a command, or a sentence says what it must be", () => {
  assert.deepEqual(start(["citefirst", "lsp"]), { command: "citefirst", args: ["lsp"] });
  for (const wrong of [null, [], "citefirst lsp", [1]]) assert.throws(() => start(wrong), /must be a list of words/);
  assert.match(whyNot(new Error("Launching server using command x failed. Error: spawn x ENOENT")), /: there is no program x\. Install/);
  assert.match(whyNot("it broke:"), /: it broke\. Install/);
  assert.deepEqual(SELECTOR, [{ scheme: "file", language: "markdown" }]);
});

test("a session with the real server", async () => {
  const root = mkdtempSync(join(tmpdir(), "citefirst-"));
  mkdirSync(join(root, ".git"));
  const path = join(root, "a.md"), uri = pathToFileURL(path).href;
  writeFileSync(path, RECORD);
  const { server, connection } = connect();
  const { capabilities } = await connection.sendRequest(protocol.InitializeRequest.type, {
    processId: process.pid, rootUri: pathToFileURL(root).href, workspaceFolders: null,
    capabilities: { textDocument: { diagnostic: { relatedDocumentSupport: true } } },
  });
  assert.equal(capabilities.positionEncoding ?? "utf-16", "utf-16");
  await connection.sendNotification(protocol.InitializedNotification.type, {});
  await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: "markdown", version: 1, text: RECORD },
  });
  const textDocument = { uri };
  const report = await connection.sendRequest(protocol.DocumentDiagnosticRequest.type, { textDocument });
  assert.equal(report.kind, "full");
  const unused = report.items.find((item) => item.code === "CF204");
  assert.deepEqual(unused.tags, [protocol.DiagnosticTag.Unnecessary]);
  const again = await connection.sendRequest(protocol.DocumentDiagnosticRequest.type,
    { textDocument, previousResultId: report.resultId });
  assert.equal(again.kind, "unchanged");
  const actions = await connection.sendRequest(protocol.CodeActionRequest.type,
    { textDocument, range: unused.range, context: { diagnostics: [unused] } });
  assert.ok(actions.some((action) => action.title === "Remove the source S2, which no line cites"));
  const lines = RECORD.split("\n");
  const line = lines.findIndex((text) => text.includes("carts on 3 May"));
  const position = { line, character: lines[line].indexOf("S1") + 1 };
  const completion = await connection.sendRequest(protocol.CompletionRequest.type, { textDocument, position });
  assert.deepEqual(completion.items.map((item) => item.label), ["S1", "S2"]);
  const edit = await connection.sendRequest(protocol.RenameRequest.type, { textDocument, position, newName: "S9" });
  assert.equal(edit.changes[uri].length, 3);
  await assert.rejects(
    connection.sendRequest(protocol.RenameRequest.type, { textDocument, position, newName: "S2" }), /S2 is another source/);
  const found = await connection.sendRequest(protocol.DefinitionRequest.type, { textDocument, position });
  assert.equal(lines[found[0].range.start.line].slice(0, 4), "[S1]");
  const symbols = await connection.sendRequest(protocol.DocumentSymbolRequest.type, { textDocument });
  assert.equal(symbols[0].name, "Use one queue \u{1F600}");
  await connection.sendRequest(protocol.ShutdownRequest.type);
  await connection.sendNotification(protocol.ExitNotification.type);
  await new Promise((done) => server.once("exit", done));
});
