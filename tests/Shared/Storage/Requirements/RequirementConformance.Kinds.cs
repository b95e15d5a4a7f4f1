using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Requirements;

public abstract partial class RequirementConformance
{
    [Fact]
    public async Task Commit_RequirementOfEveryKind_ReadsTheSame()
    {
        await StartAsync("r1");
        var all = Enum.GetValues<RequirementKind>().Select((kind, i) => TestRequirement.Of("r1", 1, i) with
        {
            Kind = kind,
            ArgumentsHash = i == 0 ? null : "00ff",
            InputFields =
            [
                new InputField("text", "string"),
                new InputField("n", "integer", "How é many.")
                {
                    Choices = [JsonText.Parse("1"), JsonText.Parse("\"é\""), JsonText.Parse("null")],
                }
            ],
            ExpiresAt = TestTime.At(100),
            EscalatedAt = TestTime.At(60),
            Quorum = 3,
            Given = [new ApprovalGiven("ada", TestTime.At(5)), new ApprovalGiven("", TestTime.At(6))],
            Values = JsonText.Parse("""{"text":"é"}"""),
            Result = JsonText.Parse($$"""{"rows":["{{new string('r', 200)}}",1,null]}"""),
            ResultError = "no",
        }).ToArray();

        await Store.CommitAsync(TestChange.To("r1") with { Requirements = all });
        await ReopenAsync();

        foreach (var asked in all) JsonAssert.Equal(asked, await Store.FindRequirementAsync(asked.RequirementId));
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
        var decision = new DecisionRecord(asked.RequirementId, word, TestTime.At(9), "n", null, "ada")
        {
            Values = JsonText.Parse("""{"a":1}"""),
            Result = JsonText.Parse($"\"{new string('x', 100)}\""),
            Error = "e",
        };

        var taken = Assert.Single((await Store.DecideAsync("r1", [decision])).Taken);
        await ReopenAsync();

        JsonAssert.Equal(
            asked with
            {
                Status = status, Decision = word, Note = "n", Values = JsonText.Parse("""{"a":1}"""), Result = decision.Result,
                ResultError = "e",
                ResolvedBy = "ada", ResolvedAt = TestTime.At(9), EndedPause = 1,
            },
            taken);
        JsonAssert.Equal([taken], (await Store.ListUndeliveredDecisionsAsync()).ToArray());
        Assert.Equal(RunStatus.Running, (await RunAsync("r1")).Status);
        JsonAssert.Equal(
            taken, Assert.Single(
                (await Store.DecideAsync("r1", [decision with { At = TestTime.At(20), Note = null, By = null }])).Taken));
        foreach (var other in new[]
        {
            decision with { Values = JsonText.Parse("""{"a":2}""") },
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
        var (open, decided) = (TestRequirement.Of("r1", 1), TestRequirement.Of("r1", 1, 1));
        await Store.CommitAsync(TestChange.To("r1") with { Requirements = [open, decided] });
        await Store.DecideAsync("r1", [TestDecision.Approve(decided)]);

        await Store.CommitAsync(TestChange.To("r1", 20) with { Escalated = [open.RequirementId, decided.RequirementId] });
        await Store.CommitAsync(TestChange.To("r1", 30) with { Escalated = [open.RequirementId] });

        Assert.Equal(TestTime.At(20), (await Store.FindRequirementAsync(open.RequirementId))!.EscalatedAt);
        Assert.Null((await Store.FindRequirementAsync(decided.RequirementId))!.EscalatedAt);
    }

    [Fact]
    public async Task FindOldestPending_FirstIsDecided_IsTheNext()
    {
        Assert.Null(await Store.FindOldestPendingAsync());
        await StartAsync("r1");
        RequirementRecord[] all = [.. Enumerable.Range(0, 3).Select(i => TestRequirement.Of("r1", 1, i, second: 10 + i))];
        foreach (var asked in all)
            await Store.CommitAsync(TestChange.To("r1", asked.CreatedAt.Second) with { Requirements = [asked] });
        Assert.Equal(all[0].CreatedAt, await Store.FindOldestPendingAsync());

        await Store.DecideAsync("r1", [TestDecision.Approve(all[0], second: 20)]);

        Assert.Equal(all[1].CreatedAt, await Store.FindOldestPendingAsync());
    }

    [Fact]
    public async Task CountPendingByTeam_SomeDecided_CountsTheOthers()
    {
        Assert.Empty(await Store.CountPendingAsync());
        await StartAsync("r1");
        RequirementRecord[] all =
        [
            .. Enumerable.Range(0, 6).Select(i => TestRequirement.Of("r1", 1, i, team: i < 3 ? "a" : i < 5 ? "b" : "c"))
        ];
        await Store.CommitAsync(TestChange.To("r1") with { Requirements = all });

        await Store.DecideAsync("r1", [TestDecision.Approve(all[0]), TestDecision.Reject(all[5])]);

        Assert.Equal([("a", 2), ("b", 2)], (await Store.CountPendingAsync()).OrderBy(count => count.Key)
            .Select(count => (count.Key, count.Value)));
    }
}
