using DurableTeams.Definitions;

namespace DurableTeams.Embedded.Tests.Replay;

/// <summary>
/// One of the runs whose histories make the corpus: a team of its own, what people do while it waits, how it stands in the end.
/// </summary>
internal sealed record ReferenceRun(
    string Name, TeamDefinition Team, string Status, Func<ReferenceHost, string, Task>? Act = null)
{
    /// <summary>The first folder of the corpus that has the run: earlier versions did not have what it is about.</summary>
    public int Since { get; init; } = 1;

    private static readonly ScriptedTurn[] OneMember =
    [
        new() { Agent = "leader", Turn = 1, Calls = [Delegate("one")] },
        new() { Agent = "leader", Text = "All done: {last}" },
    ];

    private static readonly ScriptedTurn[] Sends =
    [
        .. OneMember,
        new() { Agent = "one", Turn = 1, Calls = [new("send")] },
        new() { Agent = "one", Text = "It says: {last}" },
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ReferenceRun> All { get; } =
    [
        new("parallel-members", Make("parallel-members",
            new() { Agent = "leader", Turn = 1, Calls = [Delegate("one"), Delegate("two")] },
            new() { Agent = "leader", Text = "Both: {last}" },
            new() { Text = "Done." }), "completed"),
        new("approved-tool", Gated(Make("approved-tool", Sends)), "completed", (host, run) => host.DecideAsync(run, "approve")),
        new("rejected-tool", Gated(Make("rejected-tool", Sends)), "completed", (host, run) => host.DecideAsync(run, "reject")),
        new("waiting-for-approval", Gated(Make("waiting-for-approval", Sends)), "paused"),
        new("model-retry", Provider(Make("model-retry", Sends), "flaky"), "completed"),
        new("member-timeout", Make("member-timeout",
            [.. OneMember, new() { Agent = "one", Calls = [new("hang")] }]) with
            {
                Limits = new LimitsDefinition { MemberTimeout = TimeSpan.FromMilliseconds(50) },
            }, "failed"),
        new("cancelled", Gated(Make("cancelled", Sends)), "cancelled", (host, run) => host.CancelAsync(run)),
        new("max-steps", Make("max-steps",
            [.. OneMember, new() { Agent = "one", Calls = [new("send")] }]) with
            {
                Limits = new LimitsDefinition { MaxSteps = 2 },
            }, "failed"),
        new("expired", Expiring(Gated(Make("expired", Sends))), "completed"),
        new("unknown-outcome", Once(Make("unknown-outcome", [.. OneMember, new() { Agent = "one", Turn = 1, Calls = [new(
            "hang")] }, new() { Text = "Done." }])),
            "completed", (host, run) => host.DecideAsync(run, "skip")),
        new("nested-team", ReferenceModes.Make(
            "nested-team", TeamMode.Sequential, [new MemberDefinition { Id = "inner", Team = "inner" }]) with
        {
            Nested = [ReferenceModes.Make("inner", TeamMode.Sequential, [ReferenceModes.Member("one")])],
        }, "completed"),
        new("retried", Provider(ReferenceModes.Make(
            "retried", TeamMode.Sequential, [ReferenceModes.Member("one"), ReferenceModes.Member("again")]), "broken"),
            "completed", (host, run) => host.RetryAsync(run)),
        .. ReferenceModes.All,
    ];

    /// <summary>Lets it run to where it is to stand.</summary>
    /// <returns>The run's id.</returns>
    public async Task<string> PlayAsync(ReferenceHost host)
    {
        var runId = await host.RunToRestAsync(this);
        if (Act is not null) await Act(host, runId);
        if (Status != "paused") await host.EndAsync(runId);
        Assert.Equal(Status, await host.StatusAsync(runId));
        return runId;
    }

    public override string ToString() => Name;

    private static ScriptedCall Delegate(string member) =>
        new("delegate_task_to_member", new() { ["member_id"] = member, ["task"] = $"Your part, {member}." });

    private static TeamDefinition Make(string name, params ScriptedTurn[] script) => new()
    {
        Id = name,
        Name = name,
        Mode = TeamMode.Coordinate,
        Model = "model",
        Models = new(StringComparer.Ordinal) { ["model"] = new ModelDefinition { Provider = "scripted", Script = script } },
        Retry = new RetryDefinition { Model = new RetrySetting(3, TimeSpan.FromMilliseconds(1)) },
        Members =
        [
            new MemberDefinition { Id = "one", Model = "model", Tools = ["send", "hang"] },
            new MemberDefinition { Id = "two", Model = "model" },
        ],
    };

    private static TeamDefinition Gated(TeamDefinition team) => team with
    {
        Tools = new(StringComparer.Ordinal) { ["send"] = new ToolDefinition { Approval = ApprovalKind.Confirmation } }
    };

    private static TeamDefinition Expiring(TeamDefinition team) => team with
    {
        Tools = new(StringComparer.Ordinal)
        {
            ["send"] = team.Tools["send"] with { Approve = new ApproveDefinition { Expires = TimeSpan.FromMilliseconds(20) } }
        },
    };

    private static TeamDefinition Once(TeamDefinition team) => team with
    {
        Tools = new(StringComparer.Ordinal)
        {
            ["hang"] = new ToolDefinition { Repeatable = false, Timeout = TimeSpan.FromMilliseconds(20) }
        },
    };

    private static TeamDefinition Provider(TeamDefinition team, string provider) =>
        team with { Models = new(StringComparer.Ordinal) { ["model"] = team.Models["model"] with { Provider = provider } } };
}
