using DurableTeams.Definitions;

namespace DurableTeams;

/// <summary>
/// Has a person approve calls of the function that is made of this method, as <c>approval: confirmation</c> does in a team
/// file.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresApprovalAttribute : Attribute
{
    /// <summary>Only calls that meet this condition wait, such as <c>amount > 1000</c>; null is every call.</summary>
    public string? When { get; init; }

    /// <summary>Whether whoever approves may replace the arguments.</summary>
    public bool AllowEdit { get; init; }

    /// <summary>How long a call waits for a decision, such as <c>24h</c>; null is for ever.</summary>
    public string? Expires { get; init; }

    /// <summary>What happens after that time.</summary>
    public OnExpiry OnExpiry { get; init; } = OnExpiry.Reject;

    /// <summary>How many different people have to approve, 1 to 100.</summary>
    public int Quorum { get; init; } = 1;
}
