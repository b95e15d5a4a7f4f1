using System.Collections.Concurrent;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Models;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Pauses;

/// <summary>
/// A host, and a team whose members pause: ann with two calls in a turn and a third after it, ben with one that must not be
/// made twice. Every text is the run's own, so that one host serves all sequences.
/// </summary>
internal sealed class PauseWorld : IAsyncDisposable
{
    private const int Armed = 1;
    private const int LostNow = 2;

    private readonly ConcurrentDictionary<string, int> _made = new(StringComparer.Ordinal);
    private readonly RunHarness _harness = new();
    private int _runs;
    private int _breaks;
    private int _loss;

    public RunHarness Harness => _harness;

    /// <summary>How many sequences were played.</summary>
    public int Runs => _runs;

    public static async Task<PauseWorld> OpenAsync()
    {
        var world = new PauseWorld();
        var approve = new ApproveDefinition { Expires = TimeSpan.FromHours(1) };
        var team = TestTeam.In(TeamMode.Broadcast, TestMember.Of("ann", "send"), TestMember.Of("ben", "pay"));
        team.Tools["send"] = new ToolDefinition { Approval = ApprovalKind.Confirmation, Approve = approve };
        team.Tools["pay"] = new ToolDefinition { Approval = ApprovalKind.Confirmation, Approve = approve, Repeatable = false };
        world._harness.Chat.Answer = world.AnswerAsync;
        await world._harness.With(world.Tool("send")).With(world.Tool("pay")).ServeAsync(team);
        return world;
    }

    /// <summary>How often the call with this text was made.</summary>
    public int Made(string text) => _made.GetValueOrDefault(text);

    /// <summary>A call was made in this process that never answers.</summary>
    public bool Lost => Volatile.Read(ref _loss) == LostNow;

    /// <summary>Or the next one will not.</summary>
    public bool MayLose => Volatile.Read(ref _loss) != 0;

    /// <summary>The process dies, and another comes.</summary>
    public Task CrashAsync()
    {
        Interlocked.CompareExchange(ref _loss, 0, LostNow);
        return _harness.CrashAsync();
    }

    /// <summary>The next model call of a member fails for good.</summary>
    public void BreakModel() => Volatile.Write(ref _breaks, 1);

    /// <summary>The next tool call is made and never answers.</summary>
    public void LoseTool() => Interlocked.CompareExchange(ref _loss, Armed, 0);

    /// <summary>From here on everything works.</summary>
    public void Mend()
    {
        Volatile.Write(ref _breaks, 0);
        Interlocked.CompareExchange(ref _loss, 0, Armed);
    }

    /// <summary>Plays a sequence on a run of its own, and sees the run to its end.</summary>
    public void Play(IReadOnlyList<PauseStep> steps, Action<string> tell)
    {
        Mend();
        var run = new PausePlay(this, $"#{++_runs}");
        try
        {
            run.PlayAsync(steps).GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            tell($"{string.Join(' ', steps.Select(step => $"{step.Act}:{step.Which}"))}{Environment.NewLine}{exception.Message}");
            throw;
        }
    }

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    private AIFunction Tool(string name) => AIFunctionFactory.Create(
        async (string text) =>
        {
            _made.AddOrUpdate(text, 1, (_, times) => times + 1);
            // Never answered, it ends with its process.
            if (Interlocked.CompareExchange(ref _loss, LostNow, Armed) == Armed) await new TaskCompletionSource().Task;
            return $"made {text}";
        },
        name,
        $"Does {name}");

    private Task<ChatResponse> AnswerAsync(ChatAsk ask)
    {
        var tag = ask.Messages.SelectMany(message => message.Text.Split(' ')).First(word => word.StartsWith('#'));
        if (ask is { Agent: not "leader", Turn: > 1 } && Interlocked.Exchange(ref _breaks, 0) == 1)
            throw new ModelException("broken", transient: false);
        return Task.FromResult((ask.Agent, ask.Turn) switch
        {
            ("leader", 1) => Reply.Calls(ToolCall.DelegateToAll($"Work on {tag} now")),
            ("ann", 1) =>
                Reply.Calls(ToolCall.Of("c", "send", ("text", $"{tag}/a1")), ToolCall.Of("c", "send", ("text", $"{tag}/a2"))),
            ("ann", 2) => Reply.Calls(ToolCall.Of("c", "send", ("text", $"{tag}/a3"))),
            ("ben", 1) => Reply.Calls(ToolCall.Of("c", "pay", ("text", $"{tag}/b1"))),
            _ => Reply.Text("end"),
        });
    }
}
