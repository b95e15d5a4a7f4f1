using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Approvals;
using DurableTeams.Json;
using DurableTeams.Services;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Http.Protocols.A2A;

/// <summary>Makes tasks of runs (A2A 1.0, sections 4.1.1 to 4.1.7).</summary>
internal sealed class A2ATasks(IRunStore store, RunStretch stretch, RunViews runs, RequirementViews requirements)
{
    /// <summary>The id of a task's only artifact, the answer.</summary>
    public const string Answer = "answer";

    private const int MaxHistory = 200;

    /// <summary>The state of a run's task.</summary>
    /// <param name="run">The run.</param>
    /// <param name="pending">What it waits for, where it waits.</param>
    public static string State(RunRecord run, IReadOnlyList<RequirementRecord> pending) => run.Status switch
    {
        RunStatus.Pending => "TASK_STATE_SUBMITTED",
        RunStatus.Paused => pending.Any(asks => asks.Kind == RequirementKind.Confirmation)
            ? "TASK_STATE_AUTH_REQUIRED"
            : "TASK_STATE_INPUT_REQUIRED",
        RunStatus.Completed => "TASK_STATE_COMPLETED",
        RunStatus.Failed => "TASK_STATE_FAILED",
        RunStatus.Cancelled => "TASK_STATE_CANCELED",
        _ => "TASK_STATE_WORKING",
    };

    /// <summary>A time, in UTC and milliseconds (section 5.6.1).</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The task of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="history">The most messages of the history; null for no limit.</param>
    /// <param name="artifacts">Whether with artifacts.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<JsonObject> OfAsync(
        RunRecord run, int? history, bool artifacts, CancellationToken cancellationToken)
    {
        var pending = run.Status == RunStatus.Paused ? await stretch.PendingAsync(run.RunId, cancellationToken) : [];
        var messages = await HistoryAsync(run, history ?? MaxHistory, cancellationToken);
        return JsonParts.Of(
            ("id", run.RunId),
            ("contextId", run.SessionId),
            ("status", Status(run, pending)),
            ("artifacts", artifacts ? await ArtifactsAsync(run, cancellationToken) : null),
            ("history", messages.Count > 0 ? messages : null),
            ("metadata", Metadata(run)));
    }

    /// <summary>The status of a run's task.</summary>
    public JsonObject Status(RunRecord run, IReadOnlyList<RequirementRecord> pending) => JsonParts.Of(
        ("state", State(run, pending)),
        ("message", run.Status switch
        {
            RunStatus.Paused when pending.Count > 0 => Asks(pending, run),
            RunStatus.Failed when run.Error is { } error => Message(
                run, run.RunId + ".error", "ROLE_AGENT",
                [Text(error.Message), Data(JsonSerializer.SerializeToNode(error, ContractJson.Compact))]),
            RunStatus.Cancelled when run.CancelReason is { Length: > 0 } reason => Message(
                run, run.RunId + ".cancelled", "ROLE_AGENT", [Text(reason)]),
            _ => null,
        }),
        ("timestamp", Time(run.UpdatedAt)));

    /// <summary>The answer of a run as parts; none while there is none.</summary>
    public async Task<IReadOnlyList<JsonObject>> AnswerAsync(RunRecord run, CancellationToken cancellationToken)
    {
        if (run is not { Status: RunStatus.Completed, Output: not null }) return [];
        var output = (await runs.RunAsync(run, cancellationToken)).Output!;
        return output.Data is { } data
            ? [Text(output.Text), Data(JsonSerializer.SerializeToNode(data, ContractJson.Answers))]
            : [Text(output.Text)];
    }

    /// <summary>A part of text.</summary>
    public static JsonObject Text(string text) => new() { ["text"] = text };

    /// <summary>A part of data.</summary>
    public static JsonObject Data(JsonNode? data) => new() { ["data"] = data, ["mediaType"] = "application/json" };

    /// <summary>A message of a task.</summary>
    public static JsonObject Message(RunRecord run, string id, string role, IReadOnlyList<JsonObject> parts) => JsonParts.Of(
        ("messageId", id), ("contextId", run.SessionId), ("taskId", run.RunId), ("role", role),
        ("parts", new JsonArray([.. parts])));

    private JsonObject Asks(IReadOnlyList<RequirementRecord> asked, RunRecord run)
    {
        var views = asked.Select(requirement => (Requirement: requirement, View: requirements.Of(requirement))).ToList();
        return Message(
            run, asked[0].RequirementId, "ROLE_AGENT",
            [
                Text(string.Join('\n', views.Select(one => AskText.Of(one.View)))),
                .. views.Select(one => Data(Ask(one.Requirement, one.View))),
            ]);
    }

    private static JsonObject Ask(RequirementRecord requirement, RequirementView view)
    {
        var asks = (JsonObject)JsonSerializer.SerializeToNode(view, ContractJson.Answers)!;
        foreach (var empty in asks.Where(member => member.Value is null).Select(member => member.Key).ToList())
            asks.Remove(empty);
        asks["decisions"] = new JsonArray([.. DecisionKinds.Of(requirement.Kind).Select(word => (JsonNode)word)]);
        asks["allowEdit"] = requirement.AllowEdit;
        return asks;
    }

    private async Task<JsonArray> ArtifactsAsync(RunRecord run, CancellationToken cancellationToken)
    {
        var parts = await AnswerAsync(run, cancellationToken);
        return parts.Count == 0
            ? []
            : new JsonArray(JsonParts.Of(("artifactId", Answer), ("name", Answer), ("parts", new JsonArray([.. parts]))));
    }

    // The message that started the run, then each question that was decided, with its decision; what is open is in the status.
    private async Task<JsonArray> HistoryAsync(RunRecord run, int most, CancellationToken cancellationToken)
    {
        if (most == 0) return [];
        List<JsonObject> messages = [Message(run, StartedBy(run), "ROLE_USER", [Text(run.Input)])];
        string? cursor = null;
        List<RequirementRecord> asked = [];
        do
        {
            var page = await store.ListRequirementsAsync(
                new RequirementQuery(RunId: run.RunId, Limit: MaxHistory, Cursor: cursor), cancellationToken);
            asked.AddRange(page.Items);
            cursor = page.Cursor;
        }
        while (cursor is not null && asked.Count < MaxHistory);

        foreach (var requirement in asked.Where(one => one.Decision is not null).OrderBy(one => one.ResolvedAt))
        {
            messages.Add(Asks([requirement], run));
            messages.Add(Message(
                run, requirement.RequirementId + ".decision", "ROLE_USER",
                [Data(JsonParts.Of(
                    ("requirementId", requirement.RequirementId), ("decision", requirement.Decision),
                    ("note", requirement.Note), ("by", requirement.ResolvedBy)))]));
        }

        return new JsonArray([.. messages.TakeLast(Math.Min(most, MaxHistory))]);
    }

    private static string StartedBy(RunRecord run) =>
        run.Metadata is { ValueKind: JsonValueKind.Object } metadata
        && metadata.TryGetProperty(A2AConversation.Own, out var own) && own.ValueKind == JsonValueKind.Object
        && own.TryGetProperty("messageId", out var id) && id.ValueKind == JsonValueKind.String
            ? id.GetString()!
            : run.RunId + ".input";

    private static JsonObject? Metadata(RunRecord run)
    {
        if (run.Metadata is not { ValueKind: JsonValueKind.Object } known) return null;
        var metadata = (JsonObject)JsonSerializer.SerializeToNode(known, ContractJson.Answers)!;
        metadata.Remove(A2AConversation.Own);
        return metadata.Count > 0 ? metadata : null;
    }
}
