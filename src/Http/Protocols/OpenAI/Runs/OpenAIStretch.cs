using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.OpenAI.Runs;

/// <summary>What an answer tells: a run from an event on, to where it stands.</summary>
/// <param name="Run">The run.</param>
/// <param name="After">The event after which it begins; 0 for the whole run.</param>
/// <param name="Previous">The response that it goes on from; null where none is known.</param>
/// <param name="Background">Whether the caller waits for it elsewhere.</param>
internal sealed record OpenAIStretch(RunRecord Run, long After, string? Previous, bool Background);
