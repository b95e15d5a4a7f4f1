using Microsoft.Extensions.Logging;

namespace DurableTeams.Hosting;

/// <summary>
/// Closes the web server's lines about single requests below Warning: they have whole addresses, in which keys (<c>code</c>) and
/// signatures (<c>sig</c>) stand. All other logging stays as the program sets it.
/// </summary>
internal static class ServerLogs
{
    private const string Requests = "Microsoft.AspNetCore.Hosting.Diagnostics";

    public static void KeepQuiet(LoggerFilterOptions options)
    {
        var rules = options.Rules;
        for (var i = rules.Count - 1; i >= 0; i--)
        {
            if (rules[i] is { CategoryName: Requests, LogLevel: null or < LogLevel.Warning }) rules.RemoveAt(i);
        }

        // A rule for one provider wins over one for all.
        foreach (var provider in rules.Select(rule => rule.ProviderName).Append(null).Distinct(StringComparer.Ordinal).ToList())
        {
            if (!rules.Any(rule => rule.ProviderName == provider && rule.CategoryName == Requests))
                rules.Add(new LoggerFilterRule(provider, Requests, LogLevel.Warning, null));
        }
    }
}
