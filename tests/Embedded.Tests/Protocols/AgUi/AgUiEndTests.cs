using System.Text.Json;
using DurableTeams.Embedded.Tests.Api;
using DurableTeams.Http.Protocols.AgUi;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Protocols.AgUi;

/// <summary>How an answer of AG-UI ends, for each way in which a run stands.</summary>
public sealed class AgUiEndTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Join_CancelledRun_EndsWithItsOutcomeAndHasNoNulls()
    {
        var runId = await api.StartAsync("""{"message":"hello","sessionId":"cancelled"}""");
        await api.Store.PausedAsync(runId);
        await api.Store.CommitAsync(new RunChange(runId, DateTimeOffset.UtcNow)
        {
            Run = new StatusPatch(RunStatus.Cancelled),
            Members = [new MemberRunPatch(RunIds.Member(runId, 1), RunStatus.Cancelled)],
            CancelRequirementsOf = [RunIds.Member(runId, 1)],
            Events = [new RunEventDraft("end", RunEventTypes.RunCancelled)],
        });

        var events = await JoinAsync("cancelled");

        Assert.Equal("""{"type":"cancelled"}""", events[^1].GetProperty("outcome").GetRawText());
        Assert.Equal("STATE_SNAPSHOT", Type(events[1]));
        Assert.DoesNotContain(events, HasNull);
    }

    [Fact]
    public async Task Join_FailedRun_IsARunErrorWithTheCodeOfTheRun()
    {
        var runId = await api.StartAsync("""{"message":"hello","sessionId":"failed"}""");
        await api.Store.RunningAsync(runId);
        await api.Store.CommitAsync(new RunChange(runId, DateTimeOffset.UtcNow)
        {
            Run = new StatusPatch(RunStatus.Failed, Error: new RunError("maxSteps", "Too many turns.")),
            Events = [new RunEventDraft("end", RunEventTypes.RunFailed)],
        });

        var events = await JoinAsync("failed");

        Assert.Equal(("RUN_ERROR", "maxSteps"), (Type(events[^1]), events[^1].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Resume_ExpiredInterrupt_IsRefusedUnlessItIsCancelled()
    {
        var runId = await api.StartAsync("""{"message":"hello","sessionId":"late"}""");
        var id = await api.Store.PausedAsync(
            runId, change: asks => asks with { ExpiresAt = DateTimeOffset.UtcNow.AddHours(-1) });

        var answered = await SayAsync(Resume(id, """ "status":"resolved","payload":{"approved":true}"""));
        var cancelled = await SayAsync(Resume(id, """ "status":"cancelled" """));

        Assert.Equal(("RUN_ERROR", "expired"), (Type(answered[^1]), answered[^1].GetProperty("code").GetString()));
        Assert.Contains(id, answered[^1].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("RUN_FINISHED", Type(cancelled[^1]));
        Assert.Equal(RequirementStatus.Pending, (await api.Store.FindRequirementAsync(id))!.Status);
    }

    [Fact]
    public void Patch_OfOneObjectIntoAnother_NamesMembersAsPointers() => Assert.Equal(
        """
        [{"op":"remove","path":"/b"},{"op":"replace","path":"/a","value":2},{"op":"add","path":"/c~1d~0e","value":null}]
        """.Trim(),
        AgUiState.Patch(
            JsonElement.Parse("""{"a":1,"b":1,"s":{"t":1}}"""),
            JsonElement.Parse("""{"a":2,"s":{"t":1},"c/d~e":null}""")).ToJsonString());

    private static string Resume(string id, string answer) =>
        $$"""{"threadId":"late","runId":"x","messages":[],"resume":[{"interruptId":"{{id}}",{{answer}}}]}""";

    private Task<List<JsonElement>> JoinAsync(string thread) =>
        SayAsync($$"""{"threadId":"{{thread}}","runId":"join","messages":[]}""");

    private async Task<List<JsonElement>> SayAsync(string body)
    {
        using var response = await api.SendAsync("teams/newsroom/agui", body);
        return
        [
            .. (await response.Content.ReadAsStringAsync()).Split('\n')
                .Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line[6..])),
        ];
    }

    private static bool HasNull(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Object => value.EnumerateObject().Any(member => HasNull(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HasNull),
        _ => false,
    };

    private static string? Type(JsonElement item) => item.GetProperty("type").GetString();
}
