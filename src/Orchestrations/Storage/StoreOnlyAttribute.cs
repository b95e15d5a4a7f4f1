namespace DurableTeams.Storage;

/// <summary>
/// Marks an activity class or function that only calls <see cref="IRunStore.CommitAsync"/>, synchronously, and returns nothing
/// that depends on the call. An engine that shares the store's transactions may run such an activity inside the orchestration's
/// own turn, without a commit of its own; any other engine runs it as an ordinary activity.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class StoreOnlyAttribute : Attribute;
