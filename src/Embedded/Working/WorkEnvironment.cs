using System.Globalization;
using System.Text.Json;
using DurableTeams.Worker;

namespace DurableTeams.Embedded.Working;

/// <summary>What a command learns of its work besides the task: variables, and a file.</summary>
internal static class WorkEnvironment
{
    public const string WorkId = "DURABLETEAMS_WORK_ID";
    public const string Token = "DURABLETEAMS_WORK_TOKEN";
    public const string Transcript = "DURABLETEAMS_TRANSCRIPT";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>
    /// The variables; writes the file <c>work.json</c>, the lease without its token, into the work's directory.
    /// </summary>
    public static IEnumerable<(string Name, string Value)> Of(WorkLease lease, WorkSettings settings, string folder)
    {
        var file = Path.Combine(folder, "work.json");
        File.WriteAllText(file, JsonSerializer.Serialize(lease with { Token = "" }, Json));
        yield return (WorkClientOptions.ServerVariable, settings.Server.ToString().TrimEnd('/'));
        if (settings.Key is { } key) yield return (WorkClientOptions.KeyVariable, key);
        yield return (WorkId, lease.WorkId);
        yield return (Token, lease.Token);
        yield return ("DURABLETEAMS_RUN_ID", lease.RunId);
        yield return ("DURABLETEAMS_MEMBER_RUN_ID", lease.MemberRunId);
        yield return ("DURABLETEAMS_MEMBER_ID", lease.MemberId);
        yield return ("DURABLETEAMS_SESSION_ID", lease.Context.SessionId ?? "");
        yield return ("DURABLETEAMS_ATTEMPT", lease.Attempt.ToString(CultureInfo.InvariantCulture));
        yield return ("DURABLETEAMS_IDEMPOTENCY_KEY", lease.IdempotencyKey ?? lease.MemberRunId);
        yield return ("DURABLETEAMS_WORK_FILE", file);
        yield return (Transcript, Path.Combine(folder, Transcripts.TranscriptSource.DefaultFile));
        if (lease.TraceParent is { } parent) yield return ("TRACEPARENT", parent);
    }
}
