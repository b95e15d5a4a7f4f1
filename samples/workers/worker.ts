// A worker for remote members, with nothing but Node: node worker.ts QUEUE [--once]
// Node 22.18 or later runs it as it is. For Node 20: npx tsc worker.ts --target es2022 --module esnext && mv worker.js worker.mjs
// The host is DURABLETEAMS_URL (default http://127.0.0.1:7071), its key DURABLETEAMS_KEY.

declare const process: any; // or: npm install --save-dev @types/node

type Work = { workId: string; token: string; task: string; deadline: string | null; idempotencyKey: string; attempt: number };
type WorkEvent = {
  id: string; type: "modelCall" | "toolCall" | "text"; name?: string; startedAt?: string; endedAt?: string;
  usage?: { inputTokens: number; outputTokens: number }; arguments?: unknown; result?: unknown; error?: string; parentId?: string;
};

/** Your work: returns the output, or throws. Its signal says that nobody needs the work any more. */
async function doWork(work: Work, report: (...events: WorkEvent[]) => Promise<unknown>, lost: AbortSignal): Promise<string> {
  const startedAt = new Date().toISOString();
  const answer = `TypeScript did: ${work.task}`;
  lost.throwIfAborted();
  await report({
    id: "answer", type: "modelCall", name: "no-model", startedAt, endedAt: new Date().toISOString(),
    usage: { inputTokens: 3, outputTokens: 4 },
  });
  return answer;
}

const server = (process.env.DURABLETEAMS_URL ?? "http://127.0.0.1:7071").replace(/\/+$/, "") + "/api/";
const stopping = new AbortController();
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

class Refused extends Error {}

/** Calls the host until it answers: it may be away, restart or be busy. Repeating is safe. */
async function call(path: string, body: object, giveUp: AbortSignal): Promise<{ value: any; date: string | null }> {
  for (let pause = 100; ; pause = Math.min(5000, pause * 2)) {
    try {
      const response = await fetch(server + path, {
        method: "POST", body: JSON.stringify(body), signal: AbortSignal.timeout(60_000),
        headers: { "Content-Type": "application/json", "x-functions-key": process.env.DURABLETEAMS_KEY ?? "" },
      });
      const text = await response.text();
      if (response.ok) return { value: text ? JSON.parse(text) : null, date: response.headers.get("date") };
      const passing = response.status >= 500 || response.status === 408 || response.status === 429;
      if (!passing || text.includes("tooManyEvents")) throw new Refused(`${response.status} ${text}`);
    } catch (error) {
      if (error instanceof Refused) throw error;
    }
    if (giveUp.aborted) throw new Refused("the host is away");
    await sleep(pause);
  }
}

/** How long it is until the deadline, by the host's clock, in milliseconds. */
const until = (deadline: string | null, date: string | null) =>
  deadline ? Date.parse(deadline) - (date ? Date.parse(date) : Date.now()) : 60_000;

/** Says at every third of the lease that the work goes on. */
async function beat(work: Work, length: number, lost: AbortController, done: AbortSignal): Promise<void> {
  while (!done.aborted) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(100, length / 3));
      done.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
    });
    if (done.aborted) return;
    try {
      const { value, date } = await call(`work/${work.workId}/heartbeat`, { token: work.token }, done);
      length = until(value.deadline, date);
      if (value.cancelled) lost.abort();
    } catch {
      return lost.abort();
    }
  }
}

async function handle(work: Work, date: string | null): Promise<void> {
  const [lost, done, path] = [new AbortController(), new AbortController(), `work/${work.workId}/`];
  const beating = beat(work, until(work.deadline, date), lost, done.signal);
  const report = (...events: WorkEvent[]) => call(path + "events", { token: work.token, events }, lost.signal);
  const end = await doWork(work, report, lost.signal).then(
    (output) => ({ output }), (error) => ({ error: { message: String(error?.message || error) } }));
  await call(path + "complete", { token: work.token, ...end }, lost.signal).catch((why) => console.error(work.workId, why.message));
  done.abort();
  await beating;
}

process.on("SIGTERM", () => stopping.abort()); // what is being done is finished first
const [queue, once] = [process.argv[2], process.argv.includes("--once")];
while (!stopping.signal.aborted) {
  const body = { worker: `node-${process.pid}`, wait: 5 };
  const { value: work, date } = await call(`work/${encodeURIComponent(queue)}/lease`, body, stopping.signal).catch((why) => {
    if (!stopping.signal.aborted) console.error(`worker.ts: ${why.message}`);
    return process.exit(stopping.signal.aborted ? 0 : 1);
  });
  if (work) await handle(work, date);
  if (work && once) break;
}
export {};
