using OpenTelemetry.Trace;

namespace DurableTeams.Functions.Telemetry;

/// <summary>
/// Decides on whole runs. A span's parent need not be known to this process, let alone what was decided for it: below a
/// caller's span the caller's decision holds, and all spans of any other run are decided on like a root, by the trace's id.
/// </summary>
internal sealed class RunSampler(Sampler inner) : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var asked = samplingParameters;
        if (asked.ParentContext.IsRemote) return inner.ShouldSample(asked);
        return inner.ShouldSample(new SamplingParameters(default, asked.TraceId, asked.Name, asked.Kind, asked.Tags, asked.Links));
    }
}
