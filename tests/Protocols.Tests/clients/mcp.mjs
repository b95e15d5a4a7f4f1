// One call with the official MCP client of the revisions that have sessions. Without an answer to give, it leaves when it is
// asked; with the session of an earlier program, it goes on in that.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";

const { url, session, action, arguments: args } = JSON.parse(process.argv[2]);
const client = new Client({ name: "test", version: "1" }, { capabilities: { elicitation: {} } });
const transport = new StreamableHTTPClientTransport(new URL(url), { sessionId: session ?? undefined });
const done = (said) => {
  console.log(JSON.stringify(said));
  process.exit(0);
};
client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
  if (!action) done({ asked: params.message, session: transport.sessionId, version: transport.protocolVersion });
  return { action, content: { decision: "approve", by: "ann" } };
});
if (session) transport.setProtocolVersion("2025-11-25");
await client.connect(transport);
const progress = [];
const result = await client.callTool({ name: "newsroom", arguments: args }, undefined, {
  onprogress: ({ message }) => progress.push(message),
});
done({ text: result.content[0].text, structured: result.structuredContent, progress });
