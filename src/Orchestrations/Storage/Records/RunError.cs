namespace DurableTeams.Storage.Records;

/// <summary>Why a run or a member run failed.</summary>
/// <param name="Code">
/// Stable: <c>maxSteps</c>, <c>maxTokens</c>, <c>maxHandoffs</c>, <c>memberTimeout</c>, <c>teamTimeout</c> (limits), <c>modelFailed</c> (no
/// answer to be had), <c>noAnswer</c> (neither words nor calls, and not when asked again), <c>invalidOutput</c> (answers, summaries, splits or votes not as asked for, and not after the repairs),
/// <c>noConsensus</c> (no proposal has its votes), <c>tooManyCalls</c> (a turn asked for more than can be carried), <c>maxConversation</c> (an agent's conversation is longer than it may be), <c>internal</c> (nobody's fault but the product's).
/// </param>
/// <param name="Message">For people.</param>
/// <param name="MemberId">The member it happened in, if it was one.</param>
/// <param name="Phase">The phase it happened in, in modes with phases.</param>
public sealed record RunError(string Code, string Message, string? MemberId = null, string? Phase = null);
