using Azure.Core.Pipeline;

namespace Azure.Data.Tables;

/// <summary>What a storage connection string says about tables: where they are and how to be let in.</summary>
internal sealed record TableConnectionString(Uri Endpoint, string AccountName, HttpPipelinePolicy Authentication)
{
    private const string DevelopmentAccount = "devstoreaccount1";

    // Published: the same for every emulator.
    private const string DevelopmentKey =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    public static TableConnectionString Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var settings = Settings(text);
        if (string.Equals(settings.GetValueOrDefault("UseDevelopmentStorage"), "true", StringComparison.OrdinalIgnoreCase))
        {
            var proxy = new UriBuilder(settings.GetValueOrDefault("DevelopmentStorageProxyUri", "http://127.0.0.1"))
            {
                Port = 10002,
                Path = DevelopmentAccount,
            };
            return WithKey(proxy.Uri, DevelopmentAccount, DevelopmentKey);
        }

        var account = settings.GetValueOrDefault("AccountName");
        var endpoint = EndpointOf(settings, account);
        if (settings.TryGetValue("AccountKey", out var key))
            return WithKey(endpoint, account ?? throw Invalid("AccountKey needs AccountName"), key);
        return settings.TryGetValue("SharedAccessSignature", out var signature)
            ? new(endpoint, account ?? TableAddress.AccountOf(endpoint), new SharedAccessSignaturePolicy(signature))
            : throw Invalid("it has neither AccountKey nor SharedAccessSignature");
    }

    private static TableConnectionString WithKey(Uri endpoint, string account, string key) =>
        new(endpoint, account, new SharedKeyPolicy(new TableSharedKeyCredential(account, key)));

    private static Uri EndpointOf(Dictionary<string, string> settings, string? account)
    {
        if (settings.TryGetValue("TableEndpoint", out var address))
            return Uri.TryCreate(address, UriKind.Absolute, out var given) ? given : throw Invalid("TableEndpoint is no address");
        if (account is null) throw Invalid("it has neither TableEndpoint nor AccountName");
        var scheme = settings.GetValueOrDefault("DefaultEndpointsProtocol", "https");
        var suffix = settings.GetValueOrDefault("EndpointSuffix", "core.windows.net");
        return new Uri($"{scheme}://{account}.table.{suffix}");
    }

    private static Dictionary<string, string> Settings(string text)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw Invalid("a setting has no value");
            if (!settings.TryAdd(part[..equals], part[(equals + 1)..])) throw Invalid("a setting stands there twice");
        }

        return settings;
    }

    // The message never quotes the string: it holds a key.
    private static FormatException Invalid(string why) => new($"Not a storage connection string: {why}.");
}
