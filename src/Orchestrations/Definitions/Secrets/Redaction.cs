using System.Buffers;
using System.Text;

namespace DurableTeams.Definitions.Secrets;

/// <summary>
/// Removes secrets from answers: a server that echoes its request, redirects or complains would carry them into conversations,
/// events and logs. Secrets of fewer than <see cref="MinLength"/> characters stay, since such texts are words too.
/// </summary>
internal sealed class Redaction
{
    /// <summary>The shortest text that counts as a secret.</summary>
    public const int MinLength = 8;

    private const string Redacted = "[redacted]";
    private readonly SecretText[] _secrets;
    private readonly SearchValues<char> _starts;

    /// <summary>Removes these secrets, and base64 texts that hold one of them.</summary>
    public Redaction(IEnumerable<string> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        var all = secrets.Select(secret => secret.Trim()).SelectMany(secret => Base64(secret).Prepend(secret));
        _secrets = [.. all.Where(secret => secret.Length >= MinLength).Distinct(StringComparer.Ordinal)
            .OrderByDescending(secret => secret.Length).Select(secret => new SecretText(secret))];
        _starts = SearchValues.Create([.. _secrets.Select(secret => secret.Value[0]), .. SecretText.Escapes]);
    }

    /// <summary>All secrets of a team: of its tools, models and notifications.</summary>
    public static Redaction Of(TeamDefinition team, IDefinitionEnvironment environment) =>
        new(OutgoingSecrets.Of(team, environment));

    /// <summary>The secrets of the settings of a tool's kind.</summary>
    public static Redaction Of(ToolDefinition tool, IDefinitionEnvironment environment) =>
        new(OutgoingSecrets.Of(tool, environment));

    /// <summary>The secrets of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="environment">Where <c>${NAME}</c> is looked up.</param>
    /// <param name="more">Secrets that the definition alone does not tell, such as what a provider declares as one.</param>
    public static Redaction Of(
        ModelDefinition model, IDefinitionEnvironment environment, IEnumerable<string>? more = null) =>
        new(OutgoingSecrets.Of(model, environment).Concat(more ?? []));

    /// <summary>The text without the secrets.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cut">Whether the text may end in the middle of a secret (also before a final <c>…</c>): that part is
    /// removed, too.</param>
    public string Remove(string text, bool cut = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_secrets.Length == 0) return text;
        if (cut && text.EndsWith('…')) return Remove(text[..^1], cut: true) + "…";
        StringBuilder? clean = null;
        var (kept, at) = (0, 0);
        while (at < text.Length && text.AsSpan(at).IndexOfAny(_starts) is >= 0 and var ahead)
        {
            at += ahead;
            var end = -1;
            foreach (var secret in _secrets) end = Math.Max(end, secret.End(text, at, cut));
            if (end < 0)
            {
                at++;
                continue;
            }

            (clean ??= new StringBuilder(text.Length)).Append(text, kept, at - kept).Append(Redacted);
            kept = at = end;
        }

        return clean is null ? text : clean.Append(text, kept, text.Length - kept).ToString();
    }

    /// <summary>
    /// How many characters of a text that goes on may be shown already: up to where a secret may have begun. What is shown still
    /// goes through <see cref="Remove"/>.
    /// </summary>
    internal int Settled(string text)
    {
        if (_secrets.Length == 0) return text.Length;
        for (var at = 0; at < text.Length && text.AsSpan(at).IndexOfAny(_starts) is >= 0 and var ahead;)
        {
            at += ahead;
            var (whole, begun) = (-1, false);
            foreach (var secret in _secrets)
            {
                whole = Math.Max(whole, secret.End(text, at, cut: false));
                begun |= secret.End(text, at, cut: true, least: 0) == text.Length;
            }

            // Of two secrets that begin alike the longer one may still come.
            if (begun) return at;
            at = whole < 0 ? at + 1 : whole;
        }

        return text.Length;
    }

    /// <summary>The parts that the base64 of any text with the secret has, wherever the secret stands in the text.</summary>
    private static IEnumerable<string> Base64(string secret)
    {
        if (secret.Length < MinLength) yield break;
        var bytes = Encoding.UTF8.GetBytes(secret);
        for (var offset = 0; offset < 3; offset++)
        {
            var encoded = Convert.ToBase64String([.. new byte[offset], .. bytes]);
            var core = encoded[(offset == 0 ? 0 : offset + 1)..((offset + bytes.Length) * 8 / 6)];
            yield return core;
            yield return core.Replace('+', '-').Replace('/', '_');
        }
    }
}
