// Requests with the official client of OpenAI, one after the other: what it makes of each answer, and the events of its streams.
import OpenAI from "openai";

const { url, calls } = JSON.parse(process.argv[2]);
const client = new OpenAI({ baseURL: url, apiKey: "none" });

async function send({ call, args, options }) {
  const events = [];
  try {
    if (call === "responses.stream") {
      const stream = client.responses.stream(args, options);
      stream.on("event", (event) => events.push(event));
      return { events, answer: await stream.finalResponse() };
    }
    if (call === "chat.stream") {
      const stream = client.chat.completions.stream({ ...args, stream_options: { include_usage: true } }, options);
      stream.on("chunk", (chunk) => events.push(chunk));
      return { events, answer: await stream.finalChatCompletion() };
    }
    const names = call.split(".");
    const target = names.slice(0, -1).reduce((at, name) => at[name], client);
    return { answer: await target[names.at(-1)](...(Array.isArray(args) ? args : [args, options])) };
  } catch (thrown) {
    return { events, error: { status: thrown.status ?? null, code: thrown.code ?? null, message: String(thrown.message ?? thrown) } };
  }
}

const said = [];
for (const call of calls) said.push(await send(call));
console.log(JSON.stringify({ said }));
