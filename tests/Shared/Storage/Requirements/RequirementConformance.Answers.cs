using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Tests.Storage.Requirements;

public abstract partial class RequirementConformance
{
    private async Task<RequirementRecord> AskForFieldsAsync()
    {
        await StartAsync("r1");
        var asked = TestRequirement.Of("r1", 1) with
        {
            Kind = RequirementKind.UserInput,
            ArgumentsHash = "00ff",
            InputFields = [new InputField("a", "object"), new InputField("b", "string"), new InputField("c", "string")],
        };
        await Store.CommitAsync(TestChange.To("r1", 2) with { Requirements = [asked] });
        Assert.Equal(new PauseResult(true, 1), await Store.PauseAsync("r1", "r1.1", [asked.RequirementId], TestTime.At(3)));
        return asked;
    }

    private static DecisionRecord Answer(RequirementRecord asked, string values, bool partial = false, int second = 9) =>
        new(asked.RequirementId, DecisionKinds.Answer, TestTime.At(second), By: "ada") { Values = JsonText.Parse(
            values), Partial = partial };

    [Fact]
    public async Task Decide_PartOfTheFields_IsKeptAndTheRunStaysPaused()
    {
        var asked = await AskForFieldsAsync();
        var events = await EventsAsync("r1");

        var taken = await TakenAsync(Answer(asked, """{"b":"x"}""", partial: true));
        await ReopenAsync();

        JsonAssert.Equal(asked with { Values = JsonText.Parse("""{"b":"x"}""") }, taken);
        JsonAssert.Equal(taken, await Store.FindRequirementAsync(asked.RequirementId));
        Assert.Equal(
            (RunStatus.Paused, RunStatus.Paused), ((await RunAsync("r1")).Status, (await MemberRunAsync("r1", 1)).Status));
        JsonAssert.Equal(events, await EventsAsync("r1"));
        Assert.Empty(await Store.ListUndeliveredDecisionsAsync());
        Assert.Single((await Store.ListRequirementsAsync(new RequirementQuery(RequirementStatus.Pending))).Items);
    }

    [Fact]
    public async Task Decide_FieldsBitByBit_AreMerged()
    {
        var asked = await AskForFieldsAsync();
        await Store.DecideAsync("r1", [Answer(asked, """{"b":"x"}""", partial: true)]);
        var second = await TakenAsync(Answer(asked, """{"b":"y","c":"z"}""", partial: true));

        var taken = await TakenAsync(Answer(asked, """{"a":{"n":1}}""") with { ArgumentsHash = "11ff" });

        JsonAssert.Equal(JsonText.Parse("""{"b":"y","c":"z"}"""), second.Values!.Value);
        JsonAssert.Equal(JsonText.Parse("""{"b":"y","c":"z","a":{"n":1}}"""), taken.Values!.Value);
        Assert.Equal(
            (RequirementStatus.Answered, "answer", "11ff", 1),
            (taken.Status, taken.Decision, taken.ArgumentsHash, taken.EndedPause));
        JsonAssert.Equal(taken, await Store.FindRequirementAsync(asked.RequirementId));
        Assert.Equal("created approved approved decided", await AuditAsync(asked.RequirementId));
    }

    [Fact]
    public async Task Decide_TheSamePartAgain_IsTakenUnchanged()
    {
        var asked = await AskForFieldsAsync();
        var part = Answer(asked, """{"b":"x"}""", partial: true);
        var first = await TakenAsync(part);

        JsonAssert.Equal(first, await TakenAsync(part with { At = TestTime.At(12), By = "bob" }));
        Assert.Equal("created approved", await AuditAsync(asked.RequirementId));
        var whole = await TakenAsync(Answer(asked, """{"a":{},"c":"z"}"""));

        JsonAssert.Equal(whole, await TakenAsync(part));
        JsonAssert.Equal(whole, await TakenAsync(Answer(asked, """{"a":{},"c":"z"}""", second: 20)));
        Assert.Single((await Store.DecideAsync("r1", [Answer(asked, """{"b":"other"}""", partial: true)])).Conflicts);
    }

    [Fact]
    public async Task Decide_SeveralPartsAtOnce_AreKeptTogether()
    {
        var asked = await AskForFieldsAsync();

        await Task.WhenAll("abc".Select(field => Task.Run(() => Store.DecideAsync(
            "r1", [Answer(asked, $$"""{"{{field}}":1}""", partial: true)]))));

        var values = (await Store.FindRequirementAsync(asked.RequirementId))!.Values!.Value;
        Assert.Equal(["a", "b", "c"], values.EnumerateObject().Select(field => field.Name).Order());
    }

    [Fact]
    public async Task Decide_Rejection_DropsThePartsFilledIn()
    {
        var asked = await AskForFieldsAsync();
        await Store.DecideAsync("r1", [Answer(asked, """{"b":"x"}""", partial: true)]);

        var taken = await TakenAsync(TestDecision.Reject(asked));

        Assert.Equal((RequirementStatus.Rejected, null, "00ff"), (taken.Status, taken.Values, taken.ArgumentsHash));
    }

    [Fact]
    public async Task Decide_WithAConflictBeside_KeepsNoPart()
    {
        var asked = await AskForFieldsAsync();
        var decided = TestRequirement.Of("r1", 1, 1);
        await Store.CommitAsync(TestChange.To("r1") with { Requirements = [decided] });
        await Store.DecideAsync("r1", [TestDecision.Reject(decided)]);

        var result = await Store.DecideAsync(
            "r1", [Answer(asked, """{"b":"x"}""", partial: true), TestDecision.Approve(decided)]);

        Assert.Single(result.Conflicts);
        JsonAssert.Equal(asked, await Store.FindRequirementAsync(asked.RequirementId));
    }

    [Theory]
    [InlineData("11ff", "11ff")]
    [InlineData(null, "00ff")]
    public async Task Decide_Edit_TakesTheHashThatCameWithIt(string? given, string expected)
    {
        await StartAsync("r1");
        var asked = TestRequirement.Of("r1", 1) with { ArgumentsHash = "00ff", Quorum = 2 };
        await Store.CommitAsync(TestChange.To("r1") with { Requirements = [asked] });
        var edit = TestDecision.Approve(asked, arguments: """{"text":"ho"}""") with { ArgumentsHash = given };
        await Store.DecideAsync("r1", [edit]);

        await Store.DecideAsync("r1", [edit with { By = "bob" }]);
        await ReopenAsync();

        Assert.Equal(expected, (await Store.FindRequirementAsync(asked.RequirementId))!.ArgumentsHash);
    }
}
