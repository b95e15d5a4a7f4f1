using DurableTeams.Hooks;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Hooks;

/// <summary>What follows from what hooks said of a call.</summary>
internal static class HookedCalls
{
    /// <summary>Whether the call must not be made.</summary>
    public static bool IsBlocked(HookedCall? hooked) => hooked?.Did is HookWords.Blocked or HookWords.Failed;

    /// <summary>Whether a person must be asked.</summary>
    public static bool IsAsked(HookedCall? hooked) => hooked?.Did == HookWords.Asked;

    /// <summary>What a model is told of a call that a hook did not let pass.</summary>
    public static string Told(HookedCall hooked) => $"The call was not made: the hook {hooked.Hook} says: {hooked.Reason}";
}
