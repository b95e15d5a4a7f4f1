namespace DurableTeams.Services;

/// <summary>The checked input of a fork.</summary>
/// <param name="FromSequence">The last event that is shared; null shares everything but the run's end.</param>
/// <param name="Message">The message that is told after the shared past; null for none.</param>
public sealed record ForkRequest(long? FromSequence = null, string? Message = null);
