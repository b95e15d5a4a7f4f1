using System.Text.Json;
using DurableTeams.Embedded.Tests.Api;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Protocols.AgUi;

/// <summary>What a request of AG-UI must be, and what is said where it is not.</summary>
public sealed class AgUiRequestTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("{", 400, "malformedBody")]
    [InlineData("[]", 400, "malformedBody")]
    [InlineData("""{"runId":"r","messages":[]}""", 400, "invalidField")]
    [InlineData("""{"threadId":"t","runId":"r"}""", 400, "invalidField")]
    [InlineData("""{"threadId":"t","runId":"r","messages":[{"id":"1","role":"boss"}]}""", 400, "invalidField")]
    [InlineData("""{"threadId":"t","runId":"r","messages":[],"resume":[{"interruptId":"i"}]}""", 400, "invalidField")]
    [InlineData("""{"threadId":"t","runId":"r","messages":[],"protocolVersion":"2.0"}""", 400, "unknownVersion")]
    public async Task Request_NotOfTheProtocol_IsAProblem(string body, int status, string code)
    {
        var (answered, problem) = await api.PostAsync("teams/newsroom/agui", body);

        Assert.Equal((status, code), (answered, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Request_UnknownTeam_Is404() =>
        Assert.Equal(404, (await api.PostAsync("teams/none/agui", Body("t", "r"))).Status);

    [Theory]
    [InlineData("""[{"id":"1","role":"user","content":[{"type":"image","source":{}}]}]""", "unsupportedContent")]
    [InlineData("""[{"id":"1","role":"user","content":" "}]""", "invalidField")]
    [InlineData("[]", "noMessage")]
    public async Task Request_ThatCannotBeGranted_IsARunError(string messages, string code)
    {
        var events = await SayAsync($$"""{"threadId":"new","runId":"{{code}}","messages":{{messages}}}""");

        Assert.Equal(("RUN_STARTED", "RUN_ERROR", code), (Type(events[0]), Type(events[1]), Text(events[1], "code")));
    }

    [Fact]
    public async Task Resume_OfWhatIsNotItsOwnOrDecidedOtherwise_SaysWhich()
    {
        var runId = await api.StartAsync("""{"message":"hello","sessionId":"mine"}""");
        var id = await api.Store.PausedAsync(runId);

        Assert.Equal("interruptNotFound", await RefusedAsync("other", id, """{"approved":true}"""));
        Assert.Equal("interruptNotFound", await RefusedAsync("mine", id + "0", """{"approved":true}"""));
        Assert.Equal("unknownField", await RefusedAsync("mine", id, """{"approved":true,"edited":{}}"""));
        Assert.Equal("invalidArguments", await RefusedAsync("mine", id, """{"approved":true,"editedArgs":{"text":1}}"""));
        Assert.Equal("interruptsOpen", Text((await SayAsync(Body("mine", "next")))[1], "code"));
        Assert.Equal(RequirementStatus.Pending, (await api.Store.FindRequirementAsync(id))!.Status);

        Assert.Equal(200, (await api.PostAsync($"approvals/{id}/resolve", """{"decision":"reject"}""")).Status);
        Assert.Equal("alreadyDecided", await RefusedAsync("mine", id, """{"approved":true}"""));
    }

    private async Task<string?> RefusedAsync(string thread, string id, string payload)
    {
        var events = await SayAsync(
            $$"""
            {"threadId":"{{thread}}","runId":"x","messages":[],
             "resume":[{"interruptId":"{{id}}","status":"resolved","payload":{{payload}}}]}
            """);
        Assert.Equal("RUN_ERROR", Type(events[^1]));
        return Text(events[^1], "code");
    }

    private static string Body(string thread, string run) =>
        $$"""{"threadId":"{{thread}}","runId":"{{run}}","messages":[{"id":"u","role":"user","content":"Go"}]}""";

    private async Task<List<JsonElement>> SayAsync(string body)
    {
        using var response = await api.SendAsync("teams/newsroom/agui", body);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return
        [
            .. (await response.Content.ReadAsStringAsync()).Split('\n')
                .Where(line => line.StartsWith("data: ", StringComparison.Ordinal))
                    .Select(line => JsonElement.Parse(line[6..])),
        ];
    }

    private static string? Type(JsonElement item) => Text(item, "type");

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
}
