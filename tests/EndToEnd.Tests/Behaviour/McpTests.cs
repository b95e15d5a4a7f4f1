using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

/// <summary>Teams as MCP tools on the Functions app; kills and the other client are tested in tests/Protocols.Tests.</summary>
public sealed class McpTests(ITestOutputHelper output)
{
    [Theory]
    [OnFunctions]
    public async Task Call_ThatAsksAClientOfEitherKind_EndsWithTheAnswer(StoreKind store)
    {
        await using var stage = await Stage.ShareAsync(output, store, Newsroom.Team);
        Newsroom.Script(stage);

        foreach (var version in new[] { "2026-07-28", "2025-11-25" })
        {
            await using var client = await ConnectAsync(stage, version);
            var result = await client.CallToolAsync("newsroom", new Dictionary<string, object?> { ["message"] = "Go" });

            Assert.Equal(version, client.NegotiatedProtocolVersion);
            Assert.Equal(Newsroom.Answer, Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text);
        }
    }

    private static Task<McpClient> ConnectAsync(Stage stage, string version) => McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(stage.Api.Http.BaseAddress!, "mcp") }),
        new McpClientOptions
        {
            ProtocolVersion = version,
            Handlers = new McpClientHandlers
            {
                ElicitationHandler = (_, _) => new(new ElicitResult
                {
                    Action = "accept",
                    Content = new Dictionary<string, JsonElement>
                    {
                        ["decision"] = JsonSerializer.SerializeToElement("approve"),
                    },
                }),
            },
        });
}
