using System.Text.Json;
using DurableTeams.Embedded.Tests.Api;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Protocols.Mcp;

/// <summary>Runs as tasks, for clients that have the extension (SEP-2663).</summary>
public sealed class McpTaskTests(ApiHost api) : IClassFixture<ApiHost>
{
    private const string Tasks = """{"elicitation":{},"extensions":{"io.modelcontextprotocol/tasks":{}}}""";
    private const string TasksAlone = """{"extensions":{"io.modelcontextprotocol/tasks":{}}}""";

    [Fact]
    public async Task Task_FromItsStartToItsEnd_IsTheRun()
    {
        var created = await ResultAsync("tools/call", """ "name":"newsroom","arguments":{"message":"Go"} """);
        var id = created.GetProperty("taskId").GetString()!;
        var working = await ResultAsync("tasks/get", Task(id));
        var requirement = await api.Store.PausedAsync(id);
        var asks = await ResultAsync("tasks/get", Task(id));
        var silent = await ResultAsync("tasks/get", Task(id), TasksAlone);
        await ResultAsync("tasks/update", $$"""{{Task(id)}},"inputResponses":{"{{requirement}}":{"action":"decline"} } """);
        await api.Store.EndedAsync(id, output: "Not sent.");
        var ended = await ResultAsync("tasks/get", Task(id));

        Assert.Equal(("task", "working"), (created.GetProperty("resultType").GetString(), Status(created)));
        Assert.Equal(("working", "input_required", "working", "completed"), (Status(working), Status(asks), Status(
            silent), Status(ended)));
        Assert.Equal(
            "elicitation/create", asks.GetProperty("inputRequests").GetProperty(requirement).GetProperty("method").GetString());
        Assert.Contains(requirement, silent.GetProperty("statusMessage").GetString(), StringComparison.Ordinal);
        Assert.Equal(RequirementStatus.Rejected, (await api.Store.FindRequirementAsync(requirement))!.Status);
        Assert.Equal("Not sent.", ended.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Task_Cancelled_CancelsTheRun()
    {
        var id = await api.StartAsync();

        await ResultAsync("tasks/cancel", Task(id));

        Assert.NotNull((await api.Store.FindRunAsync(id))!.CancelRequestedAt);
    }

    [Theory]
    [InlineData("tasks/get", """ "taskId":"none" """, Tasks, -32602, "runNotFound")]
    [InlineData("tasks/get", """ "taskId":7 """, Tasks, -32602, "invalidField")]
    [InlineData("tasks/update", """ "taskId":"none" """, Tasks, -32602, "runNotFound")]
    [InlineData("tasks/get", """ "taskId":"none" """, "{}", -32021, "missingCapability")]
    public async Task Task_ThatCannotBe_IsAnErrorWithOurCode(
        string method, string members, string capabilities, int number, string code)
    {
        var (_, message, _) = await api.FrameAsync(McpHost.Frame(method, members, capabilities), McpHost.Newest);

        var error = message.GetProperty("error");
        Assert.Equal(
            (number, code), (error.GetProperty("code").GetInt32(), error.GetProperty("data").GetProperty("code").GetString()));
    }

    private async Task<JsonElement> ResultAsync(string method, string members, string capabilities = Tasks)
    {
        var (_, message, _) = await api.FrameAsync(McpHost.Frame(method, members, capabilities), McpHost.Newest);
        return message.TryGetProperty("result", out var result)
            ? result
            : throw new InvalidOperationException(message.GetRawText());
    }

    private static string Task(string id) => $$""" "taskId":"{{id}}" """;

    private static string? Status(JsonElement task) => task.GetProperty("status").GetString();
}
