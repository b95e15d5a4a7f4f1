using DurableTeams.Storage.Records;

namespace DurableTeams.Approvals.Notifications;

/// <summary>A link of a notification.</summary>
/// <param name="Word">What it leads to, such as <c>Approve</c>.</param>
/// <param name="Url">The address.</param>
/// <param name="Leaning">Whether the decision is for the call, against it, or open.</param>
internal sealed record NotificationLink(string Word, string Url, LinkLeaning Leaning)
{
    // Slack takes no longer one.
    private const int Longest = 3_000;

    /// <summary>The links of a requirement; none where it has none.</summary>
    public static IReadOnlyList<NotificationLink> Of(RequirementView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (view.Links is not { } links) return [];
        // Only a confirmation can be approved; other kinds are answered on the page, where a confirmation can be edited.
        NotificationLink[] all = view.Kind == RequirementKind.Confirmation
            ?
            [
                new("Approve", links.Approve, LinkLeaning.For), new("Reject", links.Reject, LinkLeaning.Against),
                .. Open(links.Decide),
            ]
            : [new("Answer", links.Decide ?? links.Approve, LinkLeaning.Open), new("Reject", links.Reject, LinkLeaning.Against)];
        return [.. all.Where(link => link.Url is { Length: > 0 and <= Longest }).DistinctBy(link => link.Url)];
    }

    private static IEnumerable<NotificationLink> Open(string? url) => url is null ? [] : [new("Open", url, LinkLeaning.Open)];
}

/// <summary>What the decision behind a link means for the call.</summary>
internal enum LinkLeaning
{
    /// <summary>The call is made.</summary>
    For,

    /// <summary>The call is not made.</summary>
    Against,

    /// <summary>The person chooses on the page.</summary>
    Open,
}
