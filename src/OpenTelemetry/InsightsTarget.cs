using DurableTeams.Json;
using Azure.Core;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;

namespace DurableTeams.OpenTelemetry;

/// <summary>The Application Insights resource that receives all signals, by Azure's environment variables.</summary>
/// <param name="ConnectionString">The connection string, as the portal shows it.</param>
/// <param name="Credential">The identity that sends; null where the key in the connection string is enough.</param>
internal sealed record InsightsTarget(string ConnectionString, TokenCredential? Credential)
{
    private const string Variable = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string Authentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    /// <summary>Sets an exporter up.</summary>
    public void Configure(AzureMonitorExporterOptions options)
    {
        options.ConnectionString = ConnectionString;
        options.Credential = Credential;
        // One sampler decides for every exporter which runs' spans are kept.
        options.SamplingRatio = 1;
        options.TracesPerSecond = null;
    }

    /// <summary>The target; null where none is set.</summary>
    /// <exception cref="SettingException">A variable's value cannot be used.</exception>
    public static InsightsTarget? Read(Func<string, string?> read)
    {
        if (read(Variable)?.Trim() is not { Length: > 0 } text) return null;
        var parts = Parts(text);
        if (!Guid.TryParse(parts.GetValueOrDefault("InstrumentationKey"), out _)) throw Wrong();
        foreach (var name in (ReadOnlySpan<string>)["IngestionEndpoint", "LiveEndpoint"])
        {
            if (parts.TryGetValue(name, out var address)
                && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
                throw Wrong();
        }

        return new InsightsTarget(text, ReadCredential(read(Authentication)?.Trim()));

        static SettingException Wrong() => OtlpTarget.Wrong(
            Variable,
            "InstrumentationKey=00000000-0000-0000-0000-000000000000;"
                + "IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/");
    }

    private static ManagedIdentityCredential? ReadCredential(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        var parts = Parts(text);
        if (!string.Equals(parts.GetValueOrDefault("Authorization"), "AAD", StringComparison.OrdinalIgnoreCase))
            throw OtlpTarget.Wrong(Authentication, "ClientId=00000000-0000-0000-0000-000000000000;Authorization=AAD");
        return new ManagedIdentityCredential(
            parts.TryGetValue("ClientId", out var client)
                ? ManagedIdentityId.FromUserAssignedClientId(client)
                : ManagedIdentityId.SystemAssigned);
    }

    private static Dictionary<string, string> Parts(string text)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0) parts[part[..equals].Trim()] = part[(equals + 1)..].Trim();
        }

        return parts;
    }
}
