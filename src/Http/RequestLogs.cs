using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Http;

/// <summary>
/// What is logged of requests: method, path, status and time, at Information; never a query, in which keys (<c>code</c>) and
/// signatures (<c>sig</c>) stand. The web server's own lines have whole addresses, so nothing of it below Warning is logged, at
/// any level.
/// </summary>
public static partial class RequestLogs
{
    private const string Server = "Microsoft.AspNetCore";

    /// <summary>Closes the web server's lines, whatever the settings of logging say.</summary>
    public static void KeepServerQuiet(LoggerFilterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var rules = options.Rules;
        for (var i = rules.Count - 1; i >= 0; i--)
        {
            if (rules[i] is { CategoryName: { } category, LogLevel: null or < LogLevel.Warning }
                && category.StartsWith(Server, StringComparison.OrdinalIgnoreCase))
                rules.RemoveAt(i);
        }

        // A rule for one provider wins over one for all.
        var providers = rules.Select(rule => rule.ProviderName).Append(null).Distinct(StringComparer.Ordinal).ToList();
        foreach (var provider in providers)
        {
            if (!rules.Any(rule => rule.ProviderName == provider && rule.CategoryName == Server))
                rules.Add(new LoggerFilterRule(provider, Server, Least(rules, options, provider), null));
        }
    }

    /// <summary>Adds that to a program that sets its logging up with the services.</summary>
    public static IServiceCollection AddQuietServerLogs(this IServiceCollection services) =>
        services.PostConfigure<LoggerFilterOptions>(KeepServerQuiet);

    /// <summary>Logs a request when it is answered.</summary>
    public static async Task LogAsync(HttpContext context, RequestDelegate next, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var began = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            LogRequest(
                logger,
                context.Request.Method,
                context.Request.Path.Value,
                context.Response.StatusCode,
                (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    private static LogLevel Least(IList<LoggerFilterRule> rules, LoggerFilterOptions options, string? provider)
    {
        var general = rules.LastOrDefault(rule => rule.ProviderName == provider
            && rule.CategoryName is null or "Default")?.LogLevel ?? options.MinLevel;
        return general > LogLevel.Warning ? general : LogLevel.Warning;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Path} answered {Status} in {Milliseconds} ms")]
    private static partial void LogRequest(ILogger logger, string method, string? path, int status, long milliseconds);
}
