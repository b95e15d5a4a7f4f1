using System.Security.Cryptography;
using System.Text;

namespace DurableTeams.Runs.Callbacks;

/// <summary>The ids of callbacks' orchestrations.</summary>
internal static class RunCallbackIds
{
    /// <summary>What the ids of a run's callbacks begin with.</summary>
    public static string Prefix(string runId) => $"callback-{runId}-";

    /// <summary>The id of a callback's orchestration.</summary>
    public static string Instance(string runId, string callbackId) => Prefix(runId) + Hash(callbackId);

    /// <summary>A callback's id, which callers choose, in 16 digits.</summary>
    public static string Hash(string callbackId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(callbackId)).AsSpan(0, 8));
}
