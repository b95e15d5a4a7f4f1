using System.Text.Json;
using DurableTeams.Embedded.Tests.Api;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Protocols.OpenAI;

/// <summary>Responses for each way in which a run stands, and what follows which.</summary>
public sealed class OpenAIResponseTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Paused_AsksOnceAndGoesOnWhereItWasDecidedElsewhere()
    {
        var (runId, asked) = await PausedAsync();

        var paused = await ReadAsync(runId);
        await api.PostAsync($"approvals/{asked}/resolve", """{"decision":"approve"}""");
        var working = await ReadAsync(runId);
        await api.Store.EndedAsync(runId);
        var ended = await ReadAsync(runId);

        var request = paused.GetProperty("output")[0];
        Assert.Equal(
            ("completed", "mcp_approval_request", asked, "sender", """{"text":"hi"}"""),
            (Text(paused, "status"), Text(request, "type"), Text(request, "id"), Text(request, "server_label"),
                Text(request, "arguments")));
        Assert.Equal($"{api.Url}/api/approvals/{asked}/resolve", Text(request.GetProperty("durableteams"), "decideAt"));
        Assert.Contains("May sender call send_message?", Words(paused), StringComparison.Ordinal);
        Assert.Equal("in_progress", Text(working, "status"));
        Assert.Equal(("completed", "done"), (Text(ended, "status"), Words(ended)));
    }

    [Fact]
    public async Task Answer_GivesAnotherResponseAndTheSameOneWhenItIsSentAgain()
    {
        var (runId, asked) = await PausedAsync();
        var yes = Answers(runId, Approval(asked, true));

        var (_, first) = await api.PostAsync("v1/responses", yes);
        var (_, again) = await api.PostAsync("v1/responses", yes);
        using var other = await api.SendAsync("v1/responses", Answers(runId, Approval(asked, false)));
        var read = await ReadAsync(Text(first, "id")!);
        var (_, items) = await api.GetAsync($"v1/responses/{Text(first, "id")}/input_items");

        Assert.Equal(("in_progress", $"resp_{runId}"), (Text(first, "status"), Text(first, "previous_response_id")));
        Assert.NotEqual($"resp_{runId}", Text(first, "id"));
        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.Equal(first.GetRawText(), read.GetRawText());
        Assert.Equal((409, "false"), ((int)other.StatusCode, Assert.Single(other.Headers.GetValues("x-should-retry"))));
        var answer = Assert.Single(items.GetProperty("data").EnumerateArray());
        Assert.Equal(
            ("mcp_approval_response", asked, true),
            (Text(answer, "type"), Text(answer, "approval_request_id"), answer.GetProperty("approve").GetBoolean()));
        Assert.Equal("ann", (await api.Store.FindRequirementAsync(asked))!.ResolvedBy);
    }

    [Theory]
    [InlineData(RequirementKind.UserInput, "durableteams_input", """{"text":"ho"}""", "answer")]
    [InlineData(RequirementKind.ExternalExecution, "send_message", "it is sent", "result")]
    [InlineData(RequirementKind.UnknownOutcome, "durableteams_decide", """{"decision":"skip"}""", "skip")]
    public async Task Call_IsAnsweredByItsOutput(RequirementKind kind, string name, string output, string decision)
    {
        var (runId, asked) = await PausedAsync(asks => asks with
        {
            Kind = kind, InputFields = kind == RequirementKind.UserInput ? [new InputField("text", "string")] : null,
        });

        var call = (await ReadAsync(runId)).GetProperty("output")[0];
        var (status, _) = await api.PostAsync("v1/responses", Answers(runId, Output(asked, output)));

        Assert.Equal(
            ("function_call", asked, name), (Text(call, "type"), Text(call, "call_id"), Text(call, "name")));
        Assert.Equal((200, decision), (status, (await api.Store.FindRequirementAsync(asked))!.Decision));
    }

    [Theory]
    [InlineData("ok, go on")]
    [InlineData("true")]
    [InlineData("""{"approved":true}""")]
    [InlineData("""{"decision":"approve","note":"\ud800"}""")]
    public async Task Words_OfAClientThatKnowsNoSuchCall_DecideNothing(string output)
    {
        var (runId, asked) = await PausedAsync();

        var (status, _) = await api.PostAsync("v1/responses", Answers(runId, Output(asked, output)));

        Assert.Equal((400, null), (status, (await api.Store.FindRequirementAsync(asked))!.Decision));
    }

    [Fact]
    public async Task Answer_OfAnotherRunOrConversation_IsNotFoundAndDecidesNothing()
    {
        var (_, asked) = await PausedAsync();
        var (otherRun, _) = await PausedAsync();

        var (run, _) = await api.PostAsync("v1/responses", Answers(otherRun, Approval(asked, true)));
        var (conversation, _) = await api.PostAsync(
            "v1/responses", $$"""{"model":"newsroom","conversation":"another","input":[{{Approval(asked, true)}}]}""");

        Assert.Equal((404, 404), (run, conversation));
        Assert.Null((await api.Store.FindRequirementAsync(asked))!.Decision);
    }

    [Fact]
    public async Task Message_AfterAResponse_FollowsTheNewestCompleteOneAlone()
    {
        var (runId, asked) = await PausedAsync();
        var waits = await FollowAsync(runId);
        await api.PostAsync($"approvals/{asked}/resolve", """{"decision":"approve"}""");
        var works = await FollowAsync(runId);
        await api.Store.EndedAsync(runId);
        var next = await FollowAsync(runId);
        var middle = await FollowAsync(runId);

        Assert.Equal("approvalsOpen", Code(waits));
        Assert.Equal("responseInProgress", Code(works));
        Assert.Equal(
            ((await api.Store.FindRunAsync(runId))!.SessionId, $"resp_{runId}"),
            (Text(next.GetProperty("conversation"), "id"), Text(next, "previous_response_id")));
        Assert.Equal("notNewestResponse", Code(middle));
        Assert.Equal($"resp_{runId}", Text(await ReadAsync(Text(next, "id")!), "previous_response_id"));
    }

    [Fact]
    public async Task Response_NotToBeStored_IsNotFound()
    {
        var (_, kept) = await api.PostAsync(
            "v1/responses", """{"model":"newsroom","input":"hi","background":true,"metadata":{"a":"b"},"user":"u1"}""");
        var (otherRun, question) = await PausedAsync(
            body: """{"message":"hi","metadata":{"durableteams.not_stored":"true"}}""");

        var (status, _) = await api.GetAsync($"v1/responses/resp_{otherRun}");
        // What it asks can be answered without its id all the same.
        var (answered, response) = await api.PostAsync(
            "v1/responses", $$"""{"model":"newsroom","background":true,"input":[{{Approval(question, true)}}]}""");

        Assert.Equal((404, 200), (status, answered));
        Assert.False(response.GetProperty("store").GetBoolean());
        Assert.True(kept.GetProperty("store").GetBoolean());
        Assert.Equal(("""{"a":"b"}""", "u1"), (kept.GetProperty("metadata").GetRawText(), Text(kept, "user")));
    }

    [Fact]
    public async Task Cancel_IsTakenOnceAndNotAfterTheEnd()
    {
        var (runId, _) = await PausedAsync();
        var (ended, _) = await PausedAsync();
        await api.Store.EndedAsync(ended);

        var (first, cancelled) = await api.PostAsync($"v1/responses/resp_{runId}/cancel", "");
        var (second, _) = await api.PostAsync($"v1/responses/resp_{runId}/cancel", "");
        var (late, why) = await api.PostAsync($"v1/responses/resp_{ended}/cancel", "");

        Assert.Equal((200, "cancelled", 200), (first, Text(cancelled, "status"), second));
        Assert.Equal((409, "runFinished"), (late, Code(why)));
    }

    [Fact]
    public async Task Failed_IsToldWithTheCodeOfTheRun()
    {
        var runId = await api.StartAsync("""{"message":"hello","sessionId":"fails"}""");
        await api.Store.RunningAsync(runId);
        await api.Store.CommitAsync(new RunChange(runId, DateTimeOffset.UtcNow)
        {
            Run = new StatusPatch(RunStatus.Failed, Error: new RunError("maxSteps", "Too many turns.")),
            Events = [new RunEventDraft("end", RunEventTypes.RunFailed)],
        });

        var response = await ReadAsync(runId);
        using var chat = await api.SendAsync(
            "v1/chat/completions",
            """{"model":"newsroom","conversation":"fails","messages":[{"role":"assistant","content":""}]}""");

        Assert.Equal(("failed", "maxSteps"), (Text(response, "status"), Text(response.GetProperty("error"), "code")));
        Assert.Equal((502, "false"), ((int)chat.StatusCode, Assert.Single(chat.Headers.GetValues("x-should-retry"))));
        Assert.Contains("maxSteps", await chat.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ReadFromANumberOn_TellsTheRest()
    {
        var (runId, _) = await PausedAsync();

        var all = await StreamAsync($"v1/responses/resp_{runId}?stream=true");
        var numbers = all.Select(frame => frame.GetProperty("sequence_number").GetInt64()).ToList();
        var from = numbers[3];
        var rest = await StreamAsync($"v1/responses/resp_{runId}?stream=true&starting_after={from}");

        Assert.Equal(["response.created", "response.in_progress"], all.Take(2).Select(frame => Text(frame, "type")));
        Assert.Equal("response.completed", Text(all[^1], "type"));
        Assert.Equal(numbers.Order().Distinct(), numbers);
        Assert.Equal(
            all.Skip(4).Select(frame => frame.GetRawText()), rest.Select(frame => frame.GetRawText()));
    }

    private static string? Text(JsonElement value, string name) => value.GetProperty(name).GetString();

    private static string? Code(JsonElement answer) => Text(answer.GetProperty("error"), "code");

    private static string Words(JsonElement response) => string.Concat(
        response.GetProperty("output").EnumerateArray().Where(item => Text(item, "type") == "message")
            .Select(item => Text(item.GetProperty("content")[0], "text")));

    private static string Approval(string id, bool yes) =>
        $$"""{"type":"mcp_approval_response","approval_request_id":"{{id}}","approve":{{(yes ? "true" : "false")}}}""";

    private static string Output(string id, string output) =>
        JsonSerializer.Serialize(new { type = "function_call_output", call_id = id, output });

    private static string Answers(string runId, string item) =>
        $$"""
        {"model":"newsroom","background":true,"user":"ann","previous_response_id":"resp_{{runId}}","input":[{{item}}]}
        """;

    private async Task<(string RunId, string Asked)> PausedAsync(
        Func<RequirementRecord, RequirementRecord>? change = null, string body = """{"message":"hello"}""")
    {
        var runId = await api.StartAsync(body);
        return (runId, await api.Store.PausedAsync(runId, change: change));
    }

    private async Task<JsonElement> FollowAsync(string runId) => (await api.PostAsync(
        "v1/responses",
        $$"""{"model":"newsroom","input":"and now?","background":true,"previous_response_id":"resp_{{runId}}"}""")).Body;

    private async Task<JsonElement> ReadAsync(string id)
    {
        var (status, response) = await api.GetAsync("v1/responses/" + id);
        Assert.Equal(200, status);
        return response;
    }

    private async Task<List<JsonElement>> StreamAsync(string path)
    {
        using var response = await api.Http.GetAsync(new Uri(path, UriKind.Relative));
        return
        [
            .. (await response.Content.ReadAsStringAsync()).Split('\n')
                .Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line[6..])),
        ];
    }
}
