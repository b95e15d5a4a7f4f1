namespace DurableTeams.Runs.Remote.A2A;

/// <summary>The message that begins an agent's task.</summary>
internal static class A2ATaskMessage
{
    /// <summary>
    /// The task first; after it the member's instructions, where it has any, and what was said before.
    /// </summary>
    /// <param name="order">The work.</param>
    /// <param name="instructions">Whether the member has instructions.</param>
    public static IReadOnlyList<A2APart> Of(WorkOrder order, bool instructions)
    {
        ArgumentNullException.ThrowIfNull(order);
        List<A2APart> parts = [new A2APart(order.Task)];
        var known = order.Context.Messages;
        if (instructions && known is [{ Role: "system", Text: var system }, ..])
            parts.Add(new A2APart($"\n\nInstructions:\n{system}"));
        var before = known.Where(message => message.Role != "system")
            .Select(message => $"{message.Author ?? message.Role}: {message.Text}").ToList();
        if (before.Count > 0) parts.Add(new A2APart($"\n\nWhat was said before:\n{string.Join('\n', before)}"));
        return parts;
    }
}
