import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

declare const process: { argv: string[] };
type Run = components["schemas"]["Run"];

const api = createClient<paths>({ baseUrl: process.argv[2]! });
const header = { Prefer: "wait=30" };
const started = await api.POST("/teams/{teamId}/runs", { params: { path: { teamId: "newsroom" }, header }, body: { message: "Go", metadata: { ticket: 7 } } });
const paused: Run = started.data!;
const decided = await api.POST("/approvals/{requirementId}/resolve", {
  params: { path: { requirementId: paused.requirements[0]!.requirementId }, header },
  body: { decision: "approve", by: "ann" },
});
const runId: string = decided.data!.runId;
const run: Run = (await api.GET("/runs/{runId}", { params: { path: { runId } } })).data!;
const events = await api.GET("/runs/{runId}/events", { params: { path: { runId } }, headers: { Accept: "application/json" } });
const first: unknown = events.data!.items[0]!.data?.["teamId"];
console.log([paused.status, run.status, run.output!.text, run.metadata!["ticket"], first].join(" | "));
