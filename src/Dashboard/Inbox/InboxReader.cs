using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Dashboard.Inbox;

/// <summary>Reads the inbox.</summary>
internal static class InboxReader
{
    // Each is shown whole, with its conversation.
    private const int AtOnce = 20;

    /// <summary>A page of the inbox.</summary>
    public static async Task<InboxModel> ReadAsync(
        IDurableTeams teams, string? team, string? cursor, IReadOnlyList<Decided> done,
        CancellationToken cancellationToken)
    {
        // Before the list: what comes in between is then news.
        var (counts, mark) = await InboxWatch.LookAsync(teams, cancellationToken);
        var found = await teams.ListRequirementsAsync(
            new RequirementQuery(null, team is { Length: > 0 } ? team : null, Limit: AtOnce, Cursor: cursor)
            {
                Order = RequirementOrder.Deadline,
            },
            cancellationToken);
        var contexts = await Task.WhenAll(found.Items.Select(one => FindAsync(teams, one.RequirementId, cancellationToken)));
        return new InboxModel(
            [.. contexts.OfType<RequirementContextView>().Where(one => one.Requirement.Status == RequirementStatus.Pending)],
            counts, team is { Length: > 0 } ? team : null, found.Cursor, mark, done);
    }

    // Its run may have been deleted just now.
    private static async Task<RequirementContextView?> FindAsync(
        IDurableTeams teams, string requirementId, CancellationToken cancellationToken)
    {
        try
        {
            return await teams.GetRequirementContextAsync(requirementId, cancellationToken);
        }
        catch (ApiException exception) when (exception.Status == 404)
        {
            return null;
        }
    }
}
