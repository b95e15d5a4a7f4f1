using DurableTeams.Storage.Records;

namespace DurableTeams.Storage;

/// <summary>Which runs to list; null members do not restrict.</summary>
/// <param name="Status">Only with this status.</param>
/// <param name="TeamId">Only of this team.</param>
/// <param name="SessionId">Only of this session.</param>
/// <param name="Limit">The most items, 1 to 200.</param>
/// <param name="Cursor">Where the page before ended.</param>
public sealed record RunQuery(
    RunStatus? Status = null, string? TeamId = null, string? SessionId = null, int Limit = 50, string? Cursor = null)
{
    /// <summary>
    /// The most runs that a page of a search looks at (a search has <see cref="UserId"/>, <see cref="Text"/>,
    /// <see cref="ErrorCode"/> or a time). So such a page may have fewer items than its limit, or none, and still a cursor: there
    /// may be more.
    /// </summary>
    public const int MaxLooked = 1_000;

    /// <summary>Only of this user.</summary>
    public string? UserId { get; init; }

    /// <summary>
    /// Only with this text in the run's input or its error's message, in any case, as far as lists show these: in the first
    /// 1,000 characters of each.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>Only created at this moment or later.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Only created before this moment.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Only failed with this code (<see cref="RunError.Code"/>).</summary>
    public string? ErrorCode { get; init; }
}

/// <summary>Which requirements to list; null members do not restrict.</summary>
/// <param name="Status">Only with this status.</param>
/// <param name="TeamId">Only of this team.</param>
/// <param name="RunId">Only of this run.</param>
/// <param name="MemberId">Only of this member.</param>
/// <param name="Limit">The most items, 1 to 200.</param>
/// <param name="Cursor">Where the page before ended.</param>
public sealed record RequirementQuery(
    RequirementStatus? Status = null,
    string? TeamId = null,
    string? RunId = null,
    string? MemberId = null,
    int Limit = 50,
    string? Cursor = null)
{
    /// <summary>
    /// The order. With <see cref="RequirementOrder.Deadline"/> only pending requirements are listed, and
    /// <see cref="Status"/> is null or pending. A cursor goes on in the order of the page that it comes from.
    /// </summary>
    public RequirementOrder Order { get; init; }
}

/// <summary>The orders of a list of requirements.</summary>
public enum RequirementOrder
{
    /// <summary>The newest first.</summary>
    Newest,

    /// <summary>
    /// Pending requirements: the earliest deadline (<c>expiresAt</c>) first, those without a deadline after all that have one;
    /// of the same deadline the oldest first, and of the same moment in the order in which they were asked.
    /// </summary>
    Deadline,
}

/// <summary>A page.</summary>
/// <param name="Items">The items of the page.</param>
/// <param name="Cursor">The cursor of the next page; null on the last.</param>
/// <typeparam name="T">The type of the items.</typeparam>
public sealed record StorePage<T>(IReadOnlyList<T> Items, string? Cursor);

/// <summary>A cursor that does not come from this API.</summary>
public sealed class InvalidCursorException : Exception
{
    /// <summary>Makes the exception.</summary>
    public InvalidCursorException()
        : base("This cursor does not come from this API; leave it out to start at the first page.") { }
}
