using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Trees;

public abstract partial class TreeConformance
{
    /// <summary>In the documented order; the numbers are those that an encoding might stumble over.</summary>
    public static string[] Positions { get; } =
    [
        "0", "1", "2", "2.0", "2.1", "2.1.1", "2.1.1.1.1.1.1.1.1", "2.1.1.1.1.1.1.1.2", "2.1.2", "2.1.10", "2.2", "2.3", "2.10",
        "2.10.1",
        "2.79", "2.80", "2.99.1", "2.100", "2.2000", "2.2048", "2.55247", "2.55248", "2.55296", "2.57344", "2.65535", "2.65536",
        "2.99999", "2.100000", "2.100000.100000.100000.100000.100000.100000.100000.100000", "3", "9.5", "10", "10.1", "100",
        "100000",
        "100000.1",
    ];

    [Fact]
    public async Task NestedMemberRuns_WrittenInAnyOrder_AreListedNumberByNumber()
    {
        await Store.CreateRunAsync(TestRun.Of("r1"), null);
        var shuffled = Positions.OrderBy(position => new string([.. position.Reverse()]), StringComparer.Ordinal).ToArray();
        await Store.CommitAsync(TestChange.To("r1") with
        {
            Started = [.. shuffled.Select(position => TestMemberRun.At("r1", position, "0"))],
            Messages =
            [
                .. shuffled.SelectMany(position => new[]
                {
                    MessageAt(position, 1, 1),
                    MessageAt(position, 1, 0),
                    MessageAt(position, 0, 0)
                })
            ],
        });

        await ReopenAsync();

        Assert.Equal(Positions.Select(position => "r1." + position), (await Store.ListMemberRunsAsync(
            "r1")).Select(memberRun => memberRun.MemberRunId));
        Assert.Equal(
            Positions.SelectMany(position => new[]
            {
                ("r1." + position, 0, 0),
                ("r1." + position, 1, 0),
                ("r1." + position, 1, 1)
            }),
            (await Store.ListRunMessagesAsync("r1")).Select(message => (message.MemberRunId, message.Turn, message.Slot)));
        foreach (var position in Positions)
        {
            Assert.Equal([0, 1, 1], (await Store.ListMessagesAsync("r1", "r1." + position)).Select(message => message.Turn));
            Assert.Equal(position, (await Store.FindMessageAsync("r1", "r1." + position, 1, 1))!.Text);
        }
    }

    [Fact]
    public async Task NestedMemberRuns_EverythingThatNamesThem_ReadsTheSame()
    {
        await Store.CreateRunAsync(TestRun.Of("r1", session: "s"), null);
        var asked = TestRequirement.At("r1", "3.1.2", 4) with { Call = new CallReference("r1.3.1", 7, 1) };
        var memberRun = TestMemberRun.At("r1", "3.1.2", "3.1");
        var message = MessageAt("3.1.2", 2, 0) with { OutputOf = "r1.3.1.2.10" };
        await Store.CommitAsync(TestChange.To("r1") with
        {
            Started = [memberRun],
            Messages = [message],
            Requirements = [asked],
            Events = [new RunEventDraft("k", RunEventTypes.MemberRunStarted, "r1.3.1.2", TestMemberRun.Member)],
            SessionTurns = [new SessionTurn("s", "r1", "r1.3.1.2", "inner/" + TestMemberRun.Member, "Q", "A", TestTime.At(1))],
        });
        await Store.CommitAsync(TestChange.To("r1", 2) with
        {
            Members = [new MemberRunPatch("r1.3.1.2", Usage: new Usage(1, 2, 3, 4))],
            Run = new StatusPatch(RunStatus.Completed),
        });
        await ReopenAsync();

        JsonAssert.Equal(memberRun with { Usage = new Usage(1, 2, 3, 4) }, Assert.Single(await Store.ListMemberRunsAsync("r1")));
        JsonAssert.Equal(message, Assert.Single(await Store.ListRunMessagesAsync("r1")));
        JsonAssert.Equal(asked, await Store.FindRequirementAsync("r1.3.1.2-1-4"));
        Assert.Equal("r1.3.1.2", Assert.Single(await EventsAsync("r1")).MemberRunId);
        Assert.Equal("r1.3.1.2", Assert.Single(await Store.ListSessionTurnsAsync("s", null, 5)).MemberRunId);
    }

    [Fact]
    public async Task NestedMemberRuns_NumbersThatLookAlike_AreDifferent()
    {
        string[] alike = ["1", "1.1", "11", "1.1.1", "1.11", "11.1", "111"];
        await Store.CreateRunAsync(TestRun.Of("r1"), null);
        await Store.CommitAsync(
            TestChange.To("r1") with { Started = [.. alike.Select(position => TestMemberRun.At("r1", position, "0"))] });

        foreach (var position in alike)
            await Store.CommitAsync(
                TestChange.To("r1") with { Members = [new MemberRunPatch("r1." + position, Output: position)] });

        Assert.All(
            await Store.ListMemberRunsAsync("r1"), memberRun => Assert.Equal("r1." + memberRun.Output, memberRun.MemberRunId));
        Assert.Equal(alike.Length, (await Store.ListMemberRunsAsync("r1")).Count);
    }

    [Theory]
    [InlineData("r1.1.")]
    [InlineData("r1..1")]
    [InlineData("r1.1.01")]
    [InlineData("r1.01.1")]
    [InlineData("r1.1.-1")]
    [InlineData("r1.1.x")]
    [InlineData("r1.1. 2")]
    [InlineData("r2.1.1")]
    public async Task Commit_NestedIdThatIsNone_Throws(string id)
    {
        await StartAsync("r1");

        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(
            TestChange.To("r1") with { CancelRequirementsOf = [id] }));
        Assert.Empty(await Store.ListMessagesAsync("r1", id));
    }

    private static MessageRecord MessageAt(string position, int turn, int slot) =>
        TestMessage.Of("r1", 0, turn, slot, position) with { MemberRunId = "r1." + position };
}
