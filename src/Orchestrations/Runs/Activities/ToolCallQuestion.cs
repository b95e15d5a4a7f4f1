using DurableTeams.Storage.Records;
using DurableTeams.Tools;

namespace DurableTeams.Runs.Activities;

/// <summary>What a person is asked about a call that was already to be made.</summary>
/// <param name="Kind">The kind of the requirement.</param>
/// <param name="Reason">Why the person is asked.</param>
internal sealed record ToolCallQuestion(RequirementKind Kind, string Reason)
{
    /// <summary>The fields that the person fills in.</summary>
    public IReadOnlyList<InputField>? Fields { get; private init; }

    /// <summary>Whether the decision may replace the arguments.</summary>
    public bool AllowEdit { get; private init; }

    /// <summary>How many people have to approve.</summary>
    public int Quorum { get; private init; } = 1;

    /// <summary>Whether an address is notified.</summary>
    public bool Notifies { get; init; }

    /// <summary>Nobody knows whether the call was made.</summary>
    public static ToolCallQuestion Unknown(string reason) => new(RequirementKind.UnknownOutcome, reason);

    /// <summary>
    /// The tool is missing, or not the one that was allowed: the call waits for the tool, and keeps the decision on it.
    /// </summary>
    public static ToolCallQuestion Gone(ToolStanding standing, RequirementRecord? allowed) =>
        new(RequirementKind.Confirmation, $"toolNotDefined: the tool {standing.Reason}") { Quorum = allowed?.Quorum ?? 1 };

    /// <summary>A hook asks a person about arguments that it has not seen before.</summary>
    public static ToolCallQuestion Hooked(ToolDescription tool, string reason) => new(RequirementKind.Confirmation, reason)
    {
        Quorum = tool.Definition.Approve.Quorum ?? 1,
    };

    /// <summary>The tool is gated now, and was not when the call was made.</summary>
    public static ToolCallQuestion Gated(ToolDescription tool, RequirementKind kind, IReadOnlyList<InputField>? fields) =>
        new(kind, "the tool is gated now")
        {
            Fields = fields,
            AllowEdit = tool.Definition.Approve.AllowEdit && kind == RequirementKind.Confirmation,
            Quorum = kind == RequirementKind.Confirmation ? tool.Definition.Approve.Quorum ?? 1 : 1,
        };
}
