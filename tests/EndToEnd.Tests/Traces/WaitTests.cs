using DurableTeams.Embedded.Hosting;
using DurableTeams.EndToEnd.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.EndToEnd.Tests.Traces;

/// <summary>
/// Hours in which nothing happens are hours of one span, and nothing is loose after them. The host is in this process, on a clock
/// of the test's.
/// </summary>
public sealed class WaitTests
{
    private static readonly TimeSpan Hours = TimeSpan.FromHours(9);

    [Fact]
    public async Task Export_DecisionAfterHours_TheWaitHasTheHoursAndAllIsInItsPlace()
    {
        var (traffic, clock) = (new Traffic(), new FakeTimeProvider(DateTimeOffset.UtcNow));
        using var folder = new TeamFolder();
        await using var chat = new ChatServer(traffic) { Answers = Newsroom.Chat };
        await using var tools = new ToolServer(traffic) { Answers = Newsroom.Tool };
        await using var collector = new Collector();
        await Task.WhenAll(chat.StartAsync(), tools.StartAsync(), collector.StartAsync());
        folder.Write("newsroom.yaml", Newsroom.Team.ToYaml(chat.Endpoint, tools.Address));
        foreach (var (name, value) in folder.Options.Environment) Environment.SetEnvironmentVariable(name, value);
        var settings = new HostSettings
        {
            TeamsDirectory = folder.Teams,
            DataDirectory = folder.Data,
            Address = ListenAddress.TryParse("http://127.0.0.1:0", out var address, out _)
                ? address
                : throw new InvalidOperationException(),
            Telemetry = new Dictionary<string, string?>
            {
                ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = $"{collector.Address}/v1/traces",
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            },
            ConfigureServices = services => services.AddSingleton<TimeProvider>(clock),
        };
        await using var host = await EmbeddedHost.StartAsync(settings);
        using var api = new ApiClient(new Uri(host.Url + "/"), null);
        var run = await api.StartRunAsync("newsroom", "Send the news");
        var requirement = await api.UntilPausedAsync(run);

        clock.AdjustTime(clock.GetUtcNow() + Hours);
        (await api.ApproveAsync(requirement)).Expect(200);
        await api.UntilAsync(run, "completed");

        var spans = await collector.WholeAsync(run);
        var member = spans.Named("invoke_agent telegram-agent");
        var wait = spans.Named("await_decision send_message");
        Assert.Equal([spans.Single(Collector.IsRoot).SpanId, member.SpanId], [member.Parent, wait.Parent]);
        foreach (var longOne in new[] { wait, member, spans.Single(Collector.IsRoot) })
            Assert.Equal(Hours, longOne.End - longOne.Start);
        Assert.All(spans.Except([wait, member, spans.Single(Collector.IsRoot)]), span => Assert.InRange(
            span.End - span.Start, TimeSpan.Zero, TimeSpan.FromTicks(1)));
        Assert.Equal(4, spans.Below(member).Count);
        Assert.Equal(spans.Count, spans.Select(span => span.SpanId).Distinct().Count());
    }
}
