namespace DurableTeams.Services.Events;

/// <summary>What a reader of a run's events gets beside the events themselves.</summary>
[Flags]
public enum EventParts
{
    /// <summary>The events alone.</summary>
    None = 0,

    /// <summary>The text and the calls of an answer, in <c>ModelCallCompleted</c>.</summary>
    Text = 1,

    /// <summary>What tools answered, in <c>ToolCallCompleted</c>.</summary>
    Results = 2,

    /// <summary>The output of member runs and of the run, in <c>MemberRunCompleted</c> and <c>RunCompleted</c>.</summary>
    Outputs = 4,

    /// <summary>
    /// What models write while they write it: <c>ContentDelta</c>, <c>ReasoningDelta</c> and <c>ToolCallDelta</c>.
    /// </summary>
    Deltas = 8,

    /// <summary>Everything.</summary>
    All = Text | Results | Outputs | Deltas,
}
