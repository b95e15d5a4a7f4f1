using System.Collections.Concurrent;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Tools.Functions;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Hooks;

/// <summary>A team of one member that calls <c>pay(amount)</c> and says what came of it, watched by a hook.</summary>
internal sealed class HookStage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _made = new();

    public HookStage(Action<ToolOptions>? tool = null, bool watched = true)
    {
        Harness = new RunHarness().With(AIFunctionFactory.Create(PayAsync, "pay", "Pays"), tool);
        if (watched) Harness.With(Hook);
        Harness.Chat.Answer = ask => Task.FromResult(ask.Turn == 1
            ? Reply.Calls(ToolCall.Of("c", "pay", ("amount", 5)))
            : Reply.Text(ask.Last));
    }

    public RunHarness Harness { get; }

    public TestHook Hook { get; } = new();

    /// <summary>The amounts that were paid.</summary>
    public IReadOnlyList<string> Made => [.. _made];

    /// <summary>What the tool does beside being counted.</summary>
    public Func<Task> Work { get; set; } = () => Task.CompletedTask;

    public Task ServeAsync(TeamDefinition? team = null) =>
        Harness.ServeAsync(team ?? TestTeam.In(TeamMode.Sequential, TestMember.Of("payer", "pay")));

    /// <summary>What hooks did, as the events of the run tell.</summary>
    public async Task<IReadOnlyList<string>> DidAsync(string runId) =>
    [
        .. (await Harness.EventsAsync(runId, "HookIntervened")).Select(item => string.Join(' ',
            new[] { "hook", "on", "when", "did", "reason" }.Select(name =>
                item.Data!.Value.TryGetProperty(name, out var value) ? value.ToString() : "").Where(text => text.Length > 0))),
    ];

    public ValueTask DisposeAsync() => Harness.DisposeAsync();

    private async Task<string> PayAsync(decimal amount)
    {
        _made.Enqueue(amount.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await Work();
        return $"paid {amount}";
    }
}
