// One Markdown text as a JSON string a line in, an object {renderer: html} a line out.
// usage: node markdown.mjs NODE_MODULES
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

// `import` takes no directory of packages, and these packages have no other entry.
const load = (name) => import(pathToFileURL(resolve(process.argv[2], name)));
const [{ micromark }, { gfm, gfmHtml }, { Marked }, { remark }, { default: remarkGfm }, { default: github }, { default: html }] =
  await Promise.all([
    load("micromark/index.js"),
    load("micromark-extension-gfm/index.js"),
    load("marked/lib/marked.esm.js"),
    load("remark/index.js"),
    load("remark-gfm/index.js"),
    load("remark-github/index.js"),
    load("remark-html/index.js"),
  ]);

const extensions = { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] };
const file = new Marked({ gfm: true });
const comment = new Marked({ gfm: true, breaks: true });
const references = remark().use(remarkGfm).use(github, { repository: "acme/shop" }).use(html, { sanitize: false });

for await (const line of createInterface({ input: process.stdin })) {
  const text = JSON.parse(line);
  console.log(
    JSON.stringify({
      micromark: micromark(text, extensions),
      marked: file.parse(text),
      "marked with breaks": comment.parse(text),
      "remark with references": String(references.processSync(text)),
    }),
  );
}
