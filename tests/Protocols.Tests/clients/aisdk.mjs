// One chat with the official AI SDK client: its messages as they were kept, and perhaps something that the user says or decides.
import { AbstractChat, DefaultChatTransport } from "ai";

const { url, id, messages, say, approve, reconnect } = JSON.parse(process.argv[2]);

class Chat extends AbstractChat {
  constructor() {
    const state = {
      status: "ready", error: undefined, messages: messages ?? [],
      pushMessage(message) { state.messages = [...state.messages, message]; },
      popMessage() { state.messages = state.messages.slice(0, -1); },
      replaceMessage(index, message) { state.messages = state.messages.with(index, message); },
      snapshot: (thing) => structuredClone(thing),
    };
    super({ id, state, messages: messages ?? [], transport: new DefaultChatTransport({ api: url }) });
  }
}

const chat = new Chat();
if (reconnect) await chat.resumeStream();
if (say) await chat.sendMessage({ id: say.id, role: "user", parts: [{ type: "text", text: say.text }] });
if (approve) {
  await chat.addToolApprovalResponse(approve);
  await chat.sendMessage();
}
console.log(JSON.stringify({ messages: chat.messages, status: chat.status, error: chat.error?.message ?? null }));
