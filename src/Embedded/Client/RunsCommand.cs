using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DurableTeams.Embedded.Display;
using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Embedded.Client;

/// <summary><c>runs</c>: the runs that a running host has.</summary>
internal static class RunsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var (status, team, limit) = (
            ListOptions.Text("--status", "STATUS", "Only runs with this status"), ListOptions.Team(), ListOptions.Limit());
        var session = ListOptions.Text("--session", "ID", "Only runs of this session");
        return ClientOptions.On(
            new Command("runs", "Lists runs, newest first") { status, team, session, limit },
            async (result, talk, cancellationToken) =>
            {
                var query = ListOptions.Query(
                    ("status", result.GetValue(status)), ("teamId", result.GetValue(team)),
                    ("sessionId", result.GetValue(session)));
                var most = ListOptions.Limit(result.GetValue(limit));
                await foreach (var run in ListOptions.PagesAsync(talk, "runs", query, most, cancellationToken))
                {
                    if (talk.Json) await talk.SayAsync(run);
                    else await talk.SayAsync(Line(talk, run));
                }

                return ExitCodes.Done;
            });
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
}
