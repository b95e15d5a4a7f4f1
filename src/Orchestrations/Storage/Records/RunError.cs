namespace DurableTeams.Storage.Records;

/// <summary>Why a run or a member run failed.</summary>
/// <param name="Code">
/// Stable. Limits: <c>maxSteps</c>, <c>maxTokens</c>, <c>maxHandoffs</c>, <c>memberTimeout</c>, <c>teamTimeout</c>,
/// <c>tooManyCalls</c> (a turn asked for more calls than one input can hold), <c>maxConversation</c> (an agent's conversation
/// is too long). Models: <c>modelFailed</c> (no answer), <c>noAnswer</c> (neither words nor calls, also when asked again),
/// <c>invalidOutput</c> (answers, summaries, splits or votes still do not fit after the repairs). Others: <c>noConsensus</c>
/// (no proposal has its votes), <c>hookBlocked</c> (a hook of the program said no), <c>hookFailed</c> (a hook threw or took
/// too long), <c>internal</c> (a fault of the product).
/// </param>
/// <param name="Message">For people.</param>
/// <param name="MemberId">The member that failed, if it was a member.</param>
/// <param name="Phase">The phase, in modes with phases.</param>
public sealed record RunError(string Code, string Message, string? MemberId = null, string? Phase = null);
