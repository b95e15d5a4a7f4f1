namespace DurableTeams.Tools;

/// <summary>What has become of the tool that a call is bound to.</summary>
/// <param name="State">Whether it can be called.</param>
/// <param name="Tool">The tool as it is now; null where that is not known.</param>
/// <param name="Reason">Why it cannot be called, as the end of a sentence about it; null where it can.</param>
public sealed record ToolStanding(ToolState State, ToolDescription? Tool, string? Reason = null)
{
    /// <summary>The tool is there.</summary>
    public static ToolStanding Ready(ToolDescription tool) => new(ToolState.Ready, tool);

    /// <summary>It is not there.</summary>
    public static ToolStanding Gone { get; } = new(ToolState.Gone, null, "is not defined any more");

    /// <summary>As <see cref="Gone"/>, but its server, which may have just started, may list it soon.</summary>
    public static ToolStanding NotListed { get; } = Gone with { MayAppear = true };

    /// <summary>Whether a tool that is gone may be there when it is asked for again.</summary>
    public bool MayAppear { get; init; }
}

/// <summary>Whether a tool can be called.</summary>
public enum ToolState
{
    /// <summary>It can.</summary>
    Ready,

    /// <summary>It takes other arguments, or is behind another address, than when the call was made.</summary>
    Changed,

    /// <summary>It is not there.</summary>
    Gone,

    /// <summary>An environment variable that it needs is not set.</summary>
    Unusable,

    /// <summary>Its server cannot be asked.</summary>
    Away,

    /// <summary>As <see cref="Away"/>, and asking again does not help.</summary>
    Refused,
}
