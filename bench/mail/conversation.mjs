// What a mail server says that takes everything (RFC 5321). Texts are octets, a character each.

export const GREETING = "220 sink ready\r\n";

const HELLO = "250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING\r\n";
const END = "\r\n.\r\n";

export class Conversation {
  #heard = "";
  #isMessage = false;
  #journal;
  isOver = false;

  /** `journal` has `begins()`, for the beginning of each mail, and `takes(message)` for its end. */
  constructor(journal) {
    this.#journal = journal;
  }

  /** What is answered to what was said; nothing as long as it isn't complete. */
  hear(said) {
    this.#heard += said;
    let answer = "";
    for (;;) {
      const end = this.#isMessage ? END : "\r\n";
      const length = this.#heard.indexOf(end);
      if (length < 0) return answer;
      const unit = this.#heard.slice(0, length);
      this.#heard = this.#heard.slice(length + end.length);
      answer += this.#isMessage ? this.#take(unit) : this.#obey(unit);
    }
  }

  #take(message) {
    this.#isMessage = false;
    this.#journal.takes(message);
    return "250 2.0.0 taken\r\n";
  }

  #obey(line) {
    switch (line.slice(0, 4).toUpperCase()) {
      case "EHLO":
      case "HELO":
        return HELLO;
      case "MAIL":
        this.#journal.begins();
        return "250 2.1.0 go on\r\n";
      case "DATA":
        this.#isMessage = true;
        return "354 go on\r\n";
      case "QUIT":
        this.isOver = true;
        return "221 2.0.0 goodbye\r\n";
      default:
        return "250 2.0.0 fine\r\n";
    }
  }
}
