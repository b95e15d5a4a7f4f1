namespace DurableTeams.Http.Answers;

/// <summary>That the service can work.</summary>
/// <param name="Status">Always <c>ok</c>: what cannot work answers 503.</param>
internal sealed record Health(string Status);
