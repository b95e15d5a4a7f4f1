using System.Text.Json.Serialization;

namespace DurableTeams.Contracts.Callbacks;

/// <summary>The input of the orchestration that tells an address how a run stands, and of each look at the run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Form">The form of what is told.</param>
/// <param name="Sealed">The address, and what it asks for; sealed, since it holds secrets.</param>
/// <param name="After">The last event that was told of.</param>
/// <param name="Attempt">Which attempt to tell it, from 1.</param>
internal sealed record RunCallbackInput(
    string RunId,
    string Form,
    string Sealed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long After = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Attempt = 0);

/// <summary>How a look at a run ended.</summary>
/// <param name="After">The last event that was told of.</param>
/// <param name="Ended">Whether there is nothing more to tell.</param>
/// <param name="TryAgain">Whether what is to be told could not be.</param>
/// <param name="RetryAfterMs">How long the address asks to wait before the next attempt, in milliseconds.</param>
/// <param name="RestsMs">Where the run waits for people: how long it stays so at most, if nobody decides, in
/// milliseconds.</param>
internal sealed record RunCallbackResult(
    long After,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Ended = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool TryAgain = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RetryAfterMs = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RestsMs = null);
