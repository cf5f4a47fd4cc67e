import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { partOf, sums, weigh } from "./bytes.mjs";

test("files are told apart by kind, words by where they are", () => {
  const check = (path, type, part) => assert.equal(partOf(path, type), part);
  check("/a_bg.123.wasm", "application/wasm", "wasm");
  check("/a.js", "text/javascript; charset=utf-8", "js");
  check("/style.css", "text/css", "css");
  check("/embed", "text/html", "html");
  check("/messages/en.123.txt", "text/plain", "words");
  check("/peer/assets/pt-BR-abc.js", "text/javascript", "words");
  check("/peer/assets/entry-abc.js", "text/javascript", "js");
  check("/mark.svg", "image/svg+xml", "other");
});

test("each file is weighed once as it travels, and no answer of the API is", async () => {
  const asked = [];
  const server = createServer(({ url, headers }, answer) => {
    asked.push([url, headers["accept-encoding"]]);
    answer.writeHead(200, { "content-type": url.endsWith(".js") ? "text/javascript" : "text/css" });
    answer.end("x".repeat(url.length));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const urls = ["/a.js", "/a.js", "/long.css", "/api/v1/reference", "/session?account=x"];
  try {
    const files = await weigh(
      urls.map((path) => `http://portal.localhost:1${path}`),
      () => `http://127.0.0.1:${server.address().port}`,
    );
    assert.deepEqual(sums(files), { parts: { scripts: 5, styles: 9 }, total: 14 });
    assert.deepEqual(asked, [
      ["/a.js", "br"],
      ["/long.css", "br"],
    ]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
