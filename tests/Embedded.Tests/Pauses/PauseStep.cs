namespace DurableTeams.Embedded.Tests.Pauses;

/// <summary>One thing that happens to a run.</summary>
/// <param name="Act">What.</param>
/// <param name="Which">To which of the requirements it has, counted round.</param>
public sealed record PauseStep(PauseAct Act, int Which);

/// <summary>What can happen to a run.</summary>
public enum PauseAct
{
    /// <summary>A person approves (or, asked whether a call was made, has it made again).</summary>
    Approve,

    /// <summary>A person rejects.</summary>
    Reject,

    /// <summary>A person says what this kind of requirement does not take.</summary>
    WrongKind,

    /// <summary>An approval is stored, and the process dies before it is raised.</summary>
    StoreOnly,

    /// <summary>Time is up.</summary>
    Expire,

    /// <summary>The process dies.</summary>
    Crash,

    /// <summary>The process stops in good order and comes back.</summary>
    Restart,

    /// <summary>Somebody cancels.</summary>
    Cancel,

    /// <summary>A member's next model call fails for good.</summary>
    BreakModel,

    /// <summary>The next tool call runs and never answers: its process dies first.</summary>
    LoseTool,

    /// <summary>Somebody retries.</summary>
    Retry,

    /// <summary>Nothing happens until nothing happens by itself.</summary>
    Rest,
}
