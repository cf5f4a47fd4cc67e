// Routing: how many decisions about whom to tell one core takes in a second. There is nobody else who takes such decisions, so
// the figure stands by itself.
import { spawnSync } from "node:child_process";
import { table } from "../report.mjs";

export const name = "routing";
export const title = "Routing";

export async function run({ workspace, say }) {
  const words = ["bench", "--quiet", "--package", "callsheet-model", "--bench", "routing"];
  const { status, stdout, stderr, error } = spawnSync("cargo", words, { cwd: workspace, encoding: "utf8" });
  if (status !== 0) throw new Error(`cargo ${words.join(" ")} failed: ${error?.message ?? stderr}`);
  const measured = JSON.parse(stdout.trim().split("\n").at(-1));
  say(`${measured.value} decisions a second and core`);
  return conclude(measured);
}

function conclude(measured) {
  const { value, goal, unit, contacts_per_field, users, rounds, by_category } = measured;
  const figure = { name: unit, value, unit: "", goal, least: true };
  const rows = Object.entries(by_category).map(([category, decisions]) => [category, String(decisions)]);
  const text = `
${table([["category", "decisions a second"], ...rows])}

From what an account has stored to the list of recipients, each with the reason: ${contacts_per_field} contacts in every field, ${users} users, so
that all that can be there is judged. Medians of ${rounds} rounds (\`crates/model/benches/routing.rs\`).
`;
  return { name, title, figures: [figure], details: measured, text };
}
