using System.Runtime.CompilerServices;
using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Services;
using DurableTeams.Services.Events;
using DurableTeams.Storage.Records;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace DurableTeams.AgentFramework.Teams;

/// <summary>A team as an agent.</summary>
internal sealed class TeamAgent(IDurableTeams teams, string teamId, TeamAgentOptions options) : AIAgent
{
    public override string? Name => options.Name ?? Definition?.Name ?? teamId;

    public override string? Description => options.Description ?? Definition?.Description;

    protected override string? IdCore => teamId;

    /// <summary>The team as it is served; null before the host has started.</summary>
    private TeamDefinition? Definition
    {
        get
        {
            try
            {
                return teams.Teams.FirstOrDefault(team => team.Definition.Id == teamId)?.Definition;
            }
            catch (DurableTeamsNotStartedException)
            {
                return null;
            }
        }
    }

    protected override ValueTask<AgentSession> CreateSessionCoreAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<AgentSession>(new TeamAgentSession(Guid.NewGuid().ToString("N")));

    protected override ValueTask<JsonElement> SerializeSessionCoreAsync(
        AgentSession session, JsonSerializerOptions? jsonSerializerOptions = null,
        CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Sessions.Write(Sessions.Own(session)));

    protected override ValueTask<AgentSession> DeserializeSessionCoreAsync(
        JsonElement serializedState, JsonSerializerOptions? jsonSerializerOptions = null,
        CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<AgentSession>(Sessions.Read(serializedState));

    protected override async Task<AgentResponse> RunCoreAsync(
        IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var own = Sessions.Own(session ?? await CreateSessionAsync(cancellationToken));
        var run = await BeginAsync([.. messages], own, options, cancellationToken);
        // What is cancelled is the wait: the run goes on. Somebody else may decide while the run is read.
        while (!Responses.Asks(run) && !run.Status.IsFinal())
            run = await teams.WaitAsync(own.RunId!, cancellationToken: cancellationToken);
        return Responses.Of(this, run);
    }

    protected override async IAsyncEnumerable<AgentResponseUpdate> RunCoreStreamingAsync(
        IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var own = Sessions.Own(session ?? await CreateSessionAsync(cancellationToken));
        var run = await BeginAsync([.. messages], own, options, cancellationToken);
        var words = new SpokenWords(this, Definition);
        if (!Responses.Asks(run))
        {
            await foreach (var happened in teams.FollowAsync(own.RunId!, own.Sequence, EventParts.All, cancellationToken))
            {
                foreach (var update in happened.Deltas.Select(words.Hear).OfType<AgentResponseUpdate>()) yield return update;
                foreach (var item in happened.Events)
                {
                    own.Sequence = item.Sequence;
                    yield return Responses.Of(this, item);
                }

                if (!happened.Events.Any(item => Responses.IsRest(item.Type))) continue;
                run = await teams.GetAsync(own.RunId!, cancellationToken);
                // The pause may be over by now: somebody else may have decided.
                if (Responses.Asks(run)) break;
            }
        }

        foreach (var update in Responses.Of(this, run, words.Rest(run)).ToAgentResponseUpdates())
        {
            update.MessageId = words.MessageId ?? update.MessageId;
            yield return update;
        }
    }

    /// <summary>Starts a run, or decides what the messages answer, and returns the run then.</summary>
    private async Task<RunView> BeginAsync(
        List<ChatMessage> messages, TeamAgentSession session, AgentRunOptions? run, CancellationToken cancellationToken)
    {
        RefuseFormat(run);
        var user = (run as TeamAgentRunOptions)?.UserId ?? options.UserId;
        var answers = messages.SelectMany(message => message.Contents).Where(content => Requests.Answered(content) is not null)
            .ToList();
        if (answers.Count > 0) return await DecideAsync(answers, Words.Of(messages), user, session, cancellationToken);
        var given = run as TeamAgentRunOptions;
        var started = await teams.StartAsync(
            teamId,
            Words.Of(messages)
                ?? throw new ArgumentException("The team has no task: give it a message with text.", nameof(messages)),
            new StartOptions
            {
                SessionId = session.SessionId,
                UserId = user,
                IdempotencyKey = given?.IdempotencyKey,
                Metadata = given?.Metadata,
            },
            cancellationToken);
        if (session.RunId != started.RunId) (session.RunId, session.Sequence) = (started.RunId, 0);
        return started;
    }

    private async Task<RunView> DecideAsync(
        List<AIContent> answers, string? note, string? by, TeamAgentSession session, CancellationToken cancellationToken)
    {
        List<DecisionRequest> decisions = [];
        string? runId = null;
        foreach (var answer in answers)
        {
            var asked = await teams.GetRequirementAsync(Requests.Answered(answer)!, cancellationToken);
            if ((runId ??= asked.RunId) != asked.RunId)
                throw new InvalidOperationException("The answers are for questions of two runs; answer one run at a time.");
            decisions.Add(Requests.Decide(answer, asked, by, note));
        }

        var run = await teams.GetAsync(runId!, cancellationToken);
        if (run.TeamId != teamId || run.SessionId != session.SessionId)
            throw new InvalidOperationException($"Run {runId} is of another session or team; answer in the session that asked.");
        if (session.RunId != runId) (session.RunId, session.Sequence) = (runId, 0);
        return await teams.ContinueAsync(runId!, decisions, cancellationToken);
    }

    /// <summary>What an answer has to fit is the team's to say, before any run.</summary>
    private void RefuseFormat(AgentRunOptions? run)
    {
        if (run?.ResponseFormat is ChatResponseFormatJson && Definition is { Output: null })
        {
            throw new NotSupportedException(
                $"Team '{teamId}' answers in words. Give the team an output schema (output in its file, Output(…) in code).");
        }
    }
}
