using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Embedded.Tests.Approvals;

/// <summary>A team whose one member calls one tool, <c>pay(amount, to)</c>, gated as a test says.</summary>
internal sealed class GatedTool(ToolDefinition tool)
{
    private readonly ConcurrentQueue<string> _made = new();

    /// <summary>The calls that the tool made.</summary>
    public IReadOnlyList<string> Made => [.. _made];

    /// <summary>What the tool does beside being counted.</summary>
    public Func<CancellationToken, Task> Work { get; set; } = _ => Task.CompletedTask;

    /// <summary>The arguments that the model calls it with.</summary>
    public (string Name, object? Value)[] Arguments { get; set; } = [("amount", 5), ("to", "Ann")];

    public TeamDefinition Definition(MemberFailurePolicy onFailure = MemberFailurePolicy.Fail)
    {
        var team = TestTeam.Of(TestMember.Of("payer", "pay")) with { OnMemberFailure = onFailure };
        team.Tools["pay"] = tool with
        {
            Parameters = JsonNode.Parse("""
                {"type":"object","properties":{"amount":{"type":"number","description":"How much"},"to":{"type":"string"}},
                 "required":["amount","to"]}
                """)!.AsObject(),
        };
        return team;
    }

    public async Task<RunHarness> ServeAsync(
        MemberFailurePolicy onFailure = MemberFailurePolicy.Fail, FakeTimeProvider? clock = null,
        Action<IServiceCollection>? configure = null)
    {
        var harness = new RunHarness().With(AIFunctionFactory.Create(PayAsync, "pay", "Pays"));
        if (clock is not null) harness.With(clock);
        if (configure is not null) harness.With(configure);
        await harness.ServeAsync(Definition(onFailure));
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Turn) switch
        {
            ("leader", 1) => Reply.Calls(ToolCall.Delegate("a", "payer", "Pay")),
            ("payer", 1) => Reply.Calls(ToolCall.Of("c", "pay", Arguments)),
            _ => Reply.Text(ask.Last),
        });
        return harness;
    }

    private async Task<string> PayAsync(double amount, string to, CancellationToken cancellationToken)
    {
        _made.Enqueue(FormattableString.Invariant($"{amount} to {to}"));
        await Work(cancellationToken);
        return FormattableString.Invariant($"paid {amount} to {to}");
    }
}
