using System.Runtime.InteropServices;
using System.Text.Json;
using DurableTeams.Json;

namespace DurableTeams.Storage.Rules;

/// <summary>The bound on a session's state: every run of the session reads the state.</summary>
public static class SessionStateLimit
{
    /// <summary>Bytes of a state as compact JSON.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>
    /// The state with the patch; the unchanged state where the patch would make it too large. A state that is too large already
    /// may shrink.
    /// </summary>
    public static JsonElement Apply(JsonElement state, JsonElement patch)
    {
        var patched = JsonMergePatch.Apply(state, patch);
        return Refuses(state, patched) ? state : patched;
    }

    /// <summary>Whether the change from one state to the other is refused.</summary>
    public static bool Refuses(JsonElement state, JsonElement patched) =>
        JsonMarshal.GetRawUtf8Value(patched) is { Length: > MaxBytes } after
            && after.Length > JsonMarshal.GetRawUtf8Value(state).Length;
}
