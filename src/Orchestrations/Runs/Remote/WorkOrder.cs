namespace DurableTeams.Runs.Remote;

/// <summary>What whoever gets a piece of work is told.</summary>
/// <param name="WorkId">The id of the work, the same for every attempt.</param>
/// <param name="Token">The secret of this attempt; every call about the work shows it.</param>
/// <param name="RunId">The run.</param>
/// <param name="MemberRunId">The member run.</param>
/// <param name="MemberId">The member.</param>
/// <param name="Spawn">Counts the runs of this member in this run, from 1.</param>
/// <param name="Attempt">Which attempt this is, from 1.</param>
/// <param name="Task">What is to be done.</param>
/// <param name="Context">What is known besides.</param>
/// <param name="Traceparent">The W3C <c>traceparent</c> of the member run's span.</param>
/// <param name="IdempotencyKey">The key for effects of the work, the same for every attempt.</param>
/// <param name="Deadline">Until when a heartbeat, or the answer, has to come.</param>
/// <param name="Callback">The address for the answer, with the token; only in work that is sent.</param>
public sealed record WorkOrder(
    string WorkId,
    string Token,
    string RunId,
    string MemberRunId,
    string MemberId,
    int Spawn,
    int Attempt,
    string Task,
    WorkContext Context,
    string Traceparent,
    string IdempotencyKey,
    DateTimeOffset? Deadline,
    string? Callback = null);

/// <summary>What is known of a piece of work besides the task.</summary>
/// <param name="TeamId">The member's team.</param>
/// <param name="SessionId">The session.</param>
/// <param name="UserId">The user who asked, if the caller named one.</param>
/// <param name="Name">The name of the member.</param>
/// <param name="Role">What the member is for.</param>
/// <param name="Phase">The phase, in modes with phases.</param>
/// <param name="Messages">What a model in the member's place would be told before the task: instructions and history.</param>
public sealed record WorkContext(
    string TeamId,
    string SessionId,
    string? UserId,
    string Name,
    string? Role,
    string? Phase,
    IReadOnlyList<WorkMessage> Messages);

/// <summary>A message.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Author">The agent that said it; null for people.</param>
/// <param name="Text">The words.</param>
public sealed record WorkMessage(string Role, string? Author, string Text);
