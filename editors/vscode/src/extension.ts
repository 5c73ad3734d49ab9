import { commands, ExtensionContext, window, workspace } from "vscode";
import { LanguageClient } from "vscode-languageclient/node";

import { SELECTOR, start, WATCHED } from "./server";

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand("citefirst.restart", restart),
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("citefirst.command") && restart()),
  );
  await restart();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
  client = undefined;
}

/** Starts the server, or says in a sentence why it does not run. */
async function restart(): Promise<void> {
  await deactivate();
  try {
    const executable = start(workspace.getConfiguration("citefirst").get("command"));
    const synchronize = { fileEvents: workspace.createFileSystemWatcher(WATCHED) };
    client = new LanguageClient("citefirst", "citefirst", executable, { documentSelector: SELECTOR, synchronize });
    await client.start();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const hint = "install it with `pip install 'citefirst[lsp]'`, or name it in the setting citefirst.command";
    void window.showErrorMessage(`citefirst does not run: ${reason}: ${hint}`);
  }
}
