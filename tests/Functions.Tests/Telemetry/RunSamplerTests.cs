using System.Diagnostics;
using DurableTeams.OpenTelemetry;
using OpenTelemetry.Trace;

namespace DurableTeams.Functions.Tests.Telemetry;

/// <summary>Which spans are kept, where a setup has those of runs and those of others.</summary>
public sealed class RunSamplerTests
{
    private static readonly ActivityTraceId Trace = ActivityTraceId.CreateRandom();

    // Where no process holds the span above, its decision is not known here.
    [Theory]
    [InlineData(true, false, false, true)]
    [InlineData(true, true, false, false)]
    [InlineData(true, true, true, true)]
    [InlineData(false, false, false, false)]
    [InlineData(false, false, true, true)]
    public void Sample_SpanBelowAnother_RunsAsRootsUnlessACallerDecidedAndOthersAsTheirParent(
        bool ofARun, bool remote, bool parentKept, bool kept)
    {
        var sampler = new RunSampler(new ParentBasedSampler(new AlwaysOnSampler()));
        var parent = new ActivityContext(
            Trace, ActivitySpanId.CreateRandom(), parentKept ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None,
            isRemote: remote);
        KeyValuePair<string, object?>[] tags = ofARun ? [new("durableteams.run.id", "r1")] : [];

        var answer = sampler.ShouldSample(new SamplingParameters(parent, Trace, "span", ActivityKind.Internal, tags, null));

        Assert.Equal(kept, answer.Decision == SamplingDecision.RecordAndSample);
    }
}
