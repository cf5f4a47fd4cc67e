import assert from "node:assert/strict";
import { test } from "node:test";
import { workAfterAnswer } from "./open.mjs";

const page = { pid: 1, tid: 2 };
const request = (name, ts, data) => ({ name, ts, ...page, ph: "I", args: { data } });
const part = (name, ts, tdur, thread = page) => ({ name, ph: "X", ts, dur: tdur * 2, tdur, ...thread });
const task = (ts, tdur, thread) => part("RunTask", ts, tdur, thread);

test("only what the page's own thread does after the answer counts, and each thing once", () => {
  const events = [
    request("ResourceSendRequest", 10, { requestId: "a", url: "http://host/other" }),
    request("ResourceSendRequest", 20, { requestId: "b", url: "http://host/session?account=x" }),
    task(30, 100),
    request("ResourceReceiveResponse", 400, { requestId: "a" }),
    request("ResourceReceiveResponse", 1_000, { requestId: "b" }),
    task(990, 200),
    task(2_000, 300),
    part("FunctionCall", 2_010, 200),
    part("Layout", 2_020, 50),
    part("Receive mojo message", 2_420, 50),
    part("Paint", 2_450, 30),
    part("FunctionCall", 100, 70),
    task(2_000, 5_000, { pid: 1, tid: 3 }),
    task(2_000_000, 7_000),
  ];
  assert.deepEqual(workAfterAnswer(events), { work: 0.23, tasks: 0.5 });
});

test("a trace without the answer is none", () => {
  assert.throws(() => workAfterAnswer([request("ResourceSendRequest", 20, { requestId: "b", url: "/session?" })]));
});
