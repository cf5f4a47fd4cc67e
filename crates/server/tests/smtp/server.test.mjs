// Each thing that the server can be told to do, seen by somebody who speaks plain SMTP.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { approachSecurely, MailServer } from "./client.mjs";

/** Declares a test with a server of its own, started with these parameters. */
function withServer(name, parameters, run) {
  test(name, async () => {
    const server = await MailServer.start(...parameters);
    try {
      await run(server);
    } finally {
      assert.equal(await server.end(), 0, "it ends with its standard input");
    }
  });
}

async function greeted(server) {
  const visitor = await server.visit();
  await visitor.says("EHLO test", 250);
  return visitor;
}

withServer("takes mail in, and tells what is in it", [], async (server) => {
  const visitor = await greeted(server);
  await visitor.says("MAIL FROM:<sender@operator.example>", 250);
  await visitor.says("RCPT TO:<anna@bella-pizza.example>", 250);
  await visitor.says("RCPT TO:<ewa@bella-pizza.example>", 250);
  await visitor.says("DATA", 354);
  const head =
    "From: Operator <sender@operator.example>\r\nTo: =?utf-8?q?Zo=C3=AB?= <anna@bella-pizza.example>\r\n";
  const kind =
    'Message-ID: <1@operator.example>\r\nContent-Type: multipart/alternative; boundary="b"\r\n';
  const text =
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nWsOzxYIK\r\n";
  const html =
    "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Żółć</p>\r\n--b--\r\n";
  await visitor.says(
    `${head}Subject: =?utf-8?q?=C5=BB=C3=B3=C5=82=C4=87?=\r\n${kind}\r\n${text}${html}.`,
    250,
  );

  const { status, items } = await server.ask("GET", "/mails?count=1");
  assert.equal(status, 200);
  const [mail] = items;
  assert.equal(mail.from, "sender@operator.example");
  assert.deepEqual(mail.to, [
    "anna@bella-pizza.example",
    "ewa@bella-pizza.example",
  ]);
  assert.deepEqual(mail.header_to, [
    { address: "anna@bella-pizza.example", name: "Zoë" },
  ]);
  assert.deepEqual(
    [mail.subject, mail.text.trim(), mail.html.trim()],
    ["Żółć", "Zół", "<p>Żółć</p>"],
  );
  assert.deepEqual(
    [mail.message_id, mail.attachments, mail.secure],
    ["<1@operator.example>", 0, false],
  );
  assert.ok(
    mail.acknowledged &&
      mail.raw.startsWith("From: Operator") &&
      mail.session &&
      mail.time,
  );
  assert.ok(
    mail.headers.some(
      ([name, value]) =>
        name === "message-id" && value === "<1@operator.example>",
    ),
  );
});

withServer(
  "waits for what has yet to come, but not for ever",
  [],
  async (server) => {
    const { status, items } = await server.ask(
      "GET",
      "/mails?count=1&patience=1",
    );
    assert.deepEqual([status, items], [408, []]);
    const pending = server.ask("GET", "/envelopes?count=2");
    const visitor = await greeted(server);
    for (const to of ["a@x.example", "b@x.example"]) {
      await visitor.brings({ to });
      await visitor.hears(250);
    }
    const brought = await pending;
    assert.deepEqual(
      brought.items.map((mail) => mail.to),
      [["a@x.example"], ["b@x.example"]],
    );
    await server.ask("DELETE", "/journal");
    assert.deepEqual((await server.ask("GET", "/envelopes")).items, []);
  },
);

withServer(
  "turns away as it is told to, at every stage",
  [],
  async (server) => {
    const rows = [
      {
        stage: "mail",
        action: "defer",
        lines: ["MAIL FROM:<a@x.example>"],
        reply: "451 Try again later",
      },
      {
        stage: "mail",
        action: "refuse",
        lines: ["MAIL FROM:<a@x.example>"],
        reply: "550 Not here",
      },
      {
        stage: "recipient",
        action: "defer",
        lines: ["MAIL FROM:<a@x.example>", "RCPT TO:<b@x.example>"],
        reply: "450",
      },
      {
        stage: "recipient",
        action: "refuse",
        lines: ["MAIL FROM:<a@x.example>", "RCPT TO:<b@x.example>"],
        reply: "550",
      },
    ];
    for (const { stage, action, lines, reply } of rows) {
      await server.tell({ stage, action, times: 1 });
      const visitor = await greeted(server);
      for (const line of lines.slice(0, -1)) await visitor.says(line, 250);
      const heard = await visitor.says(lines.at(-1), Number(reply.slice(0, 3)));
      assert.ok(heard.startsWith(reply), heard);
      await visitor.says("RSET", 250);
      await visitor.brings();
      await visitor.hears(250);
      visitor.leaves();
    }
    for (const [action, code] of [
      ["defer", 451],
      ["refuse", 554],
    ]) {
      await server.tell({ stage: "message", action, times: 1 });
      const visitor = await greeted(server);
      await visitor.brings();
      await visitor.hears(code);
    }
    assert.equal(
      (await server.ask("GET", "/envelopes")).items.length,
      rows.length,
      "what was turned away isn't taken in",
    );
    for (const [action, code] of [
      ["defer", 421],
      ["refuse", 554],
    ]) {
      await server.tell({ stage: "connect", action, times: 1 });
      const visitor = server.approach();
      await visitor.hears(code);
      await visitor.isLeft();
    }
  },
);

