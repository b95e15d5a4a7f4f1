using System.Runtime.InteropServices;
using System.Text.Json;

namespace DurableTeams.Storage;

/// <summary>How large a session's state may become: every run of the session reads it.</summary>
public static class SessionStateLimit
{
    /// <summary>Bytes of a state as compact JSON.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The state with the patch; the state as it is where the patch would make it larger than it may be. One that is too large already may shrink.</summary>
    public static JsonElement Apply(JsonElement state, JsonElement patch)
    {
        var patched = JsonMergePatch.Apply(state, patch);
        return Refuses(state, patched) ? state : patched;
    }

    /// <summary>Whether a state may not become this.</summary>
    public static bool Refuses(JsonElement state, JsonElement patched) =>
        JsonMarshal.GetRawUtf8Value(patched) is { Length: > MaxBytes } after && after.Length > JsonMarshal.GetRawUtf8Value(state).Length;
}
