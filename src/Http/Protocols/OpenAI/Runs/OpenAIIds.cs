using System.Globalization;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Http.Protocols.OpenAI.Runs;

/// <summary>
/// The ids of answers: the run's id, and the event after which the answer begins where it is not the run's first. So every answer
/// is found again by its id alone.
/// </summary>
internal static class OpenAIIds
{
    private const string Prefix = "resp_";

    /// <summary>A response.</summary>
    public static string Response(string runId, long after) => Prefix + Stretch(runId, after);

    /// <summary>A chat completion.</summary>
    public static string Completion(string runId, long after) => "chatcmpl-" + Stretch(runId, after);

    /// <summary>A message that the leader wrote.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="turn">The leader's turn.</param>
    /// <param name="again">How often its text began anew before.</param>
    public static string Message(string runId, int turn, int again) => again == 0
        ? FormattableString.Invariant($"msg_{RunIds.Leader(runId)}-{turn}")
        : FormattableString.Invariant($"msg_{RunIds.Leader(runId)}-{turn}-again{again}");

    /// <summary>The run and the event that the id of a response names.</summary>
    public static (string RunId, long After) Read(string id)
    {
        var text = id.StartsWith(Prefix, StringComparison.Ordinal) ? id[Prefix.Length..] : id;
        var at = text.IndexOf('_', StringComparison.Ordinal);
        return at >= 0 && long.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var after)
            ? (text[..at], after)
            : (text, 0);
    }

    private static string Stretch(string runId, long after) =>
        after == 0 ? runId : FormattableString.Invariant($"{runId}_{after}");
}
