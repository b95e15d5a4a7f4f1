using OpenTelemetry.Trace;

namespace DurableTeams.OpenTelemetry;

/// <summary>
/// Samples whole runs. This process may not know the parent of a span, nor the decision on it. Below a caller's span the
/// caller's decision holds. All spans of any other run are sampled like a root, by the trace id.
/// </summary>
internal sealed class RunSampler(Sampler inner) : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var asked = samplingParameters;
        if (asked.ParentContext.IsRemote) return inner.ShouldSample(asked);
        return inner.ShouldSample(
            new SamplingParameters(default, asked.TraceId, asked.Name, asked.Kind, asked.Tags, asked.Links));
    }
}
