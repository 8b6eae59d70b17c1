// Asks a Prometheus what a dashboard asks, as Grafana does: ask.mjs DASHBOARD PROMETHEUS SECONDS, and prints the answers by panel as JSON.
import { readFileSync } from "node:fs";

const [dashboardFile, prometheus, seconds] = process.argv.slice(2);
const dashboard = JSON.parse(readFileSync(dashboardFile, "utf8"));
// Ticks of the time axis stand at half minutes, and one at the very edge would be cut off.
const TICKS = 30;
const now = Date.now() / 1000;
await new Promise((resolve) => setTimeout(resolve, ((TICKS * 1.5 - (now % TICKS)) % TICKS) * 1000));
const to = Math.floor(Date.now() / 1000);
const from = to - Number(seconds);
const step = Math.max(1, Math.floor(Number(seconds) / 300));

async function ask(path, parameters) {
  const response = await fetch(`${prometheus}/api/v1/${path}?${new URLSearchParams(parameters)}`);
  const answer = await response.json();
  if (answer.status !== "success") {
    throw new Error(`${parameters.query}: ${answer.error}`);
  }
  return answer.data.result;
}

function asked(expr) {
  return expr.replaceAll("$pool", ".*").replaceAll("$__range", `${seconds}s`);
}

async function answered(target) {
  const query = asked(target.expr);
  return target.instant
    ? ask("query", { query, time: to })
    : ask("query_range", { query, start: from, end: to, step });
}

const answers = {};
for (const panel of dashboard.panels) {
  for (const target of panel.targets ?? []) {
    answers[`${panel.id} ${target.refId}`] = await answered(target);
  }
}
console.log(JSON.stringify({ from, to, answers }));
