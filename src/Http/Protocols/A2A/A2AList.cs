using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.WebUtilities;

namespace DurableTeams.Http.Protocols.A2A;

/// <summary>
/// <c>ListTasks</c> (A2A 1.0, section 3.1.4): the tasks whose status changed last come first. The newest 1,000 runs of the team,
/// or of the context, are looked at.
/// </summary>
/// <param name="ContextId">Only of this session.</param>
/// <param name="State">Only in this state.</param>
/// <param name="Size">The most tasks of the page.</param>
/// <param name="After">Where the page before ended.</param>
/// <param name="Since">Only those whose status changed then or later.</param>
/// <param name="History">The most messages of each history.</param>
/// <param name="Artifacts">Whether with artifacts.</param>
internal sealed record A2AList(
    string? ContextId, string? State, int Size, A2AList.Place? After, DateTimeOffset? Since, int? History, bool Artifacts)
{
    private const int MostRuns = 1000;
    private const int Batch = 200;
    private const int DefaultSize = 50;
    private const int MaxSize = 100;

    private static readonly Dictionary<string, RunStatus?> States = new(StringComparer.Ordinal)
    {
        ["TASK_STATE_SUBMITTED"] = RunStatus.Pending,
        ["TASK_STATE_WORKING"] = RunStatus.Running,
        ["TASK_STATE_COMPLETED"] = RunStatus.Completed,
        ["TASK_STATE_FAILED"] = RunStatus.Failed,
        ["TASK_STATE_CANCELED"] = RunStatus.Cancelled,
        ["TASK_STATE_INPUT_REQUIRED"] = RunStatus.Paused,
        ["TASK_STATE_AUTH_REQUIRED"] = RunStatus.Paused,
        // No run is ever rejected.
        ["TASK_STATE_REJECTED"] = null,
    };

    /// <summary>Reads it.</summary>
    /// <exception cref="ApiException">400: it is no such request.</exception>
    public static A2AList Read(BodyFields input)
    {
        var state = input.OptionalText("status", MaxSize);
        // The last is what the official client writes where its caller names none.
        if (state is "" or "TASK_STATE_UNSPECIFIED" or "UNRECOGNIZED") state = null;
        if (state is not null && !States.ContainsKey(state))
            throw ApiErrors.InvalidField("status", $"must be one of {string.Join(", ", States.Keys)}.");
        return new A2AList(
            A2AMessage.OptionalId(input, "contextId"), state,
            (int)(input.OptionalNumber("pageSize", 1, MaxSize) ?? DefaultSize),
            input.OptionalText("pageToken", MaxSize) is { Length: > 0 } token ? Place.Read(token) : null,
            input.OptionalTime("statusTimestampAfter"), A2ASend.History(input), input.OptionalFlag("includeArtifacts") ?? false);
    }

    /// <summary>The page.</summary>
    public async Task<JsonObject> AnswerAsync(A2AParts parts, string teamId, CancellationToken cancellationToken)
    {
        var all = await FindAsync(parts, teamId, cancellationToken);
        var page = all.Where(run => After is not { } place || place.IsBefore(run)).Take(Size).ToList();
        List<JsonObject> tasks = [];
        foreach (var run in page)
        {
            // Lists cut long texts.
            if (await parts.Store.FindRunAsync(run.RunId, cancellationToken) is { } whole)
                tasks.Add(await parts.Tasks.OfAsync(whole, History, Artifacts, cancellationToken));
        }

        var more = page.Count > 0 && page[^1].RunId != all[^1].RunId;
        return new JsonObject
        {
            ["tasks"] = new JsonArray([.. tasks]),
            ["nextPageToken"] = more ? Place.Of(page[^1]).ToString() : "",
            ["pageSize"] = Size,
            ["totalSize"] = all.Count,
        };
    }

    private async Task<List<RunRecord>> FindAsync(A2AParts parts, string teamId, CancellationToken cancellationToken)
    {
        List<RunRecord> found = [];
        if (State is not null && States[State] is null) return found;
        var status = State is null ? null : States[State];
        string? cursor = null;
        var seen = 0;
        do
        {
            var page = await parts.Store.ListRunsAsync(
                new RunQuery(status, teamId, ContextId, Batch, cursor), cancellationToken);
            seen += page.Items.Count;
            cursor = page.Cursor;
            found.AddRange(page.Items.Where(run => Since is not { } since || run.UpdatedAt >= since));
        }
        while (cursor is not null && seen < MostRuns);

        if (status == RunStatus.Paused) found = await AskingAsync(parts, found, cancellationToken);
        return [.. found.OrderByDescending(run => run.UpdatedAt).ThenByDescending(run => run.RunId, StringComparer.Ordinal)];
    }

    private async Task<List<RunRecord>> AskingAsync(A2AParts parts, List<RunRecord> paused, CancellationToken cancellationToken)
    {
        List<RunRecord> asking = [];
        foreach (var run in paused)
        {
            if (A2ATasks.State(run, await parts.Stretch.PendingAsync(run.RunId, cancellationToken)) == State) asking.Add(run);
        }

        return asking;
    }

    /// <summary>A place in the order: a run whose status changes goes to the front, and moves no other.</summary>
    internal sealed record Place(long Ticks, string RunId)
    {
        public static Place Of(RunRecord run) => new(run.UpdatedAt.UtcTicks, run.RunId);

        public static Place Read(string token)
        {
            try
            {
                var text = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(token));
                var at = text.IndexOf(' ', StringComparison.Ordinal);
                if (at > 0 && long.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks))
                    return new Place(ticks, text[(at + 1)..]);
            }
            catch (FormatException)
            {
                // As below.
            }

            throw ApiErrors.InvalidField("pageToken", "is not one that this agent gave.");
        }

        public bool IsBefore(RunRecord run) => run.UpdatedAt.UtcTicks < Ticks
            || (run.UpdatedAt.UtcTicks == Ticks && string.CompareOrdinal(run.RunId, RunId) < 0);

        public override string ToString() =>
            WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{Ticks} {RunId}")));
    }
}
