using System.Collections.Concurrent;
using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Embedded.Tests.Runs;

/// <summary>A tool is looked up once for a call: what is called is what was found, and nobody looks again in between.</summary>
public sealed class ToolLookupTests
{
    [Fact]
    public async Task Call_ToolIsLookedUpOnce_AndThatToolIsCalled()
    {
        var counted = new CountedTool();
        await using var harness = new RunHarness().With(services => services.AddSingleton<IToolKind>(counted));
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Turn) switch
        {
            ("leader", 1) => Reply.Calls(ToolCall.Delegate("x", "worker", "Look")),
            ("worker", 1) => Reply.Calls(ToolCall.Of("c", "look")),
            _ => Reply.Text(ask.Last),
        });
        await harness.ServeAsync(TestTeam.Of(TestMember.Of("worker", "look")));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "x=c=It is there."), (run.Status, run.Output!.Text));
        // Before the call the tool is described for the turn, and after it for the next turn.
        Assert.Equal(
            ["stand", "call what was found"],
            counted.Seen.SkipWhile(what => what == "describe").TakeWhile(what => what != "describe"));
        Assert.Single(counted.Seen, "stand");
    }

    private sealed class CountedTool : IToolKind
    {
        private ToolDescription? _found;

        public ConcurrentQueue<string> Seen { get; } = new();

        public ToolSource Source => new("counted");

        public ToolDescription? Describe(TeamDefinition team, string toolName)
        {
            Seen.Enqueue("describe");
            return toolName == "look" ? Look(toolName) : null;
        }

        public ValueTask<ToolStanding> StandAsync(
            TeamDefinition team, string toolName, ToolBinding binding, CancellationToken cancellationToken)
        {
            Seen.Enqueue("stand");
            return ValueTask.FromResult(ToolStanding.Ready(_found = Look(toolName)));
        }

        public Task<ToolOutcome> InvokeAsync(
            ToolDescription tool, ToolInvocation invocation, ToolAttempt attempt, CancellationToken cancellationToken)
        {
            Seen.Enqueue(ReferenceEquals(tool, _found) ? "call what was found" : "call another");
            return Task.FromResult(new ToolOutcome("It is there.", Succeeded: true));
        }

        private ToolDescription Look(string name) => new(
            name, "Looks", JsonElement.Parse("""{"type":"object"}"""), ApprovalKind.None, new ToolDefinition())
        {
            Origin = new ToolOrigin(Source, name),
        };
    }
}
