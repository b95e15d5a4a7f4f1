namespace DurableTeams.Dashboard.Components;

/// <summary>The parts of the dashboard, in the order of the navigation.</summary>
public enum NavigationItem
{
    /// <summary>What waits for a decision.</summary>
    Inbox,

    /// <summary>Runs.</summary>
    Runs,

    /// <summary>Teams.</summary>
    Teams,

    /// <summary>Sessions.</summary>
    Sessions,

    /// <summary>Talking to a team.</summary>
    Playground,

    /// <summary>How the host is.</summary>
    Health,
}
