using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Services.Health;

/// <summary>Counts the unfinished runs of a team by the version of its definition.</summary>
internal sealed class DefinitionUse(IRunStore store, ITeamCatalog teams)
{
    private const int PageSize = 200;

    /// <summary>The versions.</summary>
    /// <exception cref="ApiException">404: the team is not served, and has no unfinished run.</exception>
    public async Task<DefinitionUseView> ReadAsync(string teamId, CancellationToken cancellationToken)
    {
        var current = teams.Find(teamId)?.Version;
        var runs = new Dictionary<string, (int Count, DateTimeOffset Newest)>(StringComparer.Ordinal);
        var complete = true;
        foreach (var status in new[] { RunStatus.Pending, RunStatus.Running, RunStatus.Paused })
        {
            var (left, cursor) = (DefinitionUseView.MaxRuns, (string?)null);
            do
            {
                var page = await store.ListRunSummariesAsync(
                    new RunQuery(status, teamId, Limit: PageSize, Cursor: cursor), cancellationToken);
                foreach (var run in page.Items.Select(item => item.Run))
                {
                    var (count, newest) = runs.GetValueOrDefault(run.DefinitionVersion);
                    runs[run.DefinitionVersion] = (count + 1, run.CreatedAt > newest ? run.CreatedAt : newest);
                }

                left -= page.Items.Count;
                cursor = page.Cursor;
            }
            while (cursor is not null && left > 0);
            complete &= cursor is null;
        }

        if (current is null && runs.Count == 0) throw ApiErrors.NotFound("team", teamId);
        var others = runs.Where(use => use.Key != current).OrderByDescending(use => use.Value.Newest)
            .Select(use => new VersionUseView(use.Key, use.Value.Count, use.Value.Newest));
        IEnumerable<VersionUseView> own = current is null ? []
            : runs.TryGetValue(current, out var now)
                ? [new VersionUseView(current, now.Count, now.Newest)]
                : [new VersionUseView(current, 0, null)];
        return new DefinitionUseView(teamId, current, [.. own, .. others], complete);
    }
}
