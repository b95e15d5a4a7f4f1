using System.Collections.Concurrent;
using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Errors;
using DurableTeams.Storage.Records;
using DurableTeams.Testing.Randomness;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Pauses;

public sealed class DecisionStormTests
{
    private const int Members = 10;
    private const int CallsEach = 100;
    private const int Threads = 8;

    private static readonly string[] Deliveries = ["approve", "approve", "approve", "reject", "reject"];

    private readonly ConcurrentDictionary<string, int> _ran = new(StringComparer.Ordinal);

    [Fact]
    public Task ThousandRequirements_EachDecidedFiveTimesFromEightThreads_AreAcceptedOnceAndRunOnce() =>
        new Seed("STORM_SEED").RunAsync(StormAsync);

    private async Task StormAsync(Random random)
    {
        await using var harness = await ServeAsync();
        var paused = await harness.RunAsync("Go");
        Assert.Equal(Members * CallsEach, paused.Requirements.Count);

        var left = new ConcurrentQueue<DecisionRequest>(paused.Requirements
            .SelectMany(asked => Deliveries.Select(word => new DecisionRequest(asked.RequirementId, word, By: "storm")))
            .Select(decision => (Decision: decision, Order: random.Next())).OrderBy(item => item.Order)
                .Select(item => item.Decision));
        var answers = new ConcurrentBag<(DecisionRequest Decision, int Status)>();
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(async () =>
        {
            while (left.TryDequeue(out var decision)) answers.Add((decision, await StatusAsync(harness, decision)));
        })));
        var run = await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(Deliveries.Length * run.Requirements.Count, answers.Count);
        var byId = answers.ToLookup(answer => answer.Decision.RequirementId);
        foreach (var asked in run.Requirements)
        {
            var winner = asked.Status == RequirementStatus.Approved ? "approve" : "reject";
            Assert.All(
                byId[asked.RequirementId], answer => Assert.Equal(answer.Decision.Decision == winner ? 200 : 409, answer.Status));
            Assert.Equal(
                winner == "approve" ? 1 : 0, _ran.GetValueOrDefault(asked.Tool.Arguments.GetProperty("text").GetString()!));
        }

        var resolved = (await harness.Store.ListEventsAsync(
            run.RunId, 0, 100_000)).Count(item => item.Type == RunEventTypes.RequirementResolved);
        Assert.Equal(run.Requirements.Count, resolved);
        Assert.Empty(await harness.Store.ListUndeliveredDecisionsAsync());
    }

    private static async Task<int> StatusAsync(RunHarness harness, DecisionRequest decision)
    {
        try
        {
            await harness.DecideAsync(decision);
            return 200;
        }
        catch (ApiException refused)
        {
            return refused.Status;
        }
    }

    private async Task<RunHarness> ServeAsync()
    {
        var count = new ApprovalRequiredAIFunction(
            AIFunctionFactory.Create((string text) => _ran.AddOrUpdate(text, 1, (_, times) => times + 1), "count", "Counts"));
        var ids = Enumerable.Range(0, Members).Select(i => $"m{i}").ToList();
        var harness = await new RunHarness().With(count).ServeAsync(TestTeam.In(TeamMode.Broadcast,
        [
            .. ids.Select(id => TestMember.Of(id, "count"))
        ]).Limit(limits => limits with { MaxParallel = Members }));
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Turn) switch
        {
            ("leader", 1) => Reply.Calls(ToolCall.DelegateToAll("x")),
            (not "leader", 1) => Reply.Calls(
                [.. Enumerable.Range(0, CallsEach).Select(i => ToolCall.Of($"c{i}", "count", ("text", $"{ask.Agent}/{i}")))]),
            _ => Reply.Text("end"),
        });
        return harness;
    }
}
