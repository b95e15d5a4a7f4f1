namespace DurableTeams.Storage;

/// <summary>Why a run or a member run failed.</summary>
/// <param name="Code">Stable: <c>maxSteps</c>, <c>maxTokens</c>, <c>memberTimeout</c>, <c>teamTimeout</c>, <c>modelFailed</c>, <c>memberFailed</c>, <c>internal</c>.</param>
/// <param name="Message">For people.</param>
/// <param name="MemberId">The member it happened in, if it was one.</param>
/// <param name="Phase">The phase it happened in, in modes with phases.</param>
public sealed record RunError(string Code, string Message, string? MemberId = null, string? Phase = null);
