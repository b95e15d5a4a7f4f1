using System.Text.Json;
using DurableTeams.Contracts;
using DurableTeams.Definitions;

namespace DurableTeams.Orchestrations.Tests.Contracts;

/// <summary>
/// Every instance of a run holds its plan: what is as usual takes no room, and older histories are read as they were meant.
/// </summary>
public sealed class RunPlanJsonTests
{
    private const string Usual = """{"base":1}""";

    [Fact]
    public async Task Plan_OfATeamThatSaysNothing_IsItsBaseAlone() =>
        Assert.Equal(Usual, Write(await PlanAsync(new TeamDefinition
        {
            Id = "t", Name = "T", Mode = TeamMode.Coordinate, Members = [],
        })));

    [Fact]
    public void Plan_ForAgent_LeavesOutWhatAgentsDoNotRead()
    {
        var plan = Odd with
        {
            MaxSteps = 25, MaxParallel = 8, MemberTimeoutMs = 30_000, ModelAttempts = 3, ToolBackoffMs = 1_000, CountsSteps = true,
        };
        Assert.Equal(Usual, Write(plan.ForAgent()));
        Assert.Equal("""{"base":1,"maxSteps":3}""", Write((plan with { MaxSteps = 3 }).ForAgent()));
    }

    [Fact]
    public void Plan_WithOtherSettings_IsReadAsItWasWritten()
    {
        var json = Write(Odd);
        var read = Read(json);
        Assert.Equal(json, Write(read));
        Assert.Equal((0, 0L, 0, false), (read.MaxHandoffs, read.ToolBackoffMs, read.ModelAttempts, read.CountsSteps));
        Assert.Equal("m", Assert.Single(read.Members).Id);
        Assert.Equal("nested", Assert.Single(read.Members[0].Plan!.Members).Id);
    }

    [Fact]
    public void Plan_WithoutABase_HasTheDefaultsOfItsTypes()
    {
        var read = Read("""{"mode":"loop","maxSteps":3,"phases":[],"members":[{"id":"m"}]}""");
        Assert.Equal(
            (TeamMode.Loop, 3, 0, 0L, false),
            (read.Mode, read.MaxSteps, read.MaxParallel, read.MemberTimeoutMs, read.CountsSteps));
        Assert.Equal("m", Assert.Single(read.Members).Id);
    }

    [Fact]
    public void Plan_OfALaterBase_IsRefused() =>
        Assert.Contains(
            "later version", Assert.Throws<JsonException>(() => Read("""{"base":2}""")).Message, StringComparison.Ordinal);

    private static RunPlan Odd => new()
    {
        Mode = TeamMode.Tasks,
        MaxTokens = 9,
        TeamTimeoutMs = 1,
        ModelBackoffMs = 1_000,
        ToolAttempts = 1,
        OnMemberFailure = MemberFailurePolicy.TellLeader,
        Quorum = 2,
        OnTie = TiePolicy.Fail,
        Phases = [TeamPhase.Execution],
        Members = [new("m", MemberPosition.Worker, "v", new RunPlan { Mode = TeamMode.Loop, Members = [new("nested")] })],
    };

    private static Task<RunPlan> PlanAsync(TeamDefinition team) => RunPlan.OfAsync(team, _ => throw new InvalidOperationException());

    private static string Write(RunPlan plan) =>
        JsonSerializer.SerializeToElement(new TeamRunInput("r", "t", "v", "s", plan), JsonSerializerOptions.Web)
            .GetProperty("plan").GetRawText();

    private static RunPlan Read(string plan) =>
        JsonSerializer.Deserialize<TeamRunInput>(
            $$"""{"runId":"r","teamId":"t","definitionVersion":"v","sessionId":"s","plan":{{plan}}}""", JsonSerializerOptions.Web)!.Plan;
}
