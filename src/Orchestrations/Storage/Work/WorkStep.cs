using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Work;

/// <summary>Something that happens to a piece of work.</summary>
/// <param name="At">When it happens.</param>
public abstract record WorkStep(DateTimeOffset At);

/// <summary>Somebody gets the work, if it waits.</summary>
/// <param name="At">When.</param>
/// <param name="Worker">Who.</param>
/// <param name="TokenHash">The hash of the new token.</param>
/// <param name="OwnSpans">Whether the worker exports spans of its own.</param>
public sealed record WorkLease(DateTimeOffset At, string Worker, string TokenHash, bool OwnSpans = false) : WorkStep(At);

/// <summary>Time has passed: a wait or a lease may have ended.</summary>
/// <param name="At">When.</param>
public sealed record WorkExpiry(DateTimeOffset At) : WorkStep(At);

/// <summary>Somebody who has, or had, the work says something.</summary>
/// <param name="At">When.</param>
/// <param name="TokenHash">The hash of the token that was shown.</param>
public abstract record WorkWord(DateTimeOffset At, string TokenHash) : WorkStep(At);

/// <summary>The worker is alive.</summary>
/// <param name="At">When.</param>
/// <param name="TokenHash">The hash of the token.</param>
/// <param name="Accepts">Whether an address says so by taking the work.</param>
public sealed record WorkHeartbeat(DateTimeOffset At, string TokenHash, bool Accepts = false) : WorkWord(At, TokenHash);

/// <summary>The worker tells what it did.</summary>
/// <param name="At">When.</param>
/// <param name="TokenHash">The hash of the token.</param>
/// <param name="Events">What it did, each recorded once by its id.</param>
/// <param name="OwnSpans">Whether the worker exports spans of its own.</param>
public sealed record WorkReport(DateTimeOffset At, string TokenHash, IReadOnlyList<WorkerEvent> Events, bool OwnSpans = false)
    : WorkWord(At, TokenHash);

/// <summary>The worker asks a person.</summary>
/// <param name="At">When.</param>
/// <param name="TokenHash">The hash of the token.</param>
/// <param name="Requirement">The question; one that has its id already stays as it is.</param>
public sealed record WorkAsk(DateTimeOffset At, string TokenHash, RequirementRecord Requirement) : WorkWord(At, TokenHash);

/// <summary>The worker is done.</summary>
/// <param name="At">When.</param>
/// <param name="TokenHash">The hash of the token.</param>
/// <param name="Hash">The hash of the completion.</param>
/// <param name="Output">The output; null where the work failed.</param>
/// <param name="Error">Why the work failed.</param>
public sealed record WorkCompletion(DateTimeOffset At, string TokenHash, string Hash, string? Output, RunError? Error)
    : WorkWord(At, TokenHash);
