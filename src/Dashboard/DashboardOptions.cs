namespace DurableTeams;

/// <summary>How the dashboard is served.</summary>
public sealed record DashboardOptions
{
    /// <summary>
    /// The variable that turns the dashboard off: <c>off</c>. Without it, or with <c>on</c>, the dashboard is served.
    /// </summary>
    public const string Setting = "DURABLETEAMS_DASHBOARD";

    /// <summary>
    /// The variable with the address of a trace in the system that shows traces; <c>{traceId}</c> in it stands for the trace's 32
    /// hexadecimal digits, such as <c>https://traces.example.com/trace/{traceId}</c>.
    /// </summary>
    public const string TraceSetting = "DURABLETEAMS_TRACE_URL";

    /// <summary>The path of the inbox, and what comes before every other page: <c>/</c> or such as <c>/dashboard</c>.</summary>
    public string Path { get; init; } = "/dashboard";

    /// <summary>How long somebody who signed in with the host's key stays signed in; 1 minute to 30 days.</summary>
    public TimeSpan SignedInFor { get; init; } = TimeSpan.FromHours(12);

    /// <summary>The address of a trace, instead of <see cref="TraceSetting"/>; null shows the id alone.</summary>
    public string? TraceUrl { get; init; }
}
