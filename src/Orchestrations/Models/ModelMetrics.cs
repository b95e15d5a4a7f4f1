using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using DurableTeams.Telemetry;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

/// <summary>
/// Model calls by OpenTelemetry's conventions for generative AI. Every call counts, also one that is repeated after a crash,
/// since it takes time and costs tokens again. A turn that is found recorded makes no call. Agents written in code have no
/// model.
/// </summary>
internal static class ModelMetrics
{
    private static readonly Histogram<long> Tokens = TeamMetrics.Meter.CreateHistogram(
        "gen_ai.client.token.usage",
        "{token}",
        "Number of input and output tokens used.",
        tags: null,
        new InstrumentAdvice<long>
        {
            HistogramBucketBoundaries =
            [
                1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864
            ],
        });

    private static readonly Histogram<double> Duration = TeamMetrics.Meter.CreateHistogram(
        "gen_ai.client.operation.duration",
        "s",
        "GenAI operation duration.",
        tags: null,
        new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
        });

    /// <summary>Makes a model call, and measures it where somebody listens.</summary>
    public static async Task<ChatResponse> MeasureAsync(CalledModel model, TimeProvider time, Func<Task<ChatResponse>> call)
    {
        if (!Tokens.Enabled && !Duration.Enabled) return await call();
        var start = time.GetTimestamp();
        var tags = new TagList { { "gen_ai.operation.name", "chat" }, { "gen_ai.provider.name", model.Provider } };
        if (model.Model is { } asked) tags.Add("gen_ai.request.model", asked);
        try
        {
            var response = await call();
            if (response.ModelId is { } answered) tags.Add("gen_ai.response.model", answered);
            Duration.Record(time.GetElapsedTime(start).TotalSeconds, tags);
            Record("input", response.Usage?.InputTokenCount, tags);
            Record("output", response.Usage?.OutputTokenCount, tags);
            return response;
        }
        catch (Exception exception)
        {
            tags.Add("error.type", ModelFailures.Classify(exception).StatusCode?.ToString(CultureInfo.InvariantCulture)
                ?? exception.GetType().FullName);
            Duration.Record(time.GetElapsedTime(start).TotalSeconds, tags);
            throw;
        }
    }

    private static void Record(string type, long? tokens, TagList tags)
    {
        if (tokens is not { } count) return;
        tags.Add("gen_ai.token.type", type);
        Tokens.Record(count, tags);
    }
}
