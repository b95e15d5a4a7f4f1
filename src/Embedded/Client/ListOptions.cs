using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DurableTeams.Embedded.Display;
using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Embedded.Client;

/// <summary>What the commands that list have in common: filters, and the pages of the API.</summary>
internal static class ListOptions
{
    private const int LongestPage = 200;

    /// <summary>The items of all pages, at most so many.</summary>
    /// <exception cref="HostCallException">The host refused, or does not answer.</exception>
    public static async IAsyncEnumerable<JsonElement> PagesAsync(
        HostTalk talk, string path, string query, int left,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = "";
        do
        {
            var page = await talk.Client.GetAsync(
                FormattableString.Invariant($"{path}?limit={Math.Min(left, LongestPage)}{query}")
                    + (cursor.Length > 0 ? $"&cursor={Uri.EscapeDataString(cursor)}" : ""),
                cancellationToken);
            foreach (var item in page.Items("items"))
            {
                yield return item;
                left--;
            }

            cursor = page.Text("cursor");
        }
        while (cursor.Length > 0 && left > 0);
    }

    /// <summary>The number that was given.</summary>
    /// <exception cref="HostCallException">It is not a number of items.</exception>
    public static int Limit(int limit) => limit > 0
        ? limit
        : throw new HostCallException(ExitCodes.BadStart, "--limit: must be 1 or more.");

    /// <summary>The filters that were given, for a query.</summary>
    public static string Query(params (string Name, string? Value)[] filters) => string.Concat(filters
        .Where(filter => filter.Value is not null)
        .Select(filter => $"&{filter.Name}={Uri.EscapeDataString(filter.Value!)}"));

    /// <summary><c>--team</c>.</summary>
    public static Option<string?> Team() => Text("--team", "TEAM", "Only of this team");

    /// <summary><c>--limit</c>.</summary>
    public static Option<int> Limit() => new("--limit")
    {
        Description = "At most so many", HelpName = "N", DefaultValueFactory = _ => 20,
    };

    /// <summary>A filter.</summary>
    public static Option<string?> Text(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help };
}
