// What happened: the mails that were taken in, and every step of every conversation. One can wait for either.

import PostalMime from "postal-mime";

export class Journal {
  #mails = [];
  #steps = [];
  #waiting = new Set();

  /** Takes a mail in. Its sender doesn't know that yet: `acknowledge` says when it was told. */
  take(mail) {
    const taken = {
      ...mail,
      message_id: messageId(mail.raw),
      time: Date.now(),
      acknowledged: false,
    };
    this.#mails.push(taken);
    this.#wake();
    return taken;
  }

  acknowledge(mail) {
    mail.acknowledged = true;
    this.#wake();
  }

  /** Writes down that a stage of a conversation ended, and how. */
  note(step) {
    this.#steps.push({ ...step, time: Date.now() });
    this.#wake();
  }

  clear() {
    this.#mails = [];
    this.#steps = [];
  }

  /** Who sent to whom, for many mails at once. */
  envelopes() {
    return this.#mails.map(({ raw: _, ...envelope }) => envelope);
  }

  /** The mails with everything that is in them. */
  async mails() {
    return Promise.all(
      this.#mails.map(async ({ raw, ...envelope }) => ({
        ...envelope,
        ...(await read(raw)),
      })),
    );
  }

  /** The steps that have all of these members. */
  steps(wanted) {
    return this.#steps.filter((step) =>
      Object.entries(wanted).every(([name, value]) => step[name] === value),
    );
  }

  /** Waits until it is so, and answers whether it came to be before the time was up. */
  async until(isSo, patience) {
    if (isSo()) return true;
    return new Promise((resolve) => {
      const done = (result) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(result);
      };
      const look = () => isSo() && done(true);
      const timer = setTimeout(() => done(false), patience);
      this.#waiting.add(look);
    });
  }

  #wake() {
    for (const look of [...this.#waiting]) look();
  }
}

/** A mail as its reader's program shows it. */
async function read(raw) {
  const { from, to, subject, text, html, headers, attachments } =
    await PostalMime.parse(raw);
  return {
    header_from: from,
    header_to: to,
    subject,
    text: text?.replaceAll("\r\n", "\n"),
    html: html?.replaceAll("\r\n", "\n"),
    headers: headers.map(({ key, value }) => [key, value]),
    attachments: attachments.length,
    raw: raw.toString("latin1"),
  };
}

/** What tells two copies of a mail from two mails. Parsing all of a mail for it would take long with thousands of them. */
function messageId(raw) {
  const head = raw.subarray(0, raw.indexOf("\r\n\r\n")).toString("latin1");
  return /^message-id:\s*(<[^>]*>)/im.exec(head)?.[1];
}
