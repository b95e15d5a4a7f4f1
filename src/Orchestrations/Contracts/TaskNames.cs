namespace DurableTeams.Contracts;

/// <summary>
/// The names under which orchestrations and activities are registered and called. They are in recorded histories: never rename
/// one.
/// </summary>
internal static class TaskNames
{
    /// <summary>Orchestration of a run; instance id = run id.</summary>
    public const string RunTeam = "TeamRun";

    /// <summary>Orchestration of a member's run; instance id = member run id.</summary>
    public const string RunMember = "MemberRun";

    /// <summary>Orchestration of a nested team's run; instance id = its member run id.</summary>
    public const string NestedTeam = "NestedTeam";

    /// <summary>Activity: one model turn of an agent.</summary>
    public const string ModelCall = "ModelCall";

    /// <summary>Activity: one attempt of a tool call.</summary>
    public const string ToolCall = "ToolCall";

    /// <summary>Activity: answers a call with the decision on it, without making the call.</summary>
    public const string Settle = "Settle";

    /// <summary>Activity: decides that a requirement has expired, unless somebody decided it before.</summary>
    public const string Expire = "Expire";

    /// <summary>Activity: marks a requirement escalated.</summary>
    public const string Escalate = "Escalate";

    /// <summary>
    /// Orchestration that notifies an address of a requirement; it may run longer than the wait for the decision.
    /// </summary>
    public const string Notify = "Notify";

    /// <summary>Activity: one attempt to notify an address.</summary>
    public const string NotifyCall = "NotifyCall";

    /// <summary>Orchestration that tells an address how a run stands.</summary>
    public const string Callback = "RunCallback";

    /// <summary>Activity: one look at a run for such an address.</summary>
    public const string CallbackCall = "RunCallbackCall";

    /// <summary>Activity: ends a member run or a run with words that are recorded already.</summary>
    public const string Finish = "Finish";

    /// <summary>Activity: how a member run ended before the run was retried.</summary>
    public const string Outcome = "Outcome";

    /// <summary>Activity: applies changes that agents made to the session state.</summary>
    public const string MergeState = "MergeState";

    /// <summary>Activity: records the end of a phase, with its summary.</summary>
    public const string PhaseEnd = "PhaseEnd";

    /// <summary>Activity: records what a step of a negotiation came to.</summary>
    public const string RecordSpec = "RecordSpec";

    /// <summary>Store-only activity: writes what an orchestration decided.</summary>
    public const string Record = "Record";

    /// <summary>Orchestration of a remote member's run; instance id = member run id.</summary>
    public const string RemoteMember = "RemoteMember";

    /// <summary>Activity: offers the work of a remote member run.</summary>
    public const string WorkBegin = "WorkBegin";

    /// <summary>Activity: looks at the work of a remote member run, and ends the member run with it.</summary>
    public const string WorkLook = "WorkLook";

    /// <summary>Orchestration that sends work to an address.</summary>
    public const string Push = "Push";

    /// <summary>Activity: one request that sends work to an address.</summary>
    public const string PushCall = "PushCall";

    /// <summary>Orchestration that talks with an A2A agent about work.</summary>
    public const string A2A = "A2A";

    /// <summary>Activity: one look at the task of an A2A agent, and the next thing to do about it.</summary>
    public const string A2ACall = "A2ACall";

    /// <summary>Activity: asks hooks before a run works.</summary>
    public const string RunStarting = "RunStarting";

    /// <summary>Activity: tells hooks that a run has ended.</summary>
    public const string RunEnded = "RunEnded";

    /// <summary>Activity: marks a member run paused, and its run too where nothing else works.</summary>
    public const string Pause = "Pause";
}
