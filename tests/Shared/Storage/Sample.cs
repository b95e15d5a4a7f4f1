using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage;

/// <summary>Records to store.</summary>
internal static class Sample
{
    public const string Team = "newsroom";
    public const string Member = "researcher";

    public static readonly string Definition = new string('a', 63) + "0";

    public static DateTimeOffset At(int second) =>
        new DateTimeOffset(2026, 11, 21, 10, 0, 0, 123, TimeSpan.Zero).AddSeconds(second);

    public static JsonElement AsJson(string text) => JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = 200 });

    public static RunRecord Run(
        string id, int second = 0, string team = Team, string? session = null, RunStatus status = RunStatus.Pending) =>
        new()
        {
            RunId = id,
            TeamId = team,
            SessionId = session ?? "session-of-" + id,
            Input = "What is new?",
            Status = status,
            DefinitionVersion = Definition,
            TraceId = "0af7651916cd43dd8448eb211c80319c",
            CreatedAt = At(second),
            UpdatedAt = At(second),
        };

    public static MemberRunRecord Agent(
        string run, int position, RunStatus status = RunStatus.Running, int? parent = null, int second = 0) => new()
    {
        RunId = run,
        MemberRunId = RunIds.Member(run, position),
        MemberId = position == 0 ? null : Member,
        ParentMemberRunId = parent is { } p ? RunIds.Member(run, p) : null,
        Spawn = position,
        Status = status,
        Brief = parent is { } q ? new Brief { Call = new CallReference(RunIds.Member(run, q), 1, position - 1) } : null,
        StartedAt = At(second),
    };

    /// <summary>A member run by its position: "0", "2", "2.1".</summary>
    public static MemberRunRecord AgentAt(
        string run, string position, string? parent = null, RunStatus status = RunStatus.Running) =>
        new()
        {
            RunId = run,
            MemberRunId = $"{run}.{position}",
            MemberId = parent is null ? null : Member,
            ParentMemberRunId = parent is null ? null : $"{run}.{parent}",
            Status = status,
            Brief = parent is null ? null : new Brief { Call = new CallReference($"{run}.{parent}", 1, 0) },
            StartedAt = At(0),
        };

    public static RequirementRecord RequirementAt(string run, string position, int call = 0)
    {
        var agent = $"{run}.{position}";
        return Requirement(run, 0, call) with
        {
            RequirementId = RunIds.Requirement(agent, 1, call),
            MemberRunId = agent,
            Call = new CallReference(agent, 1, call),
        };
    }

    public static MessageRecord Message(
        string run, int position, int turn, int slot, string? text = "Hello", string role = "assistant") =>
        new()
        {
            MemberRunId = RunIds.Member(run, position),
            Turn = turn,
            Slot = slot,
            Role = role,
            Text = text,
        };

    public static RunEventDraft Event(string key, string? data = null) =>
        new(key, RunEventTypes.ModelCallCompleted, Data: data is null ? null : AsJson(data));

    public static readonly ToolBinding Bound = new(
        new ToolSource("mcp"), "docs", "send.message", "00ff", "ff00", RequirementKind.Confirmation);

    public static RequirementRecord Requirement(
        string run, int position, int call = 0, string team = Team, string member = Member, int second = 0) =>
        new()
        {
            RequirementId = RunIds.Requirement(RunIds.Member(run, position), 1, call),
            RunId = run,
            TeamId = team,
            MemberRunId = RunIds.Member(run, position),
            MemberId = member,
            MemberPath = [team, member],
            Call = new CallReference(RunIds.Member(run, position), 1, call),
            Tool = new StoredCall(
                "call-" + call, "send_message", AsJson("""{"text":"hi"}""")) { Binding = call == 0 ? Bound : null },
            AllowEdit = true,
            CreatedAt = At(second),
        };

    public static DecisionRecord Approve(
        RequirementRecord requirement, string? note = null, string? arguments = null, string? by = "ada", int second = 9) =>
        new(requirement.RequirementId, "approve", At(second), note, arguments is null ? null : AsJson(arguments), by);

    public static DecisionRecord Reject(RequirementRecord requirement, string? note = null, string? by = "ada", int second = 9) =>
        new(requirement.RequirementId, "reject", At(second), note, null, by);

    public static RunChange Change(string run, int second = 1) => new(run, At(second));

    /// <summary>Compares what two values hold, lists and JSON included.</summary>
    public static void Same<T>(T expected, T actual) =>
        Assert.Equal(JsonSerializer.Serialize(expected, Deep), JsonSerializer.Serialize(actual, Deep));

    private static readonly JsonSerializerOptions Deep = new(ContractJson.Options) { MaxDepth = 512 };
}
