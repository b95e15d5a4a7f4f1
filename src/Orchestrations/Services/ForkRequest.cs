namespace DurableTeams.Services;

/// <summary>What a run is forked with, already checked.</summary>
/// <param name="FromSequence">The last event that is shared; null shares everything but the run's end.</param>
/// <param name="Message">What is told after the shared past; null tells nothing.</param>
public sealed record ForkRequest(long? FromSequence = null, string? Message = null);
