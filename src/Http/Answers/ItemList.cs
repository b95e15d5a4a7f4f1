namespace DurableTeams.Http.Answers;

/// <summary>A list that has no pages.</summary>
/// <param name="Items">What is in it.</param>
internal sealed record ItemList<T>(IReadOnlyList<T> Items);
