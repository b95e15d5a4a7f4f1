using DurableTeams.Json;
using OpenTelemetry.Exporter;

namespace DurableTeams.OpenTelemetry;

/// <summary>The target of one signal, by OpenTelemetry's environment variables.</summary>
/// <param name="Endpoint">The whole address.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Headers">The headers, in the form of the variable.</param>
/// <param name="Timeout">How long one export may take.</param>
internal sealed record OtlpTarget(Uri Endpoint, OtlpExportProtocol Protocol, string? Headers, TimeSpan Timeout)
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";
    private const int GrpcPort = 4317;

    /// <summary>Sets an exporter up.</summary>
    public void Configure(OtlpExporterOptions options)
    {
        options.Protocol = Protocol;
        options.Endpoint = Endpoint;
        options.Headers = Headers;
        options.TimeoutMilliseconds = (int)Timeout.TotalMilliseconds;
    }

    /// <summary>The target of a signal; null where none is set, or the signal is turned off.</summary>
    /// <param name="signal"><c>traces</c>, <c>metrics</c> or <c>logs</c>.</param>
    /// <param name="read">Reads an environment variable.</param>
    /// <exception cref="SettingException">A variable's value cannot be used.</exception>
    public static OtlpTarget? Read(string signal, Func<string, string?> read)
    {
        var upper = signal.ToUpperInvariant();
        if (Value($"OTEL_{upper}_EXPORTER") is { } exporter
            && !exporter.Split(',', StringSplitOptions.TrimEntries).Contains("otlp"))
            return null;
        var own = $"{Prefix}{upper}_ENDPOINT";
        var (name, address) = Value(own) is { } set ? (own, set) : ($"{Prefix}ENDPOINT", Value($"{Prefix}ENDPOINT"));
        if (address is null) return null;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
            throw Wrong(name, "http://localhost:4318");
        var protocol = ReadProtocol(endpoint);
        if (name != own && protocol == OtlpExportProtocol.HttpProtobuf)
            endpoint = new UriBuilder(endpoint) { Path = $"{endpoint.AbsolutePath.TrimEnd('/')}/v1/{signal}" }.Uri;
        return new OtlpTarget(endpoint, protocol, Either("HEADERS").Value, ReadTimeout());

        string? Value(string variable) => read(variable) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

        (string Name, string? Value) Either(string what) =>
            Value($"{Prefix}{upper}_{what}") is { } value
                ? ($"{Prefix}{upper}_{what}", value)
                : ($"{Prefix}{what}", Value($"{Prefix}{what}"));

        OtlpExportProtocol ReadProtocol(Uri at) => Either("PROTOCOL") switch
        {
            // Where nothing else says it, the port decides; the specification's default is HTTP.
            (_, null) => at.Port == GrpcPort ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
            (_, "grpc") => OtlpExportProtocol.Grpc,
            (_, "http/protobuf") => OtlpExportProtocol.HttpProtobuf,
            var (variable, _) => throw Wrong(variable, "http/protobuf"),
        };

        TimeSpan ReadTimeout() => Either("TIMEOUT") switch
        {
            (_, null) => TimeSpan.FromSeconds(10),
            (_, { } text) when int.TryParse(text, out var milliseconds) && milliseconds > 0 =>
                TimeSpan.FromMilliseconds(milliseconds),
            var (variable, _) => throw Wrong(variable, "10000 (milliseconds)"),
        };
    }

    /// <summary>The error of a variable's value. The message does not hold the value, which may be a secret.</summary>
    public static SettingException Wrong(string variable, string example) =>
        new(variable, $"its value cannot be used; an example is {example}");
}
