using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DurableTeams.Embedded.Display;
using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Embedded.Client;

/// <summary><c>runs</c> and <c>inbox</c>: what a running host has.</summary>
internal static class ListCommands
{
    private const int LongestPage = 200;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    /// <summary>Makes the commands.</summary>
    public static IEnumerable<Command> Create() => [Runs(), Inbox()];

    private static Command Runs()
    {
        var (status, team, limit) = (Text("--status", "STATUS", "Only runs with this status"), TeamOption(), LimitOption());
        var session = Text("--session", "ID", "Only runs of this session");
        return ClientOptions.On(
            new Command("runs", "Lists runs, newest first") { status, team, session, limit },
            async (result, talk, cancellationToken) =>
            {
                var query = Query(
                    ("status", result.GetValue(status)), ("teamId", result.GetValue(team)),
                    ("sessionId", result.GetValue(session)));
                await foreach (var run in PagesAsync(talk, "runs", query, Limit(result.GetValue(limit)), cancellationToken))
                {
                    if (talk.Json) await talk.SayAsync(run);
                    else await talk.SayAsync(Line(talk, run));
                }

                return ExitCodes.Done;
            });
    }

    private static Command Inbox()
    {
        var (team, run, limit) = (TeamOption(), Text("--run", "RUN", "Only what this run asks"), LimitOption());
        var watch = new Option<bool>("--watch") { Description = "Go on, and show what comes in" };
        return ClientOptions.On(
            new Command("inbox", "Lists what people have to decide, of all runs") { team, run, limit, watch },
            async (result, talk, cancellationToken) =>
            {
                var query = Query(
                    ("status", "pending"), ("teamId", result.GetValue(team)), ("runId", result.GetValue(run)));
                var (most, goesOn) = (Limit(result.GetValue(limit)), result.GetValue(watch));
                HashSet<string> shown = [];
                while (true)
                {
                    HashSet<string> pending = [];
                    await foreach (var requirement in PagesAsync(talk, "approvals", query, most, cancellationToken))
                    {
                        pending.Add(requirement.Text("requirementId"));
                        if (shown.Contains(requirement.Text("requirementId"))) continue;
                        if (talk.Json) await talk.SayAsync(requirement);
                        else await talk.RequirementAsync(requirement);
                    }

                    if (pending.Count == 0 && !talk.Json && !goesOn)
                        await Console.Error.WriteLineAsync("inbox: nobody has to decide anything.");
                    if (!goesOn) return ExitCodes.Done;
                    shown = pending;
                    await Task.Delay(Look, cancellationToken);
                }
            });
    }

    private static async IAsyncEnumerable<JsonElement> PagesAsync(
        HostTalk talk, string path, string query, int left,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
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

    private static string Line(HostTalk talk, JsonElement run)
    {
        var status = run.Text("status");
        var tone = status switch
        {
            "completed" => Tone.Good,
            "failed" or "cancelled" => Tone.Bad,
            "paused" => Tone.Attention,
            _ => Tone.Work,
        };
        var at = run.Time("createdAt")?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return string.Join(
            "  ", run.Text("runId"), talk.Paint.Of(tone, OneLine.Of(status).PadRight(9)), talk.Paint.Of(Tone.Faint, at ?? ""),
            OneLine.Of(run.Text("teamId"), 64), OneLine.Of(run.Text("input"), 60));
    }

    private static int Limit(int limit) => limit > 0
        ? limit
        : throw new HostCallException(ExitCodes.BadStart, "--limit: must be 1 or more.");

    private static string Query(params (string Name, string? Value)[] filters) => string.Concat(filters
        .Where(filter => filter.Value is not null)
        .Select(filter => $"&{filter.Name}={Uri.EscapeDataString(filter.Value!)}"));

    private static Option<string?> TeamOption() => Text("--team", "TEAM", "Only of this team");

    private static Option<int> LimitOption() => new("--limit")
    {
        Description = "At most so many", HelpName = "N", DefaultValueFactory = _ => 20,
    };

    private static Option<string?> Text(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help };
}
