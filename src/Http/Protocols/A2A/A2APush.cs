using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;
using DurableTeams.Json;
using DurableTeams.Runs.Callbacks;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.A2A;

/// <summary>
/// Push notifications (A2A 1.0, sections 3.1.7 to 3.1.10 and 4.3): callbacks of runs, which are told the whole task.
/// </summary>
internal sealed class A2APush(A2ATasks tasks) : IRunCallbackForm
{
    private const string TokenHeader = "X-A2A-Notification-Token";
    private const string Authorization = "Authorization";
    private const int MaxText = 4096;

    /// <inheritdoc/>
    public string Name => "a2a";

    /// <inheritdoc/>
    public string MediaType => "application/a2a+json";

    /// <summary>Reads <c>TaskPushNotificationConfig</c>.</summary>
    /// <exception cref="ApiException">400: it is none.</exception>
    public static RunCallback Read(BodyFields config)
    {
        var text = config.OptionalText("url", MaxText) is { Length: > 0 } given
            ? given : throw ApiErrors.InvalidField(config.PathOf("url"), "is required, the address that is told.");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
            throw ApiErrors.InvalidField(config.PathOf("url"), "must be an address such as https://example.com/hook.");
        Services.RunCallbacks.Check(url, config.PathOf("url"));
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (Header(config, "token") is { } token) headers[TokenHeader] = token;
        if (config.OptionalFields("authentication") is { } authentication)
        {
            var scheme = Header(authentication, "scheme")
                ?? throw ApiErrors.InvalidField(authentication.PathOf("scheme"), "is required, such as Bearer.");
            headers[Authorization] = Header(authentication, "credentials") is { } secret ? $"{scheme} {secret}" : scheme;
        }

        // Without an id the same address is the same configuration.
        var id = A2AMessage.OptionalId(config, "id")
            ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
        return new RunCallback(id, url, "a2a") { Headers = headers };
    }

    /// <summary>The configuration as clients read it: without credentials.</summary>
    public static JsonObject Write(string taskId, RunCallback callback) => JsonParts.Of(
        ("id", callback.Id), ("taskId", taskId), ("url", callback.Url.OriginalString),
        ("token", callback.Headers.TryGetValue(TokenHeader, out var token) ? token : null),
        ("authentication", callback.Headers.TryGetValue(Authorization, out var authorization)
            ? new JsonObject { ["scheme"] = authorization.Split(' ')[0] } : null));

    /// <inheritdoc/>
    public async Task<byte[]> WriteAsync(RunRecord run, CancellationToken cancellationToken = default) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject { ["task"] = await tasks.OfAsync(run, 0, artifacts: true, cancellationToken) }, ContractJson.Answers);

    /// <summary>The id of a configuration.</summary>
    /// <exception cref="ApiException">400: none.</exception>
    public static string Id(BodyFields input) => A2AMessage.OptionalId(input, "id")
        ?? throw ApiErrors.InvalidField("id", "is required, the id of a configuration.");

    private static string? Header(BodyFields fields, string name)
    {
        if (fields.OptionalText(name, MaxText) is not { Length: > 0 } text) return null;
        return text.All(letter => letter is >= ' ' and <= '~')
            ? text
            : throw ApiErrors.InvalidField(fields.PathOf(name), "must be printable ASCII, since it is sent in a header.");
    }
}
