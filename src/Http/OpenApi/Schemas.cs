using System.Text.Json.Nodes;
using DurableTeams.Approvals;
using DurableTeams.Http.Answers;
using DurableTeams.Http.Requests;
using DurableTeams.Http.Requests.Work;
using DurableTeams.Runs.Remote;
using DurableTeams.Services;
using DurableTeams.Services.Work;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Views;
using DurableTeams.Storage.Work;
using DurableTeams.Telemetry;

namespace DurableTeams.Http.OpenApi;

/// <summary>The names that types have among the schemas of <c>components.json</c>.</summary>
internal static class Schemas
{
    private static readonly Dictionary<Type, string> Names = new()
    {
        [typeof(JsonObject)] = "Team",
        [typeof(Page<JsonObject>)] = "TeamPage",
        [typeof(StartRunBody)] = "StartRun",
        [typeof(ForkBody)] = "Fork",
        [typeof(CancelBody)] = "Cancel",
        [typeof(ResolveBody)] = "Decision",
        [typeof(ContinueBody)] = "Continue",
        [typeof(LinkDecision)] = "Callback",
        [typeof(RunView)] = "Run",
        [typeof(Page<RunSummaryView>)] = "RunPage",
        [typeof(Page<RunEvent>)] = "EventPage",
        [typeof(Page<MessageView>)] = "MessagePage",
        [typeof(TraceView)] = "Trace",
        [typeof(SpecView)] = "Spec",
        [typeof(RequirementView)] = "Requirement",
        [typeof(RequirementAnswer)] = "Requirement",
        [typeof(Page<RequirementView>)] = "RequirementPage",
        [typeof(ItemList<PendingCount>)] = "PendingCounts",
        [typeof(ItemList<AuditEntry>)] = "Audit",
        [typeof(LeaseBody)] = "WorkLease",
        [typeof(TokenBody)] = "WorkHeartbeat",
        [typeof(ReportBody)] = "WorkReport",
        [typeof(AskBody)] = "WorkAsk",
        [typeof(CompleteBody)] = "WorkCompletion",
        [typeof(WorkCallbackBody)] = "WorkCallback",
        [typeof(WorkOrder)] = "WorkOrder",
        [typeof(WorkHeld)] = "WorkHeld",
        [typeof(WorkRecorded)] = "WorkRecorded",
        [typeof(WorkAnswerView)] = "WorkAnswer",
        [typeof(WorkEnd)] = "WorkEnd",
        [typeof(QueuesView)] = "WorkQueues",
        [typeof(ItemList<OrphanEvents>)] = "WorkOrphans",
        [typeof(SessionView)] = "Session",
        [typeof(Page<SessionSummaryView>)] = "SessionPage",
        [typeof(Health)] = "Health",
        [typeof(ApiDescription)] = "Description",
    };

    /// <summary>The name of a type's schema; null for plain text.</summary>
    /// <exception cref="InvalidOperationException">The type has none.</exception>
    public static string? NameOf(Type type) => type == typeof(string) ? null
        : Names.TryGetValue(type, out var name) ? name
        : throw new InvalidOperationException($"{type} has no schema: add it to {nameof(Schemas)} and to components.json.");
}
