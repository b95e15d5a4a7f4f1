using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using Microsoft.Extensions.AI;
using static DurableTeams.Orchestrations.Tests.Runs.RunHarness;
using static DurableTeams.Orchestrations.Tests.Runs.TestChat;

namespace DurableTeams.Orchestrations.Tests.Runs;

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
        var team = Team(Member("payer", "pay")) with { OnMemberFailure = onFailure };
        team.Tools["pay"] = tool with
        {
            Parameters = JsonNode.Parse("""
                {"type":"object","properties":{"amount":{"type":"number","description":"How much"},"to":{"type":"string"}},"required":["amount","to"]}
                """)!.AsObject(),
        };
        return team;
    }

    public async Task<RunHarness> ServeAsync(MemberFailurePolicy onFailure = MemberFailurePolicy.Fail)
    {
        var harness = await new RunHarness().With(AIFunctionFactory.Create(PayAsync, "pay", "Pays")).ServeAsync(Definition(onFailure));
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Turn) switch
        {
            ("leader", 1) => Calls(Delegate("a", "payer", "Pay")),
            ("payer", 1) => Calls(Call("c", "pay", Arguments)),
            _ => Text(ask.Last),
        });
        return harness;
    }

    private async Task<string> PayAsync(double amount, string to, CancellationToken cancellation)
    {
        _made.Enqueue(FormattableString.Invariant($"{amount} to {to}"));
        await Work(cancellation);
        return FormattableString.Invariant($"paid {amount} to {to}");
    }
}
