// django-post-office: what a team that runs Django would take for the same purpose.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { createInterface } from "node:readline";

export class PostOffice {
  #place;

  /** `place` has the `python` to run, the directory of its `scripts`, the `database`, the `sink`, and a `file` for the mail. */
  static async start(place) {
    const office = new PostOffice();
    office.#place = place;
    writeFileSync(place.file, place.message);
    await finish(office.#run("migrate", "--verbosity", "0"));
    return office;
  }

  /** From `mail.send(priority="now")`, its shortest way, until the mail server hears of it, in milliseconds; often. */
  async sendToConversation(times, sink) {
    const child = this.#run("send_now", { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const measured = [];
    for (let time = 0; time < times; time += 1) {
      const begun = sink.begun();
      child.stdin.write("send\n");
      const { value } = await lines.next();
      measured.push(Number((await begun) - BigInt(value)) / 1e6);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    child.stdin.end();
    await finish(child);
    // The first time everything is loaded.
    return measured.slice(1);
  }

  /** Queues mails. */
  async fill(mails) {
    await finish(this.#run("fill_queue", String(mails)));
  }

  /** Sends what waits, by as many processes as there are cores; answers mails a second. */
  async drain(sink, mails) {
    return sink.rate(mails, () => finish(this.#run("send_queued_mail", "--processes", String(cpus().length))));
  }

  #run(command, ...rest) {
    const options = typeof rest.at(-1) === "object" ? rest.pop() : { stdio: ["ignore", "ignore", "inherit"] };
    const { python, scripts, database, sink, file } = this.#place;
    return spawn(python, ["manage.py", command, ...rest], {
      ...options,
      cwd: scripts,
      env: {
        ...process.env,
        PYTHONDONTWRITEBYTECODE: "1",
        BENCH_DATABASE: database.name,
        BENCH_DATABASE_HOST: database.host,
        BENCH_SMTP_PORT: String(sink.port),
        BENCH_MESSAGE: file,
      },
    });
  }
}

async function finish(child) {
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`django-post-office ended with ${code}`);
}
