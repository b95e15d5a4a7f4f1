namespace DurableTeams.Hooks;

/// <summary>
/// Code of the program that teams ask before and after what they do. A class implements one or more of
/// <see cref="IModelCallHook"/>, <see cref="IToolCallHook"/> and <see cref="IRunHook"/>, and is registered with <c>AddHook</c>.
/// Hooks are asked in the order in which they are registered; the first that blocks ends the question. A hook that throws, or
/// takes longer than 30 s, blocks.
/// </summary>
public interface IHook;
