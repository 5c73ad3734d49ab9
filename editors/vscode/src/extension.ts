import { commands, DocumentSymbol, ExtensionContext, SymbolInformation, SymbolKind, window, workspace } from "vscode";
import { LanguageClient, Middleware } from "vscode-languageclient/node";

import { below, SELECTOR, start, WATCHED, whyNot } from "./server";

const SETTINGS = "Open settings";

/** A client that leaves it to `restart` to say why the server did not start, so that it is said once. */
class Client extends LanguageClient {
  private starting = false;

  override async start(): Promise<void> {
    this.starting = true;
    try {
      await super.start();
    } finally {
      this.starting = false;
    }
  }

  override error(message: string, data?: unknown, shown?: boolean | "force"): void {
    super.error(message, data, this.starting ? false : shown);
  }
}

/** VS Code has an outline of a Markdown file's headings, so that ours is of what it does not know: the sources. */
const MIDDLEWARE: Middleware = {
  async provideDocumentSymbols(document, token, next) {
    const found = (await next(document, token)) ?? [];
    return found.every(isTree) ? below(found, (each) => each.kind === SymbolKind.Key) : found;
  },
};

function isTree(symbol: SymbolInformation | DocumentSymbol): symbol is DocumentSymbol {
  return "children" in symbol;
}

let client: Client | undefined;

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
    const options = { documentSelector: SELECTOR, synchronize, middleware: MIDDLEWARE };
    client = new Client("citefirst", "citefirst", executable, options);
    await client.start();
  } catch (error) {
    client = undefined; // one that did not start cannot be stopped either
    void say(whyNot(error));
  }
}

async function say(sentence: string): Promise<void> {
  const chosen = await window.showErrorMessage(sentence, SETTINGS);
  if (chosen) await commands.executeCommand("workbench.action.openSettings", "citefirst.command");
}
