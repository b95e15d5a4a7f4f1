using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;

namespace DurableTeams.EndToEnd.Tests.Samples;

/// <summary>Every sample does what its file says: its requests, in their order, on the samples' host.</summary>
public sealed class SampleTests(SampleTests.SamplesHost host) : IClassFixture<SampleTests.SamplesHost>
{
    private static readonly Dictionary<string, string> Answers = new(StringComparer.Ordinal)
    {
        ["broadcast"] = "It saves about a third",
        ["consensus"] = "Phoenix",
        ["debate"] = "Keep the old system",
        ["dialectic"] = "Delete at once, and offer undo for thirty days.",
        ["handoff"] = "The parcel left this morning",
        ["hierarchical"] = "Open it: 120 people",
        ["loop"] = "Draft 3",
        ["nested"] = "on a Tuesday",
        ["route"] = "We are open from nine to five",
        ["sequential"] = "Runs that survive.",
        ["session-state"] = "Try the grill at the harbour.",
        ["structured-output"] = "\"urgent\": true",
        ["tasks"] = "The release is ready.",
    };

    public static TheoryData<string> Names => [.. SampleFile.Names.Except(["coordinate", "negotiation"])];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Sample_Requests_EndWithTheAnswer(string name)
    {
        var answers = new List<string>();
        foreach (var request in SampleFile.Read(name))
        {
            var run = await host.RunAsync(request);
            Assert.True(run.Text("status") == "completed", run.GetRawText());
            answers.Add(run.Text("output", "text")!);
        }

        Assert.Contains(Answers[name], answers[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coordinate_PausesForAPerson()
    {
        // Its tools call the host on its default address, which is not this one: a failing look-up is part of the story.
        var run = await host.RunAsync(Assert.Single(SampleFile.Read("coordinate")));

        Assert.Equal("send_message", Assert.Single(run.Pending()).Text("tool", "name"));
    }

    [Fact]
    public async Task Negotiation_OneConcedesOneRevisesAndAPersonSettlesTheRest()
    {
        var run = await host.RunAsync(Assert.Single(SampleFile.Read("negotiation")));
        var asked = Assert.Single(run.Pending());
        Assert.Equal(["copy-triad", "lawyer"], asked.Items("tool", "arguments", "proposals").Select(one => one.Text("memberId")));

        var page = await host.AnswerAsync(run, asked, """{"decision": "answer", "by": "me", "values": {"owner": "lawyer"}}""");

        Assert.Equal(
            "The page is ready.|Section hero, by ux-triad:|[picture: a run that survives] Killed, not lost.||Section pricing, by ux-triad:|"
            + "| Free | Team | Company |||Section faq, by lawyer:|Does a run survive a crash? What was recorded does. "
            + "We do not promise that your power stays on.",
            page.Text("output", "text")!.ReplaceLineEndings("|"));
        var sections = (await host.SpecAsync(run)).Items("sections");
        Assert.Equal(
            ["hero ux-triad done", "pricing ux-triad done", "faq lawyer done"],
            sections.Select(section => $"{section.Text("name")} {section.Text("owner")} {section.Text("status")}"));
        // The revised proposal is the one that copy-triad gave in to.
        Assert.Contains("with the headline of copy-triad on it", sections[0].Text("proposal"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handoff_SecondMessage_GoesToTheActiveAgent()
    {
        var session = $"samples-{Guid.NewGuid():N}";
        var first = await host.RunAsync(
            new SampleFile("handoff", $$"""{"message": "My invoice is wrong.", "sessionId": "{{session}}"}"""));
        var second = await host.RunAsync(
            new SampleFile("handoff", $$"""{"message": "I want my money back.", "sessionId": "{{session}}"}"""));

        Assert.Equal(["triage", "billing"], first.Items("members").Select(member => member.Text("memberId")));
        Assert.Equal(["billing", "refunds"], second.Items("members").Select(member => member.Text("memberId")));
        Assert.Equal(("billing", "refunds"), (first.Text("activeAgent"), second.Text("activeAgent")));
    }

    /// <summary>One host on the samples for all of them.</summary>
    public sealed class SamplesHost : IAsyncLifetime, IDisposable
    {
        private readonly TeamFolder _folder = new();
        private HostProcess? _process;

        public async Task InitializeAsync() =>
            _process = await HostProcess.StartAsync(new HostOptions(Path.Combine(SampleFile.Directory, "teams"), _folder.Data));

        internal async Task<JsonElement> RunAsync(SampleFile request) =>
            (await _process!.Api.SendAsync(
                HttpMethod.Post, $"teams/{request.Team}/runs", request.Body, ("Prefer", "wait=20"))).Expect(200).Json;

        /// <summary>Answers what a run asks, and waits until it has ended.</summary>
        internal async Task<JsonElement> AnswerAsync(JsonElement run, JsonElement asked, string decision)
        {
            (await _process!.Api.SendAsync(
                HttpMethod.Post, $"approvals/{asked.Text("requirementId")}/resolve", decision)).Expect(200);
            return await _process.Api.UntilAsync(run.Text("runId")!, "completed");
        }

        internal async Task<JsonElement> SpecAsync(JsonElement run) =>
            (await _process!.Api.GetAsync($"runs/{run.Text("runId")}/spec")).Expect(200).Json;

        public async Task DisposeAsync()
        {
            if (_process is not null) await _process.DisposeAsync();
        }

        public void Dispose() => _folder.Dispose();
    }
}
