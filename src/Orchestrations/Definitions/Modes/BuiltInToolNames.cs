namespace DurableTeams.Definitions.Modes;

/// <summary>The names of the tools that modes give to agents; a team's own tools may not have them.</summary>
internal static class BuiltInToolNames
{
    /// <summary>Gives one member work.</summary>
    public const string Delegate = "delegate_task_to_member";

    /// <summary>Gives all members the same work.</summary>
    public const string DelegateToAll = "delegate_task_to_members";

    /// <summary>Plans a task.</summary>
    public const string CreateTask = "create_task";

    /// <summary>Ends the planning of tasks.</summary>
    public const string Complete = "complete";

    /// <summary>Hands the run over to another agent.</summary>
    public const string Transfer = "transfer_to_agent";

    /// <summary>Ends a loop.</summary>
    public const string ExitLoop = "exit_loop";

    /// <summary>Changes the session state.</summary>
    public const string UpdateState = "update_session_state";

    /// <summary>Tells a party of a negotiation who claims what.</summary>
    public const string CurrentClaims = "get_current_claims";

    /// <summary>Tells a party of a negotiation what is proposed for a section.</summary>
    public const string NegotiationState = "get_negotiation_state";

    /// <summary>Asks a person who gets a section of a specification; a negotiation makes the call, never a model.</summary>
    public const string SettleSection = "settle_section";

    /// <summary>All names.</summary>
    public static IReadOnlySet<string> All { get; } =
        new HashSet<string>(
            [
                Delegate, DelegateToAll, CreateTask, Complete, Transfer, ExitLoop, UpdateState, CurrentClaims, NegotiationState,
                SettleSection,
            ],
            StringComparer.Ordinal);

    /// <summary>Why a team's own tool may not have such a name.</summary>
    internal static string Reason(string name) => $"'{name}' is a built-in tool; give yours another name";
}
