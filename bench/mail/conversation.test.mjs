import assert from "node:assert/strict";
import { test } from "node:test";
import { Conversation } from "./conversation.mjs";

function journal() {
  const messages = [];
  return {
    messages,
    begun: 0,
    begins() {
      this.begun += 1;
    },
    takes(message) {
      messages.push(message);
    },
  };
}

test("a mail is taken once it is complete, in whatever pieces it comes", () => {
  const noted = journal();
  const conversation = new Conversation(noted);
  const said = "EHLO me\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nSubject: x\r\n\r\none\r\n..\r\n.\r\nQUIT\r\n";
  const answers = [...said].map((character) => conversation.hear(character)).join("");
  assert.match(answers, /^250-sink.*250 2\.1\.0.*250 2\.0\.0 fine.*354.*250 2\.0\.0 taken.*221/s);
  assert.deepEqual(noted.messages, ["Subject: x\r\n\r\none\r\n.."]);
  assert.equal(noted.begun, 1);
  assert.equal(conversation.isOver, true);
});

test("several mails may follow each other, at once", () => {
  const noted = journal();
  const one = "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nhello\r\n.\r\n";
  new Conversation(noted).hear(one + one);
  assert.equal(noted.begun, 2);
  assert.deepEqual(noted.messages, ["hello", "hello"]);
});
