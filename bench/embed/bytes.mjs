// What is loaded, in bytes: the bodies of the files as they travel to a browser that takes brotli. Answers of the API and the
// host's own page are left out.
import { once } from "node:events";
import { get } from "node:http";

const PARTS = {
  wasm: "WebAssembly",
  js: "scripts",
  css: "styles",
  words: "one language",
  html: "page",
  other: "other files",
};

/** The files among these addresses, each once, with what they weigh. `locate` tells where an origin really listens. */
export async function weigh(urls, locate) {
  const files = [];
  for (const url of new Set(urls)) {
    const { origin, pathname, search } = new URL(url);
    if (pathname.startsWith("/api/") || pathname === "/session") continue;
    const { bytes, type } = await fetchBytes(new URL(pathname + search, locate(origin)));
    files.push({ path: pathname, bytes, part: partOf(pathname, type) });
  }
  return files;
}

/** The sums by part, in the order of the parts, and in all. */
export function sums(files) {
  const sum = (of) => of.reduce((total, file) => total + file.bytes, 0);
  const parts = Object.keys(PARTS).map((part) => [PARTS[part], sum(files.filter((file) => file.part === part))]);
  return { parts: Object.fromEntries(parts.filter(([, bytes]) => bytes > 0)), total: sum(files) };
}

export function partOf(path, type = "") {
  if (/\/(messages|locales)\//.test(path) || /\/assets\/(en|pl|de|pt-BR|it|es)-/.test(path)) return "words";
  const kind = /wasm|javascript|css|html/.exec(type)?.[0] ?? "other";
  return kind === "javascript" ? "js" : kind;
}

async function fetchBytes(url) {
  const request = get(url, { headers: { "accept-encoding": "br" } });
  const [answer] = await once(request, "response");
  if (answer.statusCode !== 200) throw new Error(`${url.pathname} was answered with ${answer.statusCode}`);
  let bytes = 0;
  for await (const chunk of answer) bytes += chunk.length;
  return { bytes, type: answer.headers["content-type"] };
}
