namespace DurableTeams.Sqlite.Database.Writing;

/// <summary>Where in the writer's work a fault can be injected.</summary>
internal enum WritePoint
{
    /// <summary>A group of units is about to be written.</summary>
    BeforeGroup,

    /// <summary>One unit was executed, nothing is committed.</summary>
    AfterUnit,

    /// <summary>All units were executed; the commit comes next.</summary>
    BeforeCommit,

    /// <summary>The commit is durable; nobody was told yet.</summary>
    AfterCommit,
}
