using System.CommandLine;
using System.Text.Json;
using DurableTeams.Embedded.Display;
using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Embedded.Client;

/// <summary>
/// <c>inbox</c>: what people have to decide. A terminal gets a table, with <c>--watch</c> a live one; pipes and <c>--json</c> get
/// lines.
/// </summary>
internal static class InboxCommand
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var (team, run, limit) = (
            ListOptions.Team(), ListOptions.Text("--run", "RUN", "Only what this run asks"), ListOptions.Limit());
        var watch = new Option<bool>("--watch") { Description = "Go on, and show what comes in" };
        return ClientOptions.On(
            new Command("inbox", "Lists what people have to decide, of all runs") { team, run, limit, watch },
            async (result, talk, cancellationToken) =>
            {
                var inbox = new HostInbox(
                    talk, ListOptions.Query(("teamId", result.GetValue(team)), ("runId", result.GetValue(run))),
                    ListOptions.Limit(result.GetValue(limit)));
                var goesOn = result.GetValue(watch);
                // The library of the table takes 70 ms to load: it is loaded for terminals alone.
                if (!talk.Json && Paint.IsTerminal)
                    return await InboxScreen.OfTerminal(talk).ShowAsync(inbox, goesOn ? Look : null, cancellationToken);
                return await ListAsync(talk, inbox, goesOn, cancellationToken);
            });
    }

    private static async Task<int> ListAsync(HostTalk talk, HostInbox inbox, bool goesOn, CancellationToken cancellationToken)
    {
        HashSet<string> shown = [];
        while (true)
        {
            // Away for a moment: what was shown stays known.
            if (await inbox.ReadAsync(patient: goesOn, cancellationToken) is { } pending)
            {
                foreach (var requirement in pending.Where(one => !shown.Contains(one.Text("requirementId"))))
                {
                    if (talk.Json) await talk.SayAsync(requirement);
                    else await talk.RequirementAsync(requirement);
                }

                if (pending.Count == 0 && !talk.Json && !goesOn)
                    await Console.Error.WriteLineAsync("inbox: nobody has to decide anything.");
                shown = [.. pending.Select(one => one.Text("requirementId"))];
            }

            if (!goesOn) return ExitCodes.Done;
            await Task.Delay(Look, cancellationToken);
        }
    }
}
