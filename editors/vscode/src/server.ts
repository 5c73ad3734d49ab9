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
