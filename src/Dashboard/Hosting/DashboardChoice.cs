using DurableTeams.Definitions;
using DurableTeams.Json;

namespace DurableTeams.Dashboard.Hosting;

/// <summary>What a program changes of how the dashboard is served.</summary>
internal sealed record DashboardChoice(Func<DashboardOptions, DashboardOptions> Change)
{
    private const string TraceId = "{traceId}";

    /// <summary>The options of a program; null where its variable turns the dashboard off.</summary>
    /// <exception cref="SettingException">A variable or an option cannot be.</exception>
    public static DashboardOptions? Read(IDefinitionEnvironment environment, IEnumerable<DashboardChoice> choices)
    {
        var set = environment.Get(DashboardOptions.Setting);
        if (set is not (null or "" or "on" or "off"))
            throw new SettingException(DashboardOptions.Setting, $"is '{set}'; it is on or off.");
        if (set == "off") return null;
        var options = choices.Aggregate(new DashboardOptions(), (made, choice) => choice.Change(made));
        if (options.TraceUrl is null && environment.Get(DashboardOptions.TraceSetting) is { Length: > 0 } url)
            options = options with { TraceUrl = url };
        Check(options);
        return options;
    }

    private static void Check(DashboardOptions options)
    {
        if (options.Path is not "/" && !(options.Path.StartsWith('/') && !options.Path.EndsWith('/')
            && !options.Path.Contains("//", StringComparison.Ordinal) && options.Path.All(IsPlain)))
        {
            throw new SettingException(
                "UseDashboard",
                $"has the path '{options.Path}'; it is / or a path such as /dashboard, of letters, digits, - and _.");
        }

        if (options.SignedInFor < TimeSpan.FromMinutes(1) || options.SignedInFor > TimeSpan.FromDays(30))
            throw new SettingException("UseDashboard", "keeps people signed in for 1 minute to 30 days.");
        if (options.TraceUrl is { } url && !(url.Contains(TraceId, StringComparison.Ordinal)
            && Uri.TryCreate(url.Replace(TraceId, "0", StringComparison.Ordinal), UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"))
        {
            throw new SettingException(
                DashboardOptions.TraceSetting, $"must be an http or https address with {TraceId} in it.");
        }
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.';
}
