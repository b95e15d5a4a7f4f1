using DurableTeams.Errors;
using DurableTeams.Storage.Work;

namespace DurableTeams.Services.Work;

/// <summary>The errors of calls about work.</summary>
internal static class WorkErrors
{
    /// <summary>The error of an outcome; null where the call did what it should.</summary>
    public static ApiException? Of(string workId, WorkAnswer answer) => answer.Outcome switch
    {
        WorkOutcome.NotFound => ApiErrors.NotFound("work", workId),
        WorkOutcome.InvalidToken => ApiErrors.Forbidden("invalidToken", "This token is not one of this work."),
        WorkOutcome.Superseded => ApiErrors.Conflict(
            "superseded",
            "The lease of this token was lost: stop this work. Somebody else does it, or nobody needs it any more."),
        WorkOutcome.Ended when answer.Work?.Status == WorkStatus.Cancelled => ApiErrors.Conflict(
            "workEnded", "The run no longer needs this work: stop it."),
        WorkOutcome.Ended => ApiErrors.Conflict("workEnded", "This work has ended."),
        WorkOutcome.Contradiction => ApiErrors.Conflict(
            "alreadyCompleted", "This work was completed before, with another output or error."),
        _ => null,
    };

    /// <summary>A bound on one piece of work.</summary>
    public static ApiException TooMany(string code, string message) =>
        new(429, code, message) { RetryAfter = TimeSpan.FromMinutes(1) };
}
