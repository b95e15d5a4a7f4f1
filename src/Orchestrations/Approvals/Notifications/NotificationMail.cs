namespace DurableTeams.Approvals.Notifications;

/// <summary>A mail that tells people of a requirement.</summary>
/// <param name="Id">
/// The left part of its <c>Message-ID</c>: letters, digits, <c>-</c> and <c>_</c>. A repetition has the same.
/// </param>
/// <param name="To">Mail addresses, at least one.</param>
/// <param name="Subject">The subject: one line without control characters.</param>
/// <param name="Text">The body as plain text.</param>
/// <param name="Html">The body as HTML; all texts in it are escaped, and nothing is loaded.</param>
public sealed record NotificationMail(string Id, IReadOnlyList<string> To, string Subject, string Text, string Html)
{
    /// <summary>The <see cref="Id"/> of the mail that this one follows; null where it is the first.</summary>
    public string? Follows { get; init; }
}
