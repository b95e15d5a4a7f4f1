namespace DurableTeams.Hooks;

/// <summary>Something that a hook did other than to let pass; it becomes an event.</summary>
/// <param name="Hook">The hook.</param>
/// <param name="On">One of <see cref="HookWords"/>: what was judged.</param>
/// <param name="When"><c>before</c> or <c>after</c> it.</param>
/// <param name="Did">One of <see cref="HookWords"/>.</param>
/// <param name="Reason">Why, cut to its bound; null where the hook gave no reason.</param>
internal sealed record HookNote(string Hook, string On, string When, string Did, string? Reason = null)
{
    /// <summary>Whether what was judged must not go on.</summary>
    internal bool Ends => Did is HookWords.Blocked or HookWords.Failed;

    /// <summary>The code of the error that a run or member run fails with.</summary>
    internal string Code => Did == HookWords.Failed ? "hookFailed" : "hookBlocked";

    /// <summary>What happened, after a name such as <c>The leader</c>: <c>was stopped by the hook X: reason</c>.</summary>
    internal string Words => $"was stopped by the hook {Hook}: {Reason}";
}

/// <summary>The words of <see cref="HookNote"/>.</summary>
internal static class HookWords
{
    public const string ModelCall = "modelCall";
    public const string ToolCall = "toolCall";
    public const string Run = "run";
    public const string Before = "before";
    public const string After = "after";
    public const string Blocked = "blocked";
    public const string Failed = "failed";
    public const string Replaced = "replaced";
    public const string Asked = "asked";
}
