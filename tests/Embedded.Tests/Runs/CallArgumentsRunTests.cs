using System.Collections.Concurrent;
using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Json;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Runs;

/// <summary>What a model calls with, or a person edits, is one text from the gate to the tool.</summary>
public sealed class CallArgumentsRunTests
{
    private readonly ConcurrentQueue<string> _got = new();

    [Theory]
    [InlineData("""{"country":"US", "country":"DE"}""", """{"country":"DE"}""", false)]
    [InlineData("""{"country":"DE", "country":"US"}""", """{"country":"US"}""", true)]
    [InlineData("""{"country":"US","country":[]}""", """{"country":[]}""", true)]
    public async Task Call_NamesTwiceInArguments_JudgedShownAndSentAreOne(string written, string text, bool gated)
    {
        await using var harness = await ServeAsync("data.country == \"US\"", $$"""{"data": {{written}}}""");

        var run = await harness.RunAsync("Go");
        Assert.Equal(gated ? RunStatus.Paused : RunStatus.Completed, run.Status);
        Assert.All(run.Requirements, asked => Assert.Equal($$"""{"data":{{text}}}""", asked.Tool.Arguments.GetRawText()));
        await harness.ApproveAllAsync(run);

        Assert.Equal([text], _got);
    }

    [Fact]
    public async Task Edit_NamesTwice_StoredHashedAndSentAreOne()
    {
        await using var harness = await ServeAsync(null, """{"data": 1}""");
        var run = await harness.RunAsync("Go");

        var decided = await harness.DecideAsync(new DecisionRequest(run.Requirements[0].RequirementId, "approve")
        {
            Arguments = JsonElement.Parse("""{"data": {"a":1,"a":{"b":1,"b":2}}}"""),
        });
        var repeat = await harness.DecideAsync(new DecisionRequest(run.Requirements[0].RequirementId, "approve")
        {
            Arguments = JsonElement.Parse("""{"data": {"a":{"b":2}}}""")
        });
        var ended = await harness.RestAsync(run.RunId);

        Assert.Equal("""{"data":{"a":{"b":2}}}""", decided.EditedArguments!.Value.GetRawText());
        Assert.Equal(decided.ArgumentsHash, repeat.ArgumentsHash);
        Assert.Equal("""{"data":{"a":{"b":2}}}""", ended.Members[0].Tools[0].Arguments.GetRawText());
        Assert.Equal(["""{"a":{"b":2}}"""], _got);
    }

    [Fact]
    public async Task Call_AnyDepth_IsMadeOrToldToTheModelAndNeverFailsTheRun()
    {
        int[] depths = [2, 55, 56, 57, 58, 60, 61, 62, 63, 64, 65, 66, 120, 20_000];
        await using var harness = await ServeAsync("false == true", [.. depths.Select(Deep)]);

        var run = await harness.RunAsync("Go");

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(3, _got.Count);
        Assert.Equal(2, harness.Chat.AskedOf("payer").Count());
        Assert.All(run.Members[0].Tools.Zip(
            depths), pair => Assert.Equal(pair.Second <= CallArguments.MaxDepth ? "completed" : "failed", pair.First.Status));
        Assert.Contains("more than 56 levels", run.Members[0].Tools[^1].Error, StringComparison.Ordinal);
        // Whoever reads what is stored, in the depth that readers have by default.
        var events = await harness.EventsAsync(run.RunId);
        using var view = JsonDocument.Parse(JsonSerializer.Serialize(new { items = new[] { run } }, ContractJson.Answers));
        using var page = JsonDocument.Parse(JsonSerializer.Serialize(new { items = events }, ContractJson.Answers));
        Assert.NotNull(await harness.TraceAsync(run.RunId));
        await harness.RestartAsync();
        Assert.Equal(run.Members[0].Tools[2].Arguments.GetRawText(), (await harness.ViewAsync(
            run.RunId)).Members[0].Tools[2].Arguments.GetRawText());
    }

    [Fact]
    public async Task Call_ArgumentsNoJsonCanBeMadeOf_AreToldToTheModel()
    {
        await using var harness = await ServeAsync("false == true");
        var endless = new Dictionary<string, object?>();
        endless["data"] = endless;
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Turn) switch
        {
            ("leader", 1) => Reply.Calls(ToolCall.Delegate("a", "payer", "Pay")),
            ("payer", 1) => Reply.Calls(new FunctionCallContent("c", "pay", endless)),
            _ => Reply.Text("done"),
        });

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "failed"), (run.Status, run.Members[0].Tools[0].Status));
        Assert.Empty(_got);
    }

    [Theory]
    [InlineData(56, true)]
    [InlineData(57, false)]
    [InlineData(64, false)]
    public async Task Edit_Depth_IsTakenOr400(int depth, bool fits)
    {
        await using var harness = await ServeAsync(null, """{"data": 1}""");
        var run = await harness.RunAsync("Go");
        var edit = new DecisionRequest(run.Requirements[0].RequirementId, "approve")
        {
            Arguments = JsonElement.Parse(Deep(depth))
        };

        if (fits) await harness.DecideAsync(edit);
        else Assert.Equal(("invalidField", "arguments"), await RefusedAsync(harness, edit));

        Assert.Equal(fits ? RunStatus.Completed : RunStatus.Paused, (await harness.RestAsync(run.RunId)).Status);
    }

    private static async Task<(string, string?)> RefusedAsync(RunHarness harness, DecisionRequest edit)
    {
        var refused = await Assert.ThrowsAsync<ApiException>(() => harness.DecideAsync(edit));
        return (refused.Code, refused.Field);
    }

    private static string Deep(int levels) => $$"""{"data":{{new string('[', levels - 1)}}{{new string(']', levels - 1)}}}""";

    private async Task<RunHarness> ServeAsync(string? when, params string[] calls)
    {
        var team = TestTeam.Of(TestMember.Of("payer", "pay"));
        team.Tools["pay"] = new ToolDefinition
        {
            Approval = ApprovalKind.Confirmation,
            ApprovalWhen = when,
            Approve = new ApproveDefinition { AllowEdit = true }
        };
        var harness = await new RunHarness().With(AIFunctionFactory.Create(Pay, "pay", "Pays")).ServeAsync(team);
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Turn) switch
        {
            ("leader", 1) => Reply.Calls(ToolCall.Delegate("a", "payer", "Pay")),
            ("payer", 1) => Reply.Calls([.. calls.Select((call, index) => RawArguments.Read($"c{index}", "pay", call))]),
            _ => Reply.Text("done"),
        });
        return harness;
    }

    private string Pay(JsonElement data)
    {
        _got.Enqueue(data.GetRawText());
        return "paid";
    }
}
