namespace DurableTeams.Storage;

/// <summary>
/// On an activity class or function: all it does is <see cref="IRunStore.CommitAsync"/>, synchronously, and it returns
/// nothing that depends on it. An engine that shares the store's transactions may run it inside the orchestration's own
/// turn, where it costs no commit; any other engine runs it as the ordinary activity that it is.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class StoreOnlyAttribute : Attribute;
