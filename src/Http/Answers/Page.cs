namespace DurableTeams.Http.Answers;

/// <summary>A page of a list.</summary>
/// <param name="Items">The items.</param>
/// <param name="Cursor">The cursor of the next page; null on the last.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Cursor);
