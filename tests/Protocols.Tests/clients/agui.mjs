// One request with the official AG-UI client, which verifies the order of events itself; each event is also held to the schema.
import { HttpAgent } from "@ag-ui/client";
import { EventSchemas } from "@ag-ui/core/schemas";

const { url, threadId, runId, messages, resume, pendingInterrupts } = JSON.parse(process.argv[2]);
const agent = new HttpAgent({ url, threadId });
agent.messages = messages ?? [];
agent.pendingInterrupts = pendingInterrupts ?? [];
const events = [];
let result, error;
try {
  ({ result } = await agent.runAgent({ runId, resume }, {
    onEvent: ({ event }) => {
      EventSchemas.parse(event);
      events.push(event);
    },
    onRunErrorEvent: ({ event }) => { error = event.code; },
  }));
} catch (thrown) {
  error ??= String(thrown.message ?? thrown);
}
console.log(JSON.stringify({
  events, result, error, messages: agent.messages, state: agent.state, interrupts: agent.pendingInterrupts,
}));
