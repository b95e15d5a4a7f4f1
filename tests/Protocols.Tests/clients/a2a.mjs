// Calls of the official A2A client, one after the other, each with the binding that it names.
import { Role, TaskState } from "@a2a-js/sdk";
import { ClientFactory, ClientFactoryOptions } from "@a2a-js/sdk/client";

const { url, card, calls } = JSON.parse(process.argv[2]);
const clients = {};
for (const binding of new Set(calls.map((one) => one.binding))) {
  const options = ClientFactoryOptions.createFrom(ClientFactoryOptions.default, { preferredTransports: [binding] });
  clients[binding] = await new ClientFactory(options).createFromUrl(url, card);
}

const part = (given) => ({ content: { $case: "text" in given ? "text" : "data", value: given.text ?? given.data } });
const message = ({ parts, ...rest }) => ({ role: Role.ROLE_USER, ...rest, parts: parts.map(part) });
const content = (parts) => parts.map(({ content }) => ({ [content.$case]: content.value }));
const status = (known) => known && { state: TaskState[known.state], parts: content(known.message?.parts ?? []) };
const task = (known) => ({
  id: known.id, contextId: known.contextId, status: status(known.status), history: known.history.map((one) => one.messageId),
  artifacts: known.artifacts.map(({ artifactId, parts }) => ({ artifactId, parts: content(parts) })),
});
const update = ({ payload: { $case, value } }) => ({
  task: () => ({ task: task(value) }),
  statusUpdate: () => ({ status: status(value.status) }),
  artifactUpdate: () => ({
    artifact: { id: value.artifact.artifactId, parts: content(value.artifact.parts), append: value.append, last: value.lastChunk },
  }),
})[$case]();
const all = async (stream) => {
  const updates = [];
  for await (const one of stream) updates.push(update(one));
  return updates;
};

const answers = [];
for (const { binding, call, request } of calls) {
  const client = clients[binding];
  if (request.message) request.message = message(request.message);
  try {
    if (call === "stream") answers.push(await all(client.sendMessageStream(request)));
    else if (call === "subscribe") answers.push(await all(client.resubscribeTask(request)));
    else if (call === "send") answers.push(task(await client.sendMessage(request)));
    else if (call === "get") answers.push(task(await client.getTask(request)));
    else if (call === "cancel") answers.push(task(await client.cancelTask(request)));
    else if (call === "list") answers.push((await client.listTasks(request)).tasks.map(task));
  } catch (thrown) {
    answers.push({ error: thrown.name, message: thrown.message });
  }
}
console.log(JSON.stringify({ answers }));
