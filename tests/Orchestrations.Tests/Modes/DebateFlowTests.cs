using System.Text.Json;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Modes;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Orchestrations.Tests.Modes;

/// <summary>The flow of a debate alone: no host, no engine, no store.</summary>
public sealed class DebateFlowTests
{
    [Theory]
    [InlineData(1, "pro argue 0, con argue 1, judge decide 2, judge conclude 3")]
    [InlineData(2, "pro argue 0, con argue 1, pro argue 2, con argue 3, judge decide 4, judge conclude 5")]
    public async Task Run_Rounds_AsksInFileOrderAndShowsWhatWasSaidBefore(int rounds, string asked)
    {
        var team = new AskedTeam(rounds);

        await TeamModes.For(new TeamMode("debate")).RunAsync(team);

        Assert.Equal(
            asked, string.Join(", ", team.Asked.Select(one => $"{one.MemberId} {one.Brief.Step} {one.Brief.Show?.Count ?? 0}")));
        Assert.Equal(team.Asked[^1], Assert.Single(team.Asked, one => one.Brief.Final));
        Assert.Equal(team.NextMemberRunId(-1), team.Answer);
    }

    private sealed class AskedTeam(int rounds) : ITeamRun
    {
        public List<MemberTask> Asked { get; } = [];

        public string? Answer { get; private set; }

        public AgentRef Leader { get; } = new("r1.0", "team", "s1", "v");

        public RunPlan Plan { get; } = new()
        {
            ModeSettings = JsonSerializer.SerializeToElement(new { debate = new { rounds } }),
            Members = [new("pro", new("side")), new("con", new("side")), new("judge", new("judge"))],
        };

        public string? Start => null;

        public Task<MemberEnd> RunMemberAsync(string memberId, Brief brief)
        {
            var agent = Leader with { MemberRunId = NextMemberRunId(), MemberId = memberId, Brief = brief };
            Asked.Add(new MemberTask(memberId, brief));
            return Task.FromResult(new MemberEnd(agent, new MemberRunResult(RunStatus.Completed)));
        }

        public Task FinishAsync(string? outputOf, string? activeAgent = null)
        {
            Answer = outputOf;
            return Task.CompletedTask;
        }

        public string NextMemberRunId(int ahead = 0) => FormattableString.Invariant($"r1.{Asked.Count + 1 + ahead}");

        public Task<SpecOutline> RecordSpecAsync(SpecStage stage) => throw new NotSupportedException();

        public Task<ModelCallResult> AskLeaderAsync(
            IReadOnlyList<CallAnswer>? answers = null, IReadOnlyList<MessagePart>? results = null, int openTasks = 0) =>
            throw new NotSupportedException();

        public CallReference Call(PlannedCall call) => throw new NotSupportedException();

        public Task<IReadOnlyList<MemberEnd>> RunMembersAsync(
            IReadOnlyList<MemberTask> tasks, Func<IReadOnlyList<MemberEnd?>, Task>? failing = null) =>
                throw new NotSupportedException();

        public Task EndPhaseAsync(PhaseEndInput end) => throw new NotSupportedException();

        public Task UpdateTasksAsync(IEnumerable<TaskUpdate> updates) => throw new NotSupportedException();
    }
}
