using System.Text;
using System.Text.Json;
using DurableTeams.Embedded.Tests.Api;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Protocols.A2A;

/// <summary>What a request of A2A must be in each binding, and what is said where it is not.</summary>
public sealed class A2ARequestTests(A2AHost a2a) : IClassFixture<A2AHost>
{
    [Theory]
    [InlineData("{", -32700, "malformedBody")]
    [InlineData("[]", -32600, "invalidFrame")]
    [InlineData("""{"id":1,"method":"GetTask"}""", -32600, "invalidFrame")]
    [InlineData("""{"jsonrpc":"2.0","method":"GetTask"}""", -32600, "invalidFrame")]
    [InlineData("""{"jsonrpc":"2.0","id":{},"method":"GetTask"}""", -32600, "invalidFrame")]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", -32600, "invalidFrame")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"message/send"}""", -32601, "unknownMethod")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"GetTask","params":[1]}""", -32602, "invalidField")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"GetTask"}""", -32602, "invalidField")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"GetTask","params":{"id":"none"}}""", -32001, "taskNotFound")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"GetExtendedAgentCard"}""", -32004, "unsupportedOperation")]
    public async Task Frame_ThatIsWrong_IsItsErrorOfJsonRpcWithOurCode(string frame, int error, string code)
    {
        var (status, body) = await a2a.Api.PostAsync("teams/newsroom/a2a", frame, A2AHost.Version);

        Assert.Equal((200, "2.0"), (status, body.GetProperty("jsonrpc").GetString()));
        Assert.Equal((error, code), (body.GetProperty("error").GetProperty("code").GetInt32(), A2AHost.CodeOf(body)));
        Assert.Equal(
            frame.Contains("\"id\":1", StringComparison.Ordinal) ? JsonValueKind.Number : JsonValueKind.Null,
            body.GetProperty("id").ValueKind);
    }

    [Theory]
    [InlineData("{", "malformedBody")]
    [InlineData("{}", "invalidField")]
    [InlineData("""{"message":{"role":"ROLE_USER","parts":[{"text":"Go"}]}}""", "invalidField")]
    [InlineData("""{"message":{"messageId":"m","role":"user","parts":[{"text":"Go"}]}}""", "invalidField")]
    [InlineData("""{"message":{"messageId":"m","role":"ROLE_USER","parts":[]}}""", "invalidField")]
    [InlineData("""{"message":{"messageId":"m","role":"ROLE_USER","parts":[{}]}}""", "invalidField")]
    [InlineData("""{"message":{"messageId":"m","role":"ROLE_USER","parts":[{"text":"a","data":1}]}}""", "invalidField")]
    [InlineData("""{"message":{"messageId":"m","role":"ROLE_USER","parts":[{"text":" "}]}}""", "invalidField")]
    [InlineData("""{"message":{"messageId":"m","role":"ROLE_USER","parts":[{"url":"https://x"}]}}""", "unsupportedContent")]
    [InlineData("""{"tenant":"other","message":{"messageId":"m","role":"ROLE_USER","parts":[{"text":"Go"}]}}""", "invalidField")]
    public async Task Message_ThatIsWrong_IsAnErrorOfBothBindings(string body, string code)
    {
        var (status, http) = await a2a.Api.PostAsync("teams/newsroom/a2a/message:send", body, A2AHost.Version);

        Assert.Equal((400, code), (status, A2AHost.CodeOf(http)));
        Assert.Equal("INVALID_ARGUMENT", http.GetProperty("error").GetProperty("status").GetString());
        if (code == "malformedBody") return;
        var (error, ours) = await a2a.RefusedAsync("SendStreamingMessage", body);
        Assert.Equal((code == "unsupportedContent" ? -32005 : -32602, code), (error, ours));
    }

    [Theory]
    [InlineData(null, "A2A 0.3")]
    [InlineData("", "A2A 0.3")]
    [InlineData("0.3", "A2A 0.3 ")]
    [InlineData("2.0", "A2A 2.0 ")]
    [InlineData("1.0.1", null)]
    public async Task Version_ThatIsNotSpoken_IsRefusedByName(string? version, string? named)
    {
        (string, string)[] headers = version is null ? [] : [("A2A-Version", version)];
        var (_, rpc) = await a2a.Api.PostAsync("teams/newsroom/a2a", A2AHost.Frame("ListTasks", "{}"), headers);
        var (status, http) = await a2a.Api.PostAsync("teams/newsroom/a2a/message:send", "{}", headers);

        Assert.Equal(400, status);
        Assert.Equal(named is null, rpc.TryGetProperty("result", out _));
        if (named is null) return;
        Assert.Equal(-32009, rpc.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(("unknownVersion", "unknownVersion"), (A2AHost.CodeOf(rpc), A2AHost.CodeOf(http)));
        Assert.Contains(named, rpc.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_InTheQuery_Counts() => Assert.Equal(
        200, (await a2a.Api.GetAsync("teams/newsroom/a2a/tasks?A2A-Version=1.0")).Status);

    [Fact]
    public async Task Task_OfAnotherTeam_IsNotFoundWhateverIsAsked()
    {
        await a2a.Api.Store.CreateRunAsync(new RunRecord
        {
            RunId = "rother", TeamId = "other", SessionId = "s", Input = "hi", DefinitionVersion = TestTeams.Newsroom.Version,
            TraceId = new string('0', 32), CreatedAt = DateTimeOffset.UtcNow, UpdatedAt = DateTimeOffset.UtcNow,
        }, null);

        foreach (var method in (string[])["GetTask", "CancelTask", "SubscribeToTask"])
            Assert.Equal((-32001, "taskNotFound"), await a2a.RefusedAsync(method, """{"id":"rother"}"""));
        Assert.Equal((-32001, "taskNotFound"), await a2a.RefusedAsync("SendMessage", """
            {"message":{"messageId":"m","taskId":"rother","role":"ROLE_USER","parts":[{"text":"Go"}]}}
            """));
        Assert.Equal(404, (await a2a.Api.GetAsync("teams/newsroom/a2a/tasks/rother?A2A-Version=1.0")).Status);
        Assert.Equal(404, (await a2a.Api.GetAsync("teams/other/a2a/tasks/rother?A2A-Version=1.0")).Status);
    }

    [Fact]
    public async Task Message_SentAgain_IsTheSameTaskAndWithOtherWordsNone()
    {
        var first = await a2a.CallAsync("SendMessage", Later("once", "Go"));
        var again = await a2a.CallAsync("SendMessage", Later("once", "Go"));

        Assert.Equal(A2AHost.IdOf(first), A2AHost.IdOf(again));
        Assert.Equal("TASK_STATE_SUBMITTED", A2AHost.StateOf(first.GetProperty("task")));
        Assert.Equal((-32602, "idempotencyKeyReused"), await a2a.RefusedAsync("SendMessage", Later("once", "Stop")));
    }

    [Fact]
    public async Task Body_TooLarge_IsAnErrorOfTheBinding()
    {
        using var content = new StringContent(new string(' ', 1_048_577), Encoding.UTF8, "application/json");
        var (status, body) = await ApiHost.ReadAsync(
            await a2a.Api.Http.PostAsync(new Uri("teams/newsroom/a2a", UriKind.Relative), content));

        Assert.Equal((413, -32600), (status, body.GetProperty("error").GetProperty("code").GetInt32()));
    }

    private static string Later(string id, string text) =>
        $$$"""
        {"message":{"messageId":"{{{id}}}","role":"ROLE_USER","parts":[{"text":"{{{text}}}"}]},
         "configuration":{"returnImmediately":true}}
        """;
}
