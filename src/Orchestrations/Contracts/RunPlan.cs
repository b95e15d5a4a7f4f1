using System.Text.Json;
using System.Text.Json.Serialization;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;

namespace DurableTeams.Contracts;

/// <summary>
/// The settings of a definition that decide the flow of a run, as orchestrator code branches on them. Times are milliseconds.
/// Every instance of a run carries it, see <see cref="RunPlanJson"/>.
/// </summary>
internal sealed record RunPlan
{
    /// <summary>How the team works.</summary>
    public TeamMode Mode { get; init; }

    /// <summary>Model turns of one agent; rounds of a loop.</summary>
    public int MaxSteps { get; init; }

    /// <summary>Members or tools that work at the same time.</summary>
    public int MaxParallel { get; init; }

    /// <summary>Hand-offs in one run.</summary>
    public int MaxHandoffs { get; init; }

    /// <summary>Tokens of the whole team run; null for no bound.</summary>
    public long? MaxTokens { get; init; }

    /// <summary>How long one member may work.</summary>
    public long MemberTimeoutMs { get; init; }

    /// <summary>How long the team may work.</summary>
    public long TeamTimeoutMs { get; init; }

    /// <summary>Attempts of one model call.</summary>
    public int ModelAttempts { get; init; }

    /// <summary>The wait before the second attempt of a model call.</summary>
    public long ModelBackoffMs { get; init; }

    /// <summary>Attempts of one tool call.</summary>
    public int ToolAttempts { get; init; }

    /// <summary>The wait before the second attempt of a tool call.</summary>
    public long ToolBackoffMs { get; init; }

    /// <summary>What a member's failure does.</summary>
    public MemberFailurePolicy OnMemberFailure { get; init; }

    /// <summary>Votes a proposal needs.</summary>
    public int Quorum { get; init; }

    /// <summary>What happens where no proposal has enough votes.</summary>
    public TiePolicy OnTie { get; init; }

    /// <summary>
    /// Whether limits count the time that models and tools took. In runs of earlier versions, durable timers count all time.
    /// </summary>
    public bool CountsSteps { get; init; }

    /// <summary>The phases of a triad.</summary>
    public IReadOnlyList<TeamPhase> Phases { get; init; } = [];

    /// <summary>The settings that only the mode knows, by key; null for none.</summary>
    public JsonElement? ModeSettings { get; init; }

    /// <summary>The members that the mode itself asks, in file order, those that are teams, and remote ones.</summary>
    public IReadOnlyList<MemberPlan> Members { get; init; } = [];

    /// <summary>The plan of a definition.</summary>
    /// <param name="definition">The team.</param>
    /// <param name="nested">Finds the definition of a nested team by its content hash.</param>
    public static async Task<RunPlan> OfAsync(TeamDefinition definition, Func<string, ValueTask<TeamDefinition>> nested)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(nested);
        var asksMembers = KnownModes.Find(definition.Mode)?.AsksMembers != false;
        var members = new List<MemberPlan>();
        foreach (var member in definition.Members.Where(member => asksMembers || member.Team is not null
            || member.Remote is not null))
        {
            var plan = member.TeamVersion is { } version ? await OfAsync(await nested(version), nested) : null;
            members.Add(new MemberPlan(member.Id, member.Position, member.TeamVersion, plan, member.Remote is not null));
        }

        var (limits, retry) = (definition.Limits, definition.Retry);
        return new RunPlan
        {
            Mode = definition.Mode,
            MaxSteps = limits.MaxSteps,
            MaxParallel = limits.MaxParallel,
            MaxHandoffs = limits.MaxHandoffs,
            MaxTokens = limits.MaxTokens,
            MemberTimeoutMs = (long)limits.MemberTimeout.TotalMilliseconds,
            TeamTimeoutMs = (long)limits.TeamTimeout.TotalMilliseconds,
            ModelAttempts = retry.Model.Attempts,
            ModelBackoffMs = (long)retry.Model.Backoff.TotalMilliseconds,
            ToolAttempts = retry.Tool.Attempts,
            ToolBackoffMs = (long)retry.Tool.Backoff.TotalMilliseconds,
            OnMemberFailure = definition.OnMemberFailure,
            Quorum = definition.Consensus?.Quorum ?? 0,
            OnTie = definition.Consensus?.OnTie ?? TiePolicy.First,
            CountsSteps = true,
            Phases = definition.Phases,
            ModeSettings = definition.ModeSettings is { } settings ? JsonSerializer.SerializeToElement(settings) : null,
            Members = members,
        };
    }

    /// <summary>What an agent needs of it; what it does not read is as usual, and so takes no room.</summary>
    public RunPlan ForAgent() => RunPlanJson.Usual with
    {
        MaxSteps = MaxSteps,
        MaxParallel = MaxParallel,
        MemberTimeoutMs = MemberTimeoutMs,
        ModelAttempts = ModelAttempts,
        ModelBackoffMs = ModelBackoffMs,
        ToolAttempts = ToolAttempts,
        ToolBackoffMs = ToolBackoffMs,
        CountsSteps = CountsSteps,
    };

    /// <summary>The plan of a member that is a nested team, or null.</summary>
    public MemberPlan? NestedTeam(string memberId) =>
        Members.FirstOrDefault(member => member.Id == memberId && member.Plan is not null);

    /// <summary>Whether another process does the work of this member.</summary>
    public bool IsRemote(string memberId) => Members.Any(member => member.Id == memberId && member.Remote);

    /// <summary>A number of the mode's settings.</summary>
    public int Setting(string key, string name) => ModeSettings!.Value.GetProperty(key).GetProperty(name).GetInt32();

    /// <summary>The members with this position, in file order.</summary>
    public IReadOnlyList<string> At(MemberPosition position) =>
        [.. Members.Where(member => member.Position == position).Select(member => member.Id)];
}

/// <summary>A member as orchestrator code knows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Position">Its position in a triad.</param>
/// <param name="Version">The nested team's content hash, where it is one.</param>
/// <param name="Plan">The nested team's plan.</param>
/// <param name="Remote">Whether another process does its work.</param>
internal sealed record MemberPlan(
    string Id,
    MemberPosition? Position = null,
    string? Version = null,
    [property: JsonConverter(typeof(RunPlanJson))] RunPlan? Plan = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Remote = false);
