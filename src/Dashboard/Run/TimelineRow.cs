using DurableTeams.Telemetry;

namespace DurableTeams.Dashboard.Run;

/// <summary>One row of a run's timeline.</summary>
/// <param name="Span">What was done.</param>
/// <param name="Depth">How deep it is nested; the run is 0.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Label">What it is called: the member, the model, the tool.</param>
/// <param name="Left">Where its bar begins, in thousandths of the run's time.</param>
/// <param name="Width">How long its bar is, likewise; at least 3, so that it is seen.</param>
/// <param name="Duration">How long it took, or has taken so far.</param>
/// <param name="Tokens">The tokens that it used; null where it used none of its own.</param>
/// <param name="Attempts">How often it was tried; 1 where that is not told.</param>
public sealed record TimelineRow(
    SpanView Span, int Depth, RowKind Kind, string Label, double Left, double Width, TimeSpan Duration, long? Tokens,
    int Attempts)
{
    /// <summary>Whether it goes on.</summary>
    public bool IsOpen => Span.EndTime is null;

    /// <summary>Whether it failed.</summary>
    public bool HasFailed => Span.Status == "error";
}

/// <summary>What a row of a timeline is.</summary>
public enum RowKind
{
    /// <summary>A member run, or the run itself.</summary>
    Member,

    /// <summary>A call of a model.</summary>
    Model,

    /// <summary>A call of a tool.</summary>
    Tool,

    /// <summary>A wait for a person.</summary>
    Wait,

    /// <summary>A part of a mode: a phase, a round.</summary>
    Part,
}
