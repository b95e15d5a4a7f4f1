using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Xunit.Abstractions;

namespace DurableTeams.Protocols.Tests.Mcp;

/// <summary>
/// The Model Context Protocol as the official clients speak it: the newest revision in C#, one before in TypeScript.
/// </summary>
public sealed class McpClientTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Client_PauseKillRestartAndResume_IsOneRun()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        var asked = new TaskCompletionSource<ElicitRequestParams>(TaskCreationOptions.RunContinuationsAsynchronously);
        var told = new Told();

        // The person does not answer before the host is gone.
        await using (var first = await ConnectAsync(stage, async question =>
        {
            asked.TrySetResult(question);
            await told.GoneAsync;
            return new ElicitResult();
        }))
        {
            var call = first.CallToolAsync("newsroom", Arguments, told).AsTask();
            var question = await asked.Task.WaitAsync(TimeSpan.FromMinutes(1));
            await stage.KillAsync();
            told.Leave();
            await Assert.ThrowsAnyAsync<Exception>(() => call);
            Assert.StartsWith("May telegram-agent call send_message?", question.Message, StringComparison.Ordinal);
        }

        stage.Traffic.Thaw();
        await stage.StartHostAsync();
        await using var second = await ConnectAsync(stage, _ => Task.FromResult(new ElicitResult
        {
            Action = "accept",
            Content = new Dictionary<string, JsonElement>
            {
                ["decision"] = JsonSerializer.SerializeToElement("approve"),
                ["by"] = JsonSerializer.SerializeToElement("ann"),
            },
        }));
        var tools = await second.ListToolsAsync();
        var result = await second.CallToolAsync("newsroom", Arguments, told);
        var repeated = await second.CallToolAsync("newsroom", Arguments);

        Assert.Equal(["newsroom", "get_run", "cancel_run"], tools.Select(tool => tool.Name));
        Assert.Equal(Newsroom.Answer, Text(result));
        Assert.Equal(Newsroom.Answer, Text(repeated));
        Assert.Contains("researcher calls search.", told.Words);
        Assert.Contains("telegram-agent waits for a person about send_message.", told.Words);
        Assert.Single(stage.Tools.Requests, request => request.Tool == "send_message");
        var runs = (await stage.Api.GetAsync("runs")).Expect(200).Json.Items("items");
        Assert.Equal(Assert.Single(runs).Text("runId"), result.StructuredContent!.Value.Text("runId"));
    }

    [ClientFact]
    public async Task OldClient_WithASessionThatOutlivesTheHost_IsAskedAndAnswers()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        object Input(string? session, string? action) => new
        {
            url = new Uri(stage.Host.Address, "/mcp").ToString(), session, action, arguments = Arguments,
        };

        var left = await OfficialClients.RunAsync("mcp.mjs", Input(null, null));
        await stage.KillAsync();
        stage.Traffic.Thaw();
        await stage.StartHostAsync();
        var ended = await OfficialClients.RunAsync("mcp.mjs", Input(left.Text("session"), "accept"));

        Assert.Equal("2025-11-25", left.Text("version"));
        Assert.NotNull(left.Text("session"));
        Assert.StartsWith("May telegram-agent call send_message?", left.Text("asked"), StringComparison.Ordinal);
        Assert.Equal(Newsroom.Answer, ended.Text("text"));
        Assert.Single(stage.Tools.Requests, request => request.Tool == "send_message");
    }

    private static Dictionary<string, object?> Arguments => new() { ["message"] = "Go", ["idempotencyKey"] = "my-call" };

    private static string Text(CallToolResult result) => Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;

    private static Task<McpClient> ConnectAsync(Stage stage, Func<ElicitRequestParams, Task<ElicitResult>> answer) =>
        McpClient.CreateAsync(
            new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(stage.Host.Address, "/mcp") }),
            new McpClientOptions
            {
                Handlers = new McpClientHandlers { ElicitationHandler = async (question, _) => await answer(question!) },
            });

    private sealed class Told : IProgress<ProgressNotificationValue>
    {
        private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<string> _words = [];

        public Task GoneAsync => _gone.Task;

        public IReadOnlyList<string> Words
        {
            get
            {
                lock (_words) return [.. _words];
            }
        }

        public void Leave() => _gone.TrySetResult();

        public void Report(ProgressNotificationValue value)
        {
            lock (_words) _words.Add(value.Message ?? "");
        }
    }
}
