using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace DurableTeams.Json.Schemas;

/// <summary>
/// The regular expressions of one check, in JavaScript's dialect. The time of each match is bounded, and so is the time of all
/// matches.
/// </summary>
internal sealed class SchemaPatterns
{
    private static readonly TimeSpan MaxTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxTogether = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Regex?> _compiled = [];
    private TimeSpan _spent;

    /// <summary>
    /// Whether the text matches; null where it took too long. A pattern that .NET cannot read matches anything.
    /// </summary>
    public bool? Matches(string text, string pattern)
    {
        if (!_compiled.TryGetValue(pattern, out var regex)) _compiled.Add(pattern, regex = Compile(pattern));
        if (regex is null) return true;
        if (_spent > MaxTogether) return null;
        var started = Stopwatch.GetTimestamp();
        try
        {
            return regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
        finally
        {
            _spent += Stopwatch.GetElapsedTime(started);
        }
    }

    /// <summary>The pattern; null where .NET cannot read it.</summary>
    public static Regex? Compile(string pattern)
    {
        var end = EndOfText(pattern);
        // ECMAScript first, for ASCII-only \d and \w; it lacks lookbehind and Unicode categories, which .NET otherwise has.
        foreach (var options in (ReadOnlySpan<RegexOptions>)[RegexOptions.ECMAScript, RegexOptions.CultureInvariant])
        {
            try
            {
                return new Regex(end, options, MaxTime);
            }
            catch (ArgumentException)
            {
                // Try the other dialect.
            }
        }

        return null;
    }

    // In .NET '$' also matches before a last line break; JavaScript's does not, so "a\n" must not pass "^a$".
    private static string EndOfText(string pattern)
    {
        var result = new StringBuilder(pattern.Length + 2);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length) result.Append(c).Append(pattern[++i]);
            else if (c == '$' && !inClass) result.Append("\\z");
            else
            {
                if (c == '[') inClass = true;
                else if (c == ']') inClass = false;
                result.Append(c);
            }
        }

        return result.ToString();
    }
}