withServer(
  "turns away by recipient, a number of times, in words of one's own",
  [],
  async (server) => {
    const refusal = {
      stage: "recipient",
      action: "refuse",
      code: 552,
      words: "mailbox full",
    };
    await server.tell({
      ...refusal,
      recipient: "*@Bella-Pizza.example",
      times: 2,
    });
    const visitor = await greeted(server);
    await visitor.says("MAIL FROM:<a@x.example>", 250);
    await visitor.says("RCPT TO:<anna@city-walks.example>", 250);
    assert.equal(
      await visitor.says("RCPT TO:<anna@bella-pizza.example>", 552),
      "552 mailbox full\r\n",
    );
    await visitor.says("RCPT TO:<ewa@bella-pizza.example>", 552);
    await visitor.says("RCPT TO:<piotr@bella-pizza.example>", 250);
    const { items } = await server.ask(
      "GET",
      "/steps?stage=recipient&verdict=refuse",
    );
    assert.deepEqual(
      items.map((step) => step.to),
      [["anna@bella-pizza.example"], ["ewa@bella-pizza.example"]],
    );

    await server.tell(refusal);
    await visitor.says("RCPT TO:<c@x.example>", 552);
    await server.tell({
      stage: "recipient",
      action: "accept",
      recipient: "c@x.example",
      times: 1,
    });
    await visitor.says("RCPT TO:<c@x.example>", 250);
    await visitor.says("RCPT TO:<c@x.example>", 552);
    await server.ask("DELETE", "/rules");
    await visitor.says("RCPT TO:<c@x.example>", 250);
  },
);

withServer("hangs until it is released", [], async (server) => {
  await server.tell({ stage: "connect", action: "hang", times: 1 });
  const visitor = server.approach();
  await hangs(server, visitor, "connect");
  await visitor.hears(220);
  await visitor.says("EHLO test", 250);

  await server.tell({ stage: "recipient", action: "hang", times: 1 });
  await visitor.says("MAIL FROM:<a@x.example>", 250);
  visitor.sends("RCPT TO:<b@x.example>\r\n");
  await hangs(server, visitor, "recipient");
  await visitor.hears(250);
  await visitor.says("RSET", 250);

  await server.tell({ stage: "data", action: "hang", times: 1 });
  await visitor.brings({ text: "x".repeat(100_000) });
  await hangs(server, visitor, "data");
  await visitor.hears(250);

  await server.tell({ stage: "message", action: "hang", times: 1 });
  await visitor.brings();
  await server.ask("GET", "/steps?stage=message&verdict=hang&count=1");
  assert.deepEqual(
    await acknowledged(server),
    [true, false],
    "the mail is there, but its sender doesn't know",
  );
  await hangs(server, visitor, "message");
  await visitor.hears(250);
  assert.deepEqual(await acknowledged(server), [true, true]);
});

async function hangs(server, visitor, stage) {
  await server.ask("GET", `/steps?stage=${stage}&verdict=hang&count=1`);
  assert.equal(visitor.heardMore, "");
  assert.equal((await server.ask("POST", "/release")).released, 1);
}

async function acknowledged(server) {
  return (await server.ask("GET", "/envelopes")).items.map(
    (mail) => mail.acknowledged,
  );
}

