using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Embedded.Tests.Api.Approvals;

/// <summary>What a person needs to decide: asked for with the requirement, and not without.</summary>
public sealed class RequirementContextTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Get_WithContext_HasWhatAPersonNeedsToDecide()
    {
        var runId = await api.StartAsync("""{"message":"tell everybody","sessionId":"s-context","userId":"ann"}""");
        var id = await AskAsync(runId, "I shall tell them.", "");
        var edited = JsonText.Parse("""{"text":"edited"}""");
        await api.Store.DecideAsync(
            runId, [new DecisionRecord(id, "approve", DateTimeOffset.UtcNow, "ok", edited, "bob")]);

        var (status, requirement) = await api.GetAsync($"approvals/{id}?include=context");

        Assert.Equal(200, status);
        Assert.Equal("newsroom", requirement.GetProperty("teamId").GetString());
        Assert.Equal("edited", requirement.GetProperty("tool").GetProperty("arguments").GetProperty("text").GetString());
        var context = requirement.GetProperty("context");
        Assert.Equal(
            [
                "teamId", "sessionId", "userId", "runInput", "runStatus", "memberWords", "originalArguments", "argumentsSchema",
                "allowEdit", "filledIn", "outcome", "audit", "reason",
            ],
            context.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("s-context", "ann", "tell everybody", "running", "I shall tell them."), (
            context.GetProperty("sessionId").GetString(), context.GetProperty("userId").GetString(),
            context.GetProperty("runInput").GetString(), context.GetProperty("runStatus").GetString(),
            context.GetProperty("memberWords").GetString()));
        Assert.Equal("hi", context.GetProperty("originalArguments").GetProperty("text").GetString());
        Assert.Equal(
            "string",
            context.GetProperty("argumentsSchema").GetProperty("properties").GetProperty("text").GetProperty("type").GetString());
        Assert.False(context.GetProperty("allowEdit").GetBoolean());
        Assert.Equal(
            ["created", "decided", "viewed"],
            context.GetProperty("audit").EnumerateArray().Select(entry => entry.GetProperty("action").GetString()!).Order());
        Assert.False((await api.GetAsync($"approvals/{id}")).Body.TryGetProperty("context", out _));
        Assert.Equal(400, (await api.GetAsync($"approvals/{id}?include=all")).Status);
        Assert.Equal(404, (await api.GetAsync("approvals/nobody?include=context")).Status);
    }

    [Fact]
    public async Task Context_LongTexts_AreCut()
    {
        var runId = await api.StartAsync(JsonSerializer.Serialize(new { message = new string('m', 20_000) }));
        var context = await ContextAsync(await AskAsync(runId, new string('w', 20_000)));

        Assert.Equal(new string('m', RequirementContextView.MaxText) + "…", context.RunInput);
        Assert.Equal(new string('w', RequirementContextView.MaxText) + "…", context.MemberWords);
        Assert.True(context.AllowEdit);
    }

    [Fact]
    public async Task Context_OfAQuorum_AllowsTheEditToTheFirstAlone()
    {
        var runId = await api.StartAsync();
        var id = await AskAsync(runId, "", change: asked => asked with { Quorum = 2 });
        Assert.True((await ContextAsync(id)).AllowEdit);
        await api.Store.DecideAsync(runId, [new DecisionRecord(id, "approve", DateTimeOffset.UtcNow, By: "bob")]);

        var context = await ContextAsync(id);

        Assert.False(context.AllowEdit);
        Assert.Null(context.MemberWords);
        Assert.Equal(["bob"], context.Requirement.Approvals.Given);
    }

    [Fact]
    public async Task Context_FieldsThatOthersFilledIn_AreThere()
    {
        var runId = await api.StartAsync();
        var id = await AskAsync(runId, "", change: asked => asked with
        {
            Kind = RequirementKind.UserInput,
            InputFields = [new InputField("text", "string"), new InputField("to", "string")],
        });
        await api.PostAsync($"approvals/{id}/resolve", """{"decision":"answer","values":{"text":"mine"}}""");

        var context = await ContextAsync(id);

        Assert.Equal("""{"text":"mine"}""", context.FilledIn!.Value.GetRawText());
        Assert.Equal(RequirementStatus.Pending, context.Requirement.Status);
        Assert.Null(context.Outcome);
    }

    [Fact]
    public async Task Context_OfAnUnknownOutcome_SaysWhatIsKnown()
    {
        var id = await AskAsync(await api.StartAsync(), "", change: asked => asked with
        {
            Kind = RequirementKind.UnknownOutcome,
            Reason = "the connection broke",
            Attempts = 2,
        });

        var context = await ContextAsync(id);

        Assert.Equal(new UnknownOutcomeView(2, "the connection broke"), context.Outcome);
        Assert.Equal("the connection broke", context.Reason);
        Assert.Equal("the connection broke", context.Requirement.Note);
        await api.PostAsync($"approvals/{id}/resolve", """{"decision":"retry"}""");
        Assert.Null((await ContextAsync(id)).Requirement.Note);
    }

    private Task<RequirementContextView> ContextAsync(string id) =>
        api.Host.Services.GetRequiredService<IDurableTeams>().GetRequirementContextAsync(id);

    /// <summary>A member that wrote these words, turn after turn, and asks about a call of the last.</summary>
    private async Task<string> AskAsync(
        string runId, string words, string? last = null, Func<RequirementRecord, RequirementRecord>? change = null)
    {
        var member = RunIds.Member(runId, 1);
        var at = DateTimeOffset.UtcNow;
        await api.Store.RunningAsync(runId);
        var call = new StoredCall("call-1", TestTeams.Tool, JsonText.Parse("""{"text":"hi"}"""));
        string[] turns = last is null ? [words] : [words, last];
        var place = new CallReference(member, turns.Length, 0);
        var asked = new RequirementRecord
        {
            RequirementId = RunIds.Requirement(member, place.Turn, 0),
            RunId = runId,
            TeamId = TestTeams.Id,
            MemberRunId = member,
            MemberId = TestTeams.Member,
            MemberPath = [TestTeams.Id, TestTeams.Member],
            Call = place,
            Tool = call,
            AllowEdit = true,
            CreatedAt = at,
        };
        await api.Store.CommitAsync(new RunChange(runId, at)
        {
            Started =
            [
                new MemberRunRecord
                {
                    RunId = runId,
                    MemberRunId = member,
                    MemberId = TestTeams.Member,
                    ParentMemberRunId = RunIds.Leader(runId),
                    Spawn = 1,
                    Status = RunStatus.Running,
                    StartedAt = at,
                },
            ],
            Messages =
            [
                .. turns.Select((text, i) => new MessageRecord
                {
                    MemberRunId = member,
                    Turn = i + 1,
                    Slot = 0,
                    Role = "assistant",
                    Author = TestTeams.Member,
                    Text = text,
                    Calls = [call],
                }),
            ],
            Requirements = [change is null ? asked : change(asked)],
        });
        await api.Store.PauseAsync(runId, member, [asked.RequirementId], at);
        return asked.RequirementId;
    }
}
