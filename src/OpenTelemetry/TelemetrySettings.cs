using System.Globalization;
using DurableTeams.Json;
using OpenTelemetry.Trace;

namespace DurableTeams.OpenTelemetry;

/// <summary>What is exported by OTLP and to Application Insights, by their environment variables.</summary>
internal sealed record TelemetrySettings
{
    /// <summary>The target of spans; null for none.</summary>
    public OtlpTarget? Traces { get; init; }

    /// <summary>The target of measurements; null for none.</summary>
    public OtlpTarget? Metrics { get; init; }

    /// <summary>The target of logs besides standard error; null for none.</summary>
    public OtlpTarget? Logs { get; init; }

    /// <summary>The Application Insights resource that receives all three as well; null for none.</summary>
    public InsightsTarget? Insights { get; init; }

    /// <summary>Whether spans are exported.</summary>
    public bool HasTraces => Traces is not null || Insights is not null;

    /// <summary>Whether measurements are exported.</summary>
    public bool HasMetrics => Metrics is not null || Insights is not null;

    /// <summary>Whether logs are exported.</summary>
    public bool HasLogs => Logs is not null || Insights is not null;

    /// <summary>Decides which runs' spans are kept.</summary>
    public Sampler Sampler { get; init; } = new ParentBasedSampler(new AlwaysOnSampler());

    /// <summary>Reads the settings; null where nothing is exported.</summary>
    /// <exception cref="SettingException">A variable's value cannot be used.</exception>
    public static TelemetrySettings? Read(Func<string, string?> read)
    {
        if (IsTrue(read("OTEL_SDK_DISABLED"))) return null;
        var settings = new TelemetrySettings
        {
            Traces = OtlpTarget.Read("traces", read),
            Metrics = OtlpTarget.Read("metrics", read),
            Logs = OtlpTarget.Read("logs", read),
            Insights = InsightsTarget.Read(read),
        };
        if (settings is { HasTraces: false, HasMetrics: false, HasLogs: false }) return null;
        return !settings.HasTraces ? settings : settings with { Sampler = ReadSampler(read) };
    }

    private static bool IsTrue(string? value) => string.Equals(value?.Trim(), "true", StringComparison.OrdinalIgnoreCase);

    private static Sampler ReadSampler(Func<string, string?> read) => read("OTEL_TRACES_SAMPLER")?.Trim() switch
    {
        null or "" or "parentbased_always_on" => new ParentBasedSampler(new AlwaysOnSampler()),
        "always_on" => new AlwaysOnSampler(),
        "always_off" => new AlwaysOffSampler(),
        "parentbased_always_off" => new ParentBasedSampler(new AlwaysOffSampler()),
        "traceidratio" => new TraceIdRatioBasedSampler(ReadRatio(read)),
        "parentbased_traceidratio" => new ParentBasedSampler(new TraceIdRatioBasedSampler(ReadRatio(read))),
        _ => throw OtlpTarget.Wrong("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"),
    };

    private static double ReadRatio(Func<string, string?> read)
    {
        const string Variable = "OTEL_TRACES_SAMPLER_ARG";
        if (read(Variable) is not { } text || string.IsNullOrWhiteSpace(text)) return 1;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1
            ? ratio
            : throw OtlpTarget.Wrong(Variable, "0.1");
    }
}
