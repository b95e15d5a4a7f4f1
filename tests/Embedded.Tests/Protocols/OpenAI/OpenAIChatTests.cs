using System.Text.Json;
using DurableTeams.Embedded.Tests.Api;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Protocols.OpenAI;

/// <summary>Chat completions that ask, and messages that answer.</summary>
public sealed class OpenAIChatTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Paused_IsACallThatSaysWhatAndWhere()
    {
        var runId = await api.StartAsync("""{"message":"hello","sessionId":"asks"}""");
        var asked = await api.Store.PausedAsync(runId);

        var (status, completion) = await api.PostAsync("v1/chat/completions", Follow("asks"));

        var choice = completion.GetProperty("choices")[0];
        var message = choice.GetProperty("message");
        var call = Assert.Single(message.GetProperty("tool_calls").EnumerateArray());
        Assert.Equal(
            (200, "tool_calls", asked),
            (status, choice.GetProperty("finish_reason").GetString(), call.GetProperty("id").GetString()));
        Assert.Contains($"/api/approvals/{asked}/resolve", message.GetProperty("content").GetString(), StringComparison.Ordinal);
        var arguments = JsonElement.Parse(call.GetProperty("function").GetProperty("arguments").GetString()!);
        Assert.Equal("""["approve","reject"]""", arguments.GetProperty("decisions").GetRawText());
    }

    [Fact]
    public async Task ToolMessage_DecidesAndTheAnswerFollows()
    {
        var runId = await api.StartAsync("""{"message":"hello"}""");
        var asked = await api.Store.PausedAsync(runId);
        var body = JsonSerializer.Serialize(new
        {
            model = "newsroom",
            messages = new object[]
            {
                new { role = "user", content = "hello" },
                new { role = "assistant", content = "May it?" },
                new
                {
                    role = "tool",
                    tool_call_id = asked,
                    content = """{"decision":"approve","arguments":{"text":"ho"},"by":"ann"}"""
                },
            },
        });

        var answer = api.PostAsync("v1/chat/completions", body);
        await Wait.UntilAsync(async () => (await api.Store.FindRequirementAsync(asked))!.Status != RequirementStatus.Pending);
        await api.Store.EndedAsync(runId);
        var (status, completion) = await answer;
        var decided = await api.Store.FindRequirementAsync(asked);

        Assert.Equal((200, "done"), (status, completion.GetProperty("choices")[0].GetProperty("message").GetProperty("content")
            .GetString()));
        Assert.Equal(
            ("approve", "ann", """{"text":"ho"}"""),
            (decided!.Decision, decided.ResolvedBy, decided.EditedArguments?.GetRawText()));
    }

    [Fact]
    public async Task Stream_OfARunThatWaits_EndsWithTheCallUsageAndDone()
    {
        var runId = await api.StartAsync("""{"message":"hello","sessionId":"streams"}""");
        await api.Store.PausedAsync(runId);

        using var response = await api.SendAsync(
            "v1/chat/completions",
            Follow("streams").Replace(
                "{\"model\"",
                "{\"stream\":true,\"stream_options\":{\"include_usage\":true},\"model\"",
                StringComparison.Ordinal));
        var lines = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var chunks = lines[..^1].Select(line => JsonElement.Parse(line["data: ".Length..])).ToList();

        Assert.Equal("data: [DONE]", lines[^1]);
        Assert.Equal("assistant", Delta(chunks[0]).GetProperty("role").GetString());
        Assert.Equal(0, Delta(chunks[^3]).GetProperty("tool_calls")[0].GetProperty("index").GetInt32());
        Assert.Equal("tool_calls", chunks[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(0, chunks[^1].GetProperty("choices").GetArrayLength());
        Assert.Equal(JsonValueKind.Object, chunks[^1].GetProperty("usage").ValueKind);
        Assert.All(chunks[..^1], chunk => Assert.Equal(JsonValueKind.Null, chunk.GetProperty("usage").ValueKind));
    }

    private static JsonElement Delta(JsonElement chunk) => chunk.GetProperty("choices")[0].GetProperty("delta");

    // Nothing is said after the team's last word: what it asks is told.
    private static string Follow(string conversation) =>
        $$"""{"model":"newsroom","conversation":"{{conversation}}","messages":[{"role":"assistant","content":"?"}]}""";
}
