/** How the server is started and which texts it sees. Nothing here needs VS Code, so that a test can use it as it is. */

export interface Start {
  command: string;
  args: string[];
}

/** The program and its arguments, from the setting `citefirst.command`. Throws an Error where that is no command. */
export function start(setting: unknown): Start {
  const words = Array.isArray(setting) ? setting : [];
  const [command, ...args] = words;
  if (!command || !words.every((word) => typeof word === "string")) {
    throw new Error('citefirst.command must be a list of words, such as ["citefirst", "lsp"]');
  }
  return { command, args };
}

export const SELECTOR = [{ scheme: "file", language: "markdown" }];

/** Files of which the server wants to hear: policy and schemas, and the records that others name. */
export const WATCHED = "{**/.citefirst.yml,**/.citefirst/**,**/*.md}";

/** Why the server did not start, and what to do, in a sentence. */
export function whyNot(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  const missing = /spawn (.+) ENOENT/.exec(said);
  const reason = missing ? `there is no program ${missing[1]}` : said.trim().replace(/[.:]$/, "");
  return `citefirst does not run: ${reason}. Install it with pip install 'citefirst[lsp]', or name it in the setting citefirst.command.`;
}

interface Tree<T> {
  children: T[];
}

/** Those of some trees and of what is in them that are wanted, without what is around them. */
export function below<T extends Tree<T>>(trees: readonly T[], wanted: (each: T) => boolean): T[] {
  return trees.flatMap((each) => (wanted(each) ? [each] : below(each.children, wanted)));
}
