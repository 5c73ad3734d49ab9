// One JSON object of questions by name in, what is wrong with each by GitHub's schema out.
// usage: node graphql.mjs NODE_MODULES
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const { buildSchema, parse, validate } = await import(pathToFileURL(resolve(process.argv[2], "graphql/index.mjs")));
const text = readFileSync(resolve(process.argv[2], "@octokit/graphql-schema/schema.graphql"), "utf8");
// GitHub's own text defines two fields twice, which says nothing of a question.
const schema = buildSchema(text, { assumeValidSDL: true });

const asked = Object.entries(JSON.parse(readFileSync(0, "utf8")));
console.log(JSON.stringify(Object.fromEntries(asked.map(([name, query]) => [name, wrong(query)]))));

function wrong(query) {
  return validate(schema, parse(query)).map((error) => error.message);
}
