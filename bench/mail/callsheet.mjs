// How Callsheet hands over mails: from a notification that is posted to the conversation with the mail server, and as fast as
// it can when many wait.
import { OPEN } from "../portal.mjs";

/** Posts at the same time, when many are posted. */
const POSTERS = 32;

/** The time from the post of a notification until the mail server hears of its mail, in milliseconds. */
export async function postToConversation(portal, sink) {
  const begun = sink.begun();
  const posted = process.hrtime.bigint();
  await post(portal, { category: "emergency", subject: "Integration switched off" });
  return Number((await begun) - posted) / 1e6;
}

/** Fills the outbox with so many mails, none of which is sent: the settings name no mail server. Answers posts a second. */
export async function fillOutbox(portal, mails) {
  await portal.restart({ CALLSHEET_SMTP_URL: undefined });
  const started = process.hrtime.bigint();
  let left = mails;
  const postAll = async () => {
    while (left > 0) {
      left -= 1;
      await post(portal, { category: "technical", subject: "Matching problems" });
    }
  };
  await Promise.all(Array.from({ length: POSTERS }, postAll));
  return mails / (Number(process.hrtime.bigint() - started) / 1e9);
}

/** Sends what waits; answers mails a second. */
export async function drain(portal, sink, mails) {
  return sink.rate(mails, () => portal.restart({ CALLSHEET_SMTP_URL: sink.url }));
}

/** For how long each mail was taken and not recorded as such, in milliseconds: half of them, 95 %, and all, at most. */
export function unrecorded(postgres, database) {
  const wait = "1000 * extract(epoch from pg_xact_commit_timestamp(xmin)) - updated_at / 1000.0";
  const shares = [0.5, 0.95, 1].map((share) => `percentile_cont(${share}) WITHIN GROUP (ORDER BY ${wait})`);
  return postgres.query(database, `SELECT ${shares.join(", ")} FROM mails WHERE state = 'sent'`).map(Number);
}

let count = 0;

async function post(portal, { category, subject }) {
  count += 1;
  const body = `Since 03:12 nothing has arrived at ${OPEN.name}.\n\nWhat we see: time-outs on every second order.\nCase ${count}.`;
  const notification = { category, environment: "production", subject, body };
  await portal.post(`/accounts/${OPEN.slug}/notifications`, notification, { "idempotency-key": `bench-${count}` });
}
