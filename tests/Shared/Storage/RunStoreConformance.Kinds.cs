using DurableTeams.Storage.Records;
using static DurableTeams.Tests.Storage.Sample;

namespace DurableTeams.Tests.Storage;

public abstract partial class RunStoreConformance
{
    [Fact]
    public async Task Commit_RequirementOfEveryKind_ReadsTheSame()
    {
        await StartAsync("r1");
        var all = Enum.GetValues<RequirementKind>().Select((kind, i) => Requirement("r1", 1, i) with
        {
            Kind = kind,
            ArgumentsHash = i == 0 ? null : "00ff",
            InputFields = [new InputField("text", "string"), new InputField("n", "integer", "How é many.")
            {
                Choices = [AsJson("1"), AsJson("\"é\""), AsJson("null")],
            }],
            ExpiresAt = At(100),
            EscalatedAt = At(60),
            Quorum = 3,
            Given = [new ApprovalGiven("ada", At(5)), new ApprovalGiven("", At(6))],
            Values = AsJson("""{"text":"é"}"""),
            Result = AsJson($$"""{"rows":["{{new string('r', 200)}}",1,null]}"""),
            ResultError = "no",
        }).ToArray();

        await Store.CommitAsync(Change("r1") with { Requirements = all });
        await ReopenAsync();

        foreach (var asked in all) Same(asked, await Store.FindRequirementAsync(asked.RequirementId));
    }

    [Theory]
    [InlineData("answer", RequirementStatus.Answered)]
    [InlineData("result", RequirementStatus.Answered)]
    [InlineData("retry", RequirementStatus.Answered)]
    [InlineData("skip", RequirementStatus.Answered)]
    public async Task Decide_EveryWord_ResolvesWithWhatCameWithIt(string word, RequirementStatus status)
    {
        await StartAsync("r1");
        var (asked, _) = await AskAsync("r1", 1);
        var decision = new DecisionRecord(asked.RequirementId, word, At(9), "n", null, "ada")
        {
            Values = AsJson("""{"a":1}"""),
            Result = AsJson($"\"{new string('x', 100)}\""),
            Error = "e",
        };

        var taken = Assert.Single((await Store.DecideAsync("r1", [decision])).Taken);
        await ReopenAsync();

        Same(
            asked with
            {
                Status = status, Decision = word, Note = "n", Values = AsJson("""{"a":1}"""), Result = decision.Result,
                ResultError = "e",
                ResolvedBy = "ada", ResolvedAt = At(9), EndedPause = 1,
            },
            taken);
        Same([taken], (await Store.ListUndeliveredDecisionsAsync()).ToArray());
        Assert.Equal(RunStatus.Running, (await RunAsync("r1")).Status);
        Same(
            taken, Assert.Single((await Store.DecideAsync("r1", [decision with { At = At(20), Note = null, By = null }])).Taken));
        foreach (var other in new[]
        {
            decision with { Values = AsJson("""{"a":2}""") },
            decision with { Result = null },
            decision with { Error = "f" },
            decision with { Decision = "approve" }
        })
            Assert.Single((await Store.DecideAsync("r1", [other])).Conflicts);
    }

    [Fact]
    public async Task Commit_Escalated_MarksPendingOnesOnce()
    {
        await StartAsync("r1");
        var (open, decided) = (Requirement("r1", 1), Requirement("r1", 1, 1));
        await Store.CommitAsync(Change("r1") with { Requirements = [open, decided] });
        await Store.DecideAsync("r1", [Approve(decided)]);

        await Store.CommitAsync(Change("r1", 20) with { Escalated = [open.RequirementId, decided.RequirementId] });
        await Store.CommitAsync(Change("r1", 30) with { Escalated = [open.RequirementId] });

        Assert.Equal(At(20), (await Store.FindRequirementAsync(open.RequirementId))!.EscalatedAt);
        Assert.Null((await Store.FindRequirementAsync(decided.RequirementId))!.EscalatedAt);
    }

    [Fact]
    public async Task FindOldestPending_FirstIsDecided_IsTheNext()
    {
        Assert.Null(await Store.FindOldestPendingAsync());
        await StartAsync("r1");
        RequirementRecord[] all = [.. Enumerable.Range(0, 3).Select(i => Requirement("r1", 1, i, second: 10 + i))];
        foreach (var asked in all) await Store.CommitAsync(Change("r1", asked.CreatedAt.Second) with { Requirements = [asked] });
        Assert.Equal(all[0].CreatedAt, await Store.FindOldestPendingAsync());

        await Store.DecideAsync("r1", [Approve(all[0], second: 20)]);

        Assert.Equal(all[1].CreatedAt, await Store.FindOldestPendingAsync());
    }

    [Fact]
    public async Task CountPendingByTeam_SomeDecided_CountsTheOthers()
    {
        Assert.Empty(await Store.CountPendingAsync());
        await StartAsync("r1");
        RequirementRecord[] all = [.. Enumerable.Range(0, 6)
            .Select(i => Requirement("r1", 1, i, team: i < 3 ? "a" : i < 5 ? "b" : "c"))];
        await Store.CommitAsync(Change("r1") with { Requirements = all });

        await Store.DecideAsync("r1", [Approve(all[0]), Reject(all[5])]);

        Assert.Equal([("a", 2), ("b", 2)], (await Store.CountPendingAsync()).OrderBy(count => count.Key)
            .Select(count => (count.Key, count.Value)));
    }
}
