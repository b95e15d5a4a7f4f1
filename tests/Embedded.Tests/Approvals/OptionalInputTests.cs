using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Errors;
using DurableTeams.Services;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Approvals;

/// <summary>
/// A person fills in what has to be filled in; the rest may be left out, and null is a value where the schema has it.
/// </summary>
public sealed class OptionalInputTests
{
    private readonly ConcurrentQueue<string> _got = new();

    [Fact]
    public async Task InputFields_OfASchema_SayWhatIsRequiredAndWhichTypeItHas()
    {
        await using var harness = await ServeAsync();

        var asked = (await harness.RunAsync("Go")).Requirements[0];

        Assert.Equal(
            [("from", "string", true), ("seats", "integer", true), ("note", "string", false), ("class", "string", false)],
            asked.InputFields.Select(field => (field.Name, field.Type, field.Required)));
    }

    [Theory]
    [InlineData("""{"from":"Bern","seats":2}""", """{"day":"Monday","from":"Bern","seats":2}""")]
    [InlineData("""{"from":"Bern","seats":null}""", """{"day":"Monday","from":"Bern","seats":null}""")]
    [InlineData("""{"from":"Bern","seats":1,"class":null}""", """{"day":"Monday","from":"Bern","seats":1,"class":null}""")]
    [InlineData("""{"from":"Bern","seats":1,"note":"window"}""", """{"day":"Monday","from":"Bern","seats":1,"note":"window"}""")]
    public async Task Answer_OptionalLeftOut_ToolRunsWithWhatThePersonWrote(string values, string arguments)
    {
        await using var harness = await ServeAsync();
        var paused = await harness.RunAsync("Go");

        await AnswerAsync(harness, paused, values);
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal([arguments], _got);
        Assert.Equal(arguments, run.Requirements[0].Tool.Arguments.GetRawText());
    }

    [Fact]
    public async Task Answer_FieldByField_IsPendingUntilTheLastRequiredOne()
    {
        await using var harness = await ServeAsync();
        var paused = await harness.RunAsync("Go");

        foreach (var (values, status) in new[]
            {
                ("""{}""", RequirementStatus.Pending), ("""{"note":"aisle"}""", RequirementStatus.Pending),
                ("""{"seats":3}""", RequirementStatus.Pending),
                ("""{"seats":null}""", RequirementStatus.Pending), ("""{"from":"Bern"}""", RequirementStatus.Answered),
            })
        {
            Assert.Equal(status, (await AnswerAsync(harness, paused, values)).Status);
        }

        await harness.RestAsync(paused.RunId);
        Assert.Equal(["""{"day":"Monday","note":"aisle","seats":null,"from":"Bern"}"""], _got);
    }

    [Theory]
    [InlineData("""{"from":null,"seats":1}""")]
    [InlineData("""{"from":"Bern","seats":1,"note":null}""")]
    [InlineData("""{"from":"Bern","seats":"one"}""")]
    public async Task Answer_NullWhereTheSchemaHasNone_Is400AndStaysPending(string values)
    {
        await using var harness = await ServeAsync();
        var paused = await harness.RunAsync("Go");

        var refused = await Assert.ThrowsAsync<ApiException>(() => AnswerAsync(harness, paused, values));

        Assert.Equal((400, "invalidArguments"), (refused.Status, refused.Code));
        Assert.Empty(_got);
        Assert.Equal(RequirementStatus.Pending, (await AnswerAsync(harness, paused, """{"from":"Bern"}""")).Status);
    }

    [Fact]
    public async Task Answer_NothingIsRequired_AnEmptyAnswerIsOne()
    {
        await using var harness = await ServeAsync("note", "class");
        var paused = await harness.RunAsync("Go");

        Assert.Equal(RequirementStatus.Answered, (await AnswerAsync(harness, paused, "{}")).Status);
        await harness.RestAsync(paused.RunId);
        Assert.Equal(["""{"day":"Monday","from":"Rome","seats":9}"""], _got);
    }

    private static Task<RequirementRecord> AnswerAsync(RunHarness harness, RunView run, string values) =>
        harness.DecideAsync(
            new DecisionRequest(run.Requirements[0].RequirementId, "answer") { Values = JsonElement.Parse(values) });

    private async Task<RunHarness> ServeAsync(params string[] fields)
    {
        var team = TestTeam.Of(TestMember.Of("clerk", "book"));
        team.Tools["book"] = new ToolDefinition
        {
            Approval = ApprovalKind.UserInput,
            InputFields = fields.Length > 0 ? fields : ["from", "seats", "note", "class"],
            Parameters = JsonNode.Parse("""
                {"type":"object","required":["day","from","seats"],"additionalProperties":false,
                 "properties":{"day":{"type":"string"},"from":{"type":"string"},
                "seats":{"type":["null","integer"]},"note":{"type":"string"},"class":{"type":["string","null"]}}}
                """)!.AsObject(),
        };
        var harness = await new RunHarness().With(new Booking(_got)).ServeAsync(team);
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Turn) switch
        {
            ("leader", 1) => Reply.Calls(ToolCall.Delegate("a", "clerk", "Book")),
            // What the model writes into a person's fields is a suggestion.
            ("clerk", 1) =>
                Reply.Calls(ToolCall.Of("c", "book", ("day", "Monday"), ("from", "Rome"), ("seats", 9), ("note", "the model's"))),
            _ => Reply.Text("done"),
        });
        return harness;
    }

    private sealed class Booking(ConcurrentQueue<string> got) : AIFunction
    {
        public override string Name => "book";

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
        {
            got.Enqueue(JsonSerializer.Serialize(arguments.ToDictionary(argument => argument.Key, argument => argument.Value)));
            return ValueTask.FromResult<object?>("booked");
        }
    }
}
