using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.EndToEnd.Tests.Traces;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Remote;

/// <summary>
/// What happens to teammates that are processes of their own: another process tells their end, the daemon restarts while all is
/// quiet, one never ends, one is unknown. (The same one twice is in <see cref="StoryTests"/>.)
/// </summary>
public sealed class SeedTests(ITestOutputHelper output)
{
    [Fact]
    public async Task CrossSessionEnd_AnotherProcessEndsTheMember_ItsSpansAreBelowTheMembers()
    {
        await using var here = await Observatory.OpenAsync(output, Crew.Team());
        var run = await Crew.StartAsync(here.Stage, "it");
        var lease = await here.Api.LeaseAsync();
        // Another process knows nothing but the work's id and its token.
        using var other = new ApiClient(here.Stage.Host.Address, null);
        (await other.ReportAsync(lease, Crew.Steps("a"))).Expect(200);
        await here.CrashAsync();
        using var third = new ApiClient(here.Stage.Host.Address, null);
        (await third.ReportAsync(lease, Crew.Steps("a"))).Expect(200);
        (await third.CompleteAsync(lease, "done")).Expect(200);
        await here.Api.UntilAsync(run, "completed");

        var spans = await here.Collector.WholeAsync(run);
        await here.AssertWholeAsync(run);
        var member = spans.Named("invoke_agent coder");
        Assert.Equal(["chat small", "execute_tool ls"], spans.Below(member).Select(span => span.Name).Order());
        Assert.Equal(15, member.Tokens);
        Assert.Equal(TimeSpan.FromSeconds(2), Length(spans.Named("chat small")));
        Assert.Contains(member.SpanId, lease.Text("traceparent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OwnSpans_AWorkerWithAnExporter_IsNotReportedTwice()
    {
        await using var here = await Observatory.OpenAsync(output, Crew.Team());
        var run = await Crew.StartAsync(here.Stage, "it");
        var lease = (await here.Api.PostAsync("work/coders/lease", new { worker = "ann", wait = 20, spans = "mine" })).Expect(200).Json;
        (await here.Api.ReportAsync(lease, Crew.Steps("a"))).Expect(200);
        (await here.Api.CompleteAsync(lease, "done")).Expect(200);
        var done = await here.Api.UntilAsync(run, "completed");

        var spans = await here.Collector.WholeAsync(run);
        Assert.Empty(spans.Below(spans.Named("invoke_agent coder")));
        Assert.Equal(10, done.Member("coder").Number("usage", "inputTokens"));
    }

    [Fact]
    public async Task RestartInAQuietWindow_TheHostForgetsNobody()
    {
        await using var stage = await Stage.OpenAsync(output, Crew.Team());
        var run = await Crew.StartAsync(stage, "first", "second");
        var leases = await stage.Api.LeaseAllAsync(2);

        await stage.CrashAsync();

        var leased = Assert.Single((await stage.Api.GetAsync("work")).Expect(200).Json.Items("items"));
        Assert.Equal(2, leased.Items("leased").Count);
        (await stage.Api.CompleteAsync(leases["second"], "two")).Expect(200);
        (await stage.Api.CompleteAsync(leases["first"], "one")).Expect(200);
        Assert.Equal("Done: one; two", (await stage.Api.UntilAsync(run, "completed")).Text("output", "text"));
    }

    [Fact]
    public async Task InactivityGuard_AMemberThatWorksElsewhere_KeepsTheHostUpToTheCeiling()
    {
        await using var stage = await Stage.OpenAsync(output, Crew.Team());
        var run = await Crew.StartAsync(stage, "it");
        await stage.Api.LeaseAsync();
        stage.HostArguments = ["--idle-exit", "1s", "--idle-ceiling", "2s"];
        await stage.CrashAsync();

        await stage.EndedAsync();

        // A host that had ended before the ceiling would have left the member as it was.
        stage.HostArguments = [];
        await stage.StartHostAsync();
        Assert.Equal("memberTimeout", (await stage.Api.UntilAsync(run, "failed")).Member("coder").Text("error", "code"));
    }

    [Fact]
    public async Task UnknownTeammate_ItsEventsAreKeptAsOrphans()
    {
        await using var stage = await Stage.OpenAsync(output, Crew.Team());

        var kept = await stage.Api.PostAsync("work/r404.1-w/events", new { token = "t", events = Crew.Steps("a") });

        Assert.Equal(2, kept.Expect(202).Json.Number("orphaned"));
        var orphan = Assert.Single((await stage.Api.GetAsync("work/orphans")).Expect(200).Json.Items("items"));
        Assert.Equal("r404.1-w", orphan.Text("workId"));
        foreach (var call in new[] { "heartbeat", "complete" })
        {
            object body = call == "complete" ? new { token = "t", output = "x" } : new { token = "t" };
            Assert.Equal("workNotFound", (await stage.Api.PostAsync($"work/r404.1-w/{call}", body)).Code(404));
        }
    }

    private static TimeSpan Length(ExportedSpan span) => span.End - span.Start;
}
