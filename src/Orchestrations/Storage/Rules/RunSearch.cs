using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Rules;

/// <summary>For stores: which runs a search finds. A page of it looks at <see cref="RunQuery.MaxLooked"/> runs at most.</summary>
public static class RunSearch
{
    /// <summary>Whether a query restricts more than stores have lists for.</summary>
    public static bool Is(RunQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query is not { UserId: null, Text: null, CreatedAfter: null, CreatedBefore: null, ErrorCode: null };
    }

    /// <summary>Whether a run fits all restrictions but the session; of its texts, what lists show counts.</summary>
    public static bool Fits(
        RunQuery query, RunStatus status, string teamId, string? userId, string input, RunError? error, DateTimeOffset createdAt)
    {
        ArgumentNullException.ThrowIfNull(query);
        return (query.Status is null || status == query.Status)
            && (query.TeamId is null || teamId == query.TeamId)
            && (query.UserId is null || userId == query.UserId)
            && (query.ErrorCode is null || error?.Code == query.ErrorCode)
            && !(createdAt < query.CreatedAfter)
            && !(createdAt >= query.CreatedBefore)
            && (query.Text is not { } text || Holds(input, text) || Holds(error?.Message, text));
    }

    private static bool Holds(string? shown, string text) =>
        RunSummary.Cut(shown)?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
}
