using System.Text.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Runs;

public abstract partial class RunConformance
{
    public static TheoryData<string> Texts => new(
    [
        "",
        " ",
        "5",
        "-1e3",
        "null",
        "=x",
        "it's a \"quote\"; DROP TABLE runs;-- \\ %_?1 @p $p",
        "\u0000",
        "a\u0000b",
        string.Concat(Enumerable.Range(0, 0xA1).Select(i => (char)i)),
        "\r\n\t\u2028\u2029\ufeff\uffff",
        "👩‍👩‍👧‍👦 e\u0301 é 汉字 עברית \u202Eevil",
        new string('x', 48),
        new string('x', 49),
        new string('x', 4_000) + "\u0000" + new string('y', 100),
        string.Concat(Enumerable.Repeat("0123456789abcde😀", 65_536)),
    ]);

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Texts_Anything_ReadTheSameEverywhere(string text)
    {
        var quoted = JsonText.Parse(JsonSerializer.Serialize(new { a = text, b = new[] { text } }));
        var run = TestRun.Of("r1", session: "s") with
        {
            UserId = text,
            Input = text,
            Metadata = quoted,
            TraceId = text,
            RequestHash = text,
        };
        var memberRun = TestMemberRun.Of("r1", 0) with { Output = text, Error = new RunError(text, text, text, text) };
        var member = TestMemberRun.Of("r1", 1, parent: 0) with { MemberId = text };
        var message = TestMessage.Of("r1", 0, 1, 0, text) with
        {
            Author = text,
            CallId = text,
            Model = text,
            Calls = [new StoredCall(text, text, quoted)]
        };
        var asked = TestRequirement.Of("r1", 1) with
        {
            MemberId = text,
            MemberPath = [text, text],
            Tool = new StoredCall(text, text, quoted)
        };
        await Store.CreateRunAsync(run, quoted.GetRawText());
        await Store.CommitAsync(TestChange.To("r1") with
        {
            Started = [memberRun, member],
            Messages = [TestMessage.Of("r1", 0, 0, 0, text, "system"), message],
            Requirements = [asked],
            Events = [new RunEventDraft(text, text, "r1.0", text, quoted)],
            SessionTurns = [new SessionTurn("s", "r1", "r1.0", text, text, text, TestTime.At(1))],
        });
        await Store.DecideAsync("r1", [new DecisionRecord(asked.RequirementId, "approve", TestTime.At(1), text, quoted, text)]);
        await Store.RequestCancelAsync("r1", text, TestTime.At(1));
        await Store.CommitAsync(
            TestChange.To("r1") with { Run = new StatusPatch(RunStatus.Completed, text, new RunError("c", text)) });
        await Store.SaveDefinitionAsync(text, text);
        await ReopenAsync();

        JsonAssert.Equal(
            run with
            {
                Status = RunStatus.Completed,
                Output = text,
                Error = new RunError("c", text),
                CancelRequestedAt = TestTime.At(1),
                CancelReason = text,
                UpdatedAt = TestTime.At(1),
                CompletedAt = TestTime.At(1),
            },
            await RunAsync("r1"));
        JsonAssert.Equal([memberRun, member], (await Store.ListMemberRunsAsync("r1")).ToArray());
        JsonAssert.Equal(
            [TestMessage.Of("r1", 0, 0, 0, text, "system"), message], (await Store.ListRunMessagesAsync("r1")).ToArray());
        var found = (await Store.ListRequirementsAsync(new RequirementQuery(MemberId: text))).Items[0];
        Assert.Equal((text, text, text), (found.MemberId, found.Note, found.ResolvedBy));
        JsonAssert.Equal(asked.Tool, found.Tool);
        JsonAssert.Equal(quoted, found.EditedArguments!.Value);
        var first = (await EventsAsync("r1"))[0];
        Assert.Equal((text, text), (first.Type, first.MemberId));
        JsonAssert.Equal(quoted, first.Data!.Value);
        Assert.Equal(new SessionTurn("s", "r1", "r1.0", text, text, text, TestTime.At(1)), Assert.Single(
            await Store.ListSessionTurnsAsync("s", [text], 5)));
        JsonAssert.Equal(quoted, (await Store.FindSessionAsync("s"))!.State!.Value);
        Assert.Equal(text, await Store.FindDefinitionAsync(text));
    }

    [Fact]
    public async Task Json_AsDeepAsTheContractAllows_ReadsTheSame()
    {
        var deep = JsonText.Parse(new string('[', 64) + new string(']', 64));
        await StartAsync("r1");
        var asked = TestRequirement.Of("r1", 1) with { Tool = new StoredCall("c", "t", deep), EditedArguments = deep };

        await Store.CommitAsync(TestChange.To("r1") with
        {
            Messages = [TestMessage.Of("r1", 1, 1, 0) with { Calls = [new StoredCall("c", "t", deep)] }],
            Requirements = [asked],
            Events = [new RunEventDraft("k", "T", Data: deep)],
        });

        JsonAssert.Equal(deep, (await Store.FindMessageAsync("r1", "r1.1", 1, 0))!.Calls![0].Arguments);
        JsonAssert.Equal(asked, await Store.FindRequirementAsync(asked.RequirementId));
        JsonAssert.Equal(deep, (await EventsAsync("r1"))[0].Data!.Value);
    }

    [Fact]
    public async Task Json_DocumentDisposedAfterwards_IsStored()
    {
        await StartAsync("r1");
        Task commit;
        using (var document = JsonDocument.Parse("""{"a":[1]}"""))
            commit = Store.CommitAsync(
                TestChange.To("r1") with { Events = [new RunEventDraft("k", "T", Data: document.RootElement)] });
        await commit;

        Assert.Equal("""{"a":[1]}""", (await EventsAsync("r1"))[0].Data!.Value.GetRawText());
    }

    [Fact]
    public async Task Texts_SharedBetweenRows_StayTheirOwn()
    {
        var text = new string('x', 100);
        for (var run = 1; run <= 2; run++)
        {
            await StartAsync("r" + run);
            await Store.CommitAsync(TestChange.To("r" + run) with
            {
                Members = [new MemberRunPatch($"r{run}.0", RunStatus.Completed, text)],
                Messages =
                [
                    TestMessage.Of("r" + run, 0, 0, 0, text, "system"),
                    TestMessage.Of("r" + run, 0, 1, 0, text),
                    TestMessage.Of("r" + run, 0, 2, 0, text + "!")
                ],
                Run = new StatusPatch(RunStatus.Completed, text),
            });
        }

        foreach (var run in new[] { "r1", "r2" })
        {
            Assert.Equal([text, text, text + "!"], (await Store.ListRunMessagesAsync(run)).Select(message => message.Text));
            Assert.Equal(text, (await RunAsync(run)).Output);
            Assert.Equal(text, (await MemberRunAsync(run, 0)).Output);
        }
    }
}
