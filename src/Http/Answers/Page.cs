namespace DurableTeams.Http.Answers;

/// <summary>A page of a list.</summary>
/// <param name="Items">What is on it.</param>
/// <param name="Cursor">Give it back for the next page; null on the last.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Cursor);
