// What the server was told to do, and where in a conversation.

/** Where in a conversation something may happen: the places that a rule can name. */
export const STAGES = ["connect", "mail", "recipient", "data", "message"];

/** What may happen there. */
const ACTIONS = ["accept", "defer", "refuse", "hang", "drop"];

/** What is said when a rule doesn't say it. */
const REPLIES = {
  defer: {
    connect: 421,
    mail: 451,
    recipient: 450,
    message: 451,
    words: "Try again later",
  },
  refuse: {
    connect: 554,
    mail: 550,
    recipient: 550,
    message: 554,
    words: "Not here",
  },
};

/** A rule that makes no sense. */
export class Nonsense extends Error {}

export class Rules {
  /** Newest first. */
  #rules = [];

  /**
   * Adds a rule, which goes before those that are there.
   *
   * @param {object} rule
   * @param {string} rule.stage one of `STAGES`
   * @param {string} rule.action one of `ACTIONS`
   * @param {string} [rule.recipient] whom a mail has to be for, `*` standing for anything; not before recipients are known
   * @param {number} [rule.times] how often it is used; for ever if it isn't said
   * @param {number} [rule.code] the number of the reply
   * @param {string} [rule.words] the words of the reply
   */
  add({ stage, action, recipient, times, code, words, ...unknown }) {
    if (Object.keys(unknown).length > 0)
      throw new Nonsense(`a rule has no ${Object.keys(unknown)}`);
    if (!STAGES.includes(stage))
      throw new Nonsense(`there is no stage ${stage}`);
    if (!ACTIONS.includes(action))
      throw new Nonsense(`there is no action ${action}`);
    if (recipient !== undefined && ["connect", "mail"].includes(stage)) {
      throw new Nonsense(`no recipient is known at the stage ${stage}`);
    }
    if (stage === "data" && ["defer", "refuse"].includes(action)) {
      throw new Nonsense("in the middle of the data nothing can be said");
    }
    if (times !== undefined && !(Number.isInteger(times) && times > 0))
      throw new Nonsense(`${times} times`);
    this.#rules.unshift({
      stage,
      action,
      fits: pattern(recipient ?? "*"),
      times: times ?? Infinity,
      code,
      words,
    });
  }

  clear() {
    this.#rules = [];
  }

  /** What is to happen at this stage, in a conversation with these recipients. A rule that is used up is forgotten. */
  decide(stage, recipients = [""]) {
    const rule = this.#rules.find(
      (rule) =>
        rule.stage === stage && recipients.some((one) => rule.fits.test(one)),
    );
    if (!rule) return { action: "accept" };
    rule.times -= 1;
    if (rule.times === 0)
      this.#rules = this.#rules.filter((other) => other !== rule);
    const usual = REPLIES[rule.action];
    return {
      action: rule.action,
      code: rule.code ?? usual?.[stage],
      words: rule.words ?? usual?.words,
    };
  }
}

/** Upper and lower case are the same, as they are to mail servers. */
function pattern(text) {
  const parts = text
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "isu");
}