withServer("hangs up", [], async (server) => {
  await server.tell({ stage: "connect", action: "drop", times: 1 });
  const visitor = server.approach();
  await visitor.isLeft();
  assert.equal(visitor.heardMore, "");

  await server.tell({ stage: "data", action: "drop", times: 1 });
  const interrupted = await greeted(server);
  await interrupted.brings({ text: "x".repeat(1_000_000) });
  await interrupted.isLeft();
  assert.deepEqual(await acknowledged(server), [], "half a mail is none");

  await server.tell({ stage: "message", action: "drop", times: 1 });
  const unaware = await greeted(server);
  await unaware.brings();
  await unaware.isLeft();
  assert.equal(unaware.heardMore, "");
  assert.deepEqual(
    await acknowledged(server),
    [false],
    "the mail is there, and its sender can't know",
  );
});

withServer(
  "tells when a mail was accepted, and who left before",
  [],
  async (server) => {
    const visitor = await greeted(server);
    await visitor.brings();
    const { items } = await server.ask(
      "GET",
      "/steps?stage=message&verdict=accept&count=1",
    );
    assert.equal(items.length, 1);
    await visitor.hears(250);

    await server.tell({ stage: "message", action: "hang", times: 1 });
    await visitor.brings();
    await server.ask("GET", "/steps?stage=message&verdict=hang&count=1");
    visitor.leaves();
    // Connections and requests come in the order in which they were made.
    await greeted(server);
    await server.ask("POST", "/release");
    assert.deepEqual(await acknowledged(server), [true, false]);
  },
);

withServer("closes its port, and opens the same one", [], async (server) => {
  const visitor = await greeted(server);
  await server.ask("POST", "/close");
  await visitor.isLeft();
  const refused = server.approach();
  await refused.isLeft();
  assert.equal(refused.heardMore, "");
  await server.ask("POST", "/open");
  await (await greeted(server)).brings();
  assert.equal((await server.ask("GET", "/envelopes?count=1")).items.length, 1);
});

withServer(
  "speaks TLS, and wants a password",
  ["--tls", "--user", "callsheet", "--password", "s3cret"],
  async (server) => {
    const authority = readFileSync(server.addresses.authority, "utf8");
    const base64 = (text) => Buffer.from(text).toString("base64");

    const upgraded = await greeted(server);
    await upgraded.says("STARTTLS", 220);
    await upgraded.secures(authority);
    assert.match(await upgraded.says("EHLO test", 250), /AUTH LOGIN PLAIN/);
    await upgraded.says("MAIL FROM:<a@x.example>", 530);
    await upgraded.says(`AUTH PLAIN ${base64("\0callsheet\0wrong")}`, 535);
    await upgraded.says(`AUTH PLAIN ${base64("\0callsheet\0s3cret")}`, 235);
    await upgraded.brings();
    await upgraded.hears(250);

    const secure = approachSecurely(server.addresses.smtps, authority);
    await secure.hears(220);
    await secure.says("EHLO test", 250);
    await secure.says("AUTH LOGIN", 334);
    await secure.says(base64("callsheet"), 334);
    await secure.says(base64("s3cret"), 235);
    await server.tell({ stage: "message", action: "drop", times: 1 });
    await secure.brings();
    await secure.isLeft();

    const { items } = await server.ask("GET", "/envelopes?count=2");
    assert.deepEqual(
      items.map((mail) => [mail.secure, mail.user, mail.acknowledged]),
      [
        [true, "callsheet", true],
        [true, "callsheet", false],
      ],
    );
  },
);

withServer("may know nothing beyond ASCII", ["--ascii"], async (server) => {
  const visitor = await server.visit();
  assert.doesNotMatch(
    await visitor.says("EHLO test", 250),
    /SMTPUTF8|STARTTLS|AUTH/,
  );
});

withServer(
  "may want one command at a time",
  ["--one-by-one"],
  async (server) => {
    const visitor = await server.visit();
    assert.doesNotMatch(await visitor.says("EHLO test", 250), /PIPELINING/);
  },
);

withServer("says what it doesn't understand", [], async (server) => {
  const rules = [
    { stage: "rcpt", action: "refuse" },
    { stage: "recipient", action: "explode" },
    { stage: "mail", action: "refuse", recipient: "*" },
    { stage: "data", action: "refuse" },
    { stage: "recipient", action: "refuse", times: 0 },
    { stage: "recipient", action: "refuse", tmies: 1 },
  ];
  for (const rule of rules)
    await assert.rejects(server.tell(rule), /./, JSON.stringify(rule));
  assert.equal((await server.ask("GET", "/nothing")).status, 404);
});

test("leaves nothing behind", async () => {
  const server = await MailServer.start("--tls");
  const { authority } = server.addresses;
  assert.ok(existsSync(authority));
  await server.end();
  assert.ok(!existsSync(authority));
});
