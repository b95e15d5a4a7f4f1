namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>The command line of a host process.</summary>
/// <param name="Teams">The teams directory.</param>
/// <param name="Data">The data directory.</param>
public sealed record HostOptions(string Teams, string Data)
{
    public string Urls { get; init; } = "http://127.0.0.1:0";

    public string? Key { get; init; }

    /// <summary>What else stands on the command line.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>The storage account that keeps runs; null keeps them in the data directory.</summary>
    public string? Tables { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> Arguments =>
    [
        "--teams",
        Teams,
        "--data",
        Data,
        "--urls",
        Urls,
        .. Key is null ? Array.Empty<string>() : ["--key", Key],
        .. Store,
        .. More
    ];

    /// <summary>The part of it that says what keeps runs.</summary>
    public IReadOnlyList<string> Store => Tables is null ? [] : ["--store", "tables", "--store-connection", Tables];
}
