using OpenTelemetry.Trace;

namespace DurableTeams.OpenTelemetry;

/// <summary>
/// Samples whole runs. This process may not know the parent of a run's span, nor the decision on it. Below a caller's span the
/// caller's decision holds. All spans of any other run are sampled like a root, by the trace id. Spans of others are sampled as
/// in any setup.
/// </summary>
internal sealed class RunSampler(Sampler inner) : Sampler
{
    private const string RunId = "durableteams.run.id";

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var asked = samplingParameters;
        return asked.ParentContext.IsRemote || !IsOfARun(asked)
            ? inner.ShouldSample(asked)
            : inner.ShouldSample(
                new SamplingParameters(default, asked.TraceId, asked.Name, asked.Kind, asked.Tags, asked.Links));
    }

    private static bool IsOfARun(in SamplingParameters asked)
    {
        foreach (var tag in asked.Tags ?? [])
        {
            if (tag.Key == RunId) return true;
        }

        return false;
    }
}
