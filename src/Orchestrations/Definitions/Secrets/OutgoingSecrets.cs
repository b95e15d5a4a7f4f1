using System.Text;

namespace DurableTeams.Definitions.Secrets;

/// <summary>
/// The secrets that calls send out: the <c>apiKey</c>; in headers the values of <c>${NAME}</c> and literal credentials; in
/// addresses the values of <c>${NAME}</c> outside scheme, host and port, and literal credentials. A variable that holds a whole
/// address is taken apart: its user info, its query's values, and parts of its path that look like a token.
/// </summary>
internal static class OutgoingSecrets
{
    public static IEnumerable<string> Of(TeamDefinition team, IDefinitionEnvironment environment) =>
        In(environment, texts => texts.Of(team));

    public static IEnumerable<string> Of(ToolDefinition tool, IDefinitionEnvironment environment) =>
        In(environment, texts => texts.OfSettings("", tool));

    public static IEnumerable<string> Of(ModelDefinition model, IDefinitionEnvironment environment) =>
        In(environment, texts => texts.Of("", model));

    private static List<string> In(IDefinitionEnvironment environment, Action<OutgoingTexts> visit)
    {
        List<string> secrets = [];
        visit(OutgoingTexts.Seen(
            key =>
            {
                if (Filled(key, environment) is { } filled) secrets.Add(filled);
            },
            address => secrets.AddRange(Address(address, environment)),
            (name, value) => secrets.AddRange(Header(name, value, environment))));
        return secrets;
    }

    private static IEnumerable<string> Header(string name, string written, IDefinitionEnvironment environment)
    {
        var values = Values(EnvironmentReferences.Find(written), environment).ToList();
        foreach (var value in values) yield return value;
        if (Filled(written, environment) is not { } filled) yield break;
        var literal = CredentialNames.IsHeader(name, written);
        var parts = filled.Split(' ', 2, StringSplitOptions.TrimEntries);
        if (literal && parts[^1].Length >= Redaction.MinLength) yield return parts[^1];
        // A value that is too short is redacted together with the text around it.
        else if (literal || values.Exists(value => value.Trim().Length < Redaction.MinLength)) yield return filled;
        if (parts is not [var scheme, var token]) yield break;
        if (!scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)) yield break;
        foreach (var part in UserInfo(Decoded(token))) yield return part;
    }

    private static IEnumerable<string> Address(string written, IDefinitionEnvironment environment) =>
        // A server sees the secret decoded.
        InAddress(written, environment).SelectMany(secret => new[] { secret, Uri.UnescapeDataString(secret) });

    private static IEnumerable<string> InAddress(string written, IDefinitionEnvironment environment)
    {
        var (start, end) = HostOf(written);
        var outside = EnvironmentReferences.Find(written[..start]).Concat(EnvironmentReferences.Find(written[end..])).ToList();
        // A variable at the very start may hold the whole address, one at the host's place the end of the address.
        var names = EnvironmentReferences.Find(written);
        foreach (var name in names)
        {
            if (environment.Get(name)?.Trim() is not { Length: > 0 } value) continue;
            if (value.Contains("://", StringComparison.Ordinal))
            {
                foreach (var part in Parts(value)) yield return part;
            }
            else if (outside.Contains(name)) yield return value;
            else if (value.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash)
                foreach (var part in Parts($"http://{value[..slash]}{value[slash..]}")) yield return part;
        }

        if (Filled(written, environment) is not { } filled) yield break;
        foreach (var literal in CredentialNames.InAddress(filled)) yield return literal;
        if (Uri.TryCreate(filled, UriKind.Absolute, out var address) && address.UserInfo.Length > 0)
        {
            foreach (var part in UserInfo(Uri.UnescapeDataString(address.UserInfo))) yield return part;
        }
    }

    private static IEnumerable<string> Parts(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)) return [];
        var values = uri.Query.TrimStart('?').Split('&')
            .Select(pair => Uri.UnescapeDataString(pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]));
        return UserInfo(Uri.UnescapeDataString(uri.UserInfo)).Concat(values).Concat(CredentialNames.InAddress(address));
    }

    private static IEnumerable<string> UserInfo(string pair)
    {
        if (pair.Length == 0) yield break;
        yield return pair;
        if (pair.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon) yield return pair[(colon + 1)..];
    }

    /// <summary>The places of host and port in a written address.</summary>
    private static (int Start, int End) HostOf(string written)
    {
        var start = written.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : 0;
        var end = written.AsSpan(start).IndexOfAny('/', '?', '#') is >= 0 and var length ? start + length : written.Length;
        var at = written.LastIndexOf('@', Math.Max(end - 1, 0));
        return (at > start ? at : start, end);
    }

    private static string Decoded(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }

    private static IEnumerable<string> Values(IEnumerable<string> names, IDefinitionEnvironment environment) =>
        names.Select(environment.Get).OfType<string>();

    private static string? Filled(string? written, IDefinitionEnvironment environment) =>
        written is null || EnvironmentReferences.Find(written).Any(name => environment.Get(name) is null)
            ? null
            : EnvironmentReferences.Expand(written, environment).Trim();
}
