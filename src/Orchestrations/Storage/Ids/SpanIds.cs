using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Ids;

/// <summary>
/// Span ids, made of what the spans describe, so that every process and every replay gives the same ids. Work that a retry
/// repeats is another span: the attempt counts.
/// </summary>
internal static class SpanIds
{
    /// <summary>
    /// The span of a run or of a member run. <paramref name="attempt"/> is how often the run was retried before.
    /// </summary>
    public static string Agent(string runId, int attempt = 0) => Of(runId, "", attempt);

    /// <summary>The span of a model call, by its member run and turn (from 1).</summary>
    public static string Chat(string memberRunId, int turn, int attempt = 0) =>
        Of(memberRunId, string.Create(CultureInfo.InvariantCulture, $"m{turn}"), attempt);

    /// <summary>The span of a tool call.</summary>
    public static string Tool(CallReference call, int attempt = 0)
    {
        ArgumentNullException.ThrowIfNull(call);
        return Of(call.MemberRunId, string.Create(CultureInfo.InvariantCulture, $"t{call.Turn}.{call.Index}"), attempt);
    }

    /// <summary>The span of what a worker reported, by the worker's own id of it.</summary>
    public static string Reported(string memberRunId, string eventId, int attempt = 0) => Of(memberRunId, "w" + eventId, attempt);

    /// <summary>The span of a wait for a decision.</summary>
    public static string Wait(string requirementId, int attempt = 0) => Of(requirementId, "wait", attempt);

    /// <summary>The span of a part of a team's work, such as a phase.</summary>
    public static string Part(string memberRunId, string part, int attempt = 0) => Of(memberRunId, $"part {part}", attempt);

    private static string Of(string id, string part, int attempt)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var text = attempt == 0 ? $"{id}\n{part}" : string.Create(CultureInfo.InvariantCulture, $"{id}\n{part}#{attempt}");
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        // A span id must not be all zeros.
        hash[7] |= 1;
        return Convert.ToHexStringLower(hash[..8]);
    }
}
