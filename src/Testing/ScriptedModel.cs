using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DurableTeams.Models;
using Microsoft.Extensions.AI;

namespace DurableTeams.Testing;

/// <summary>
/// A model whose answers a test writes: the first rule that fits the request answers. Who asks, and which turn it is, comes with
/// the request, so that a run that goes on in another process gets the same answers. Safe to use from several threads.
/// <code>
/// var model = new ScriptedModel()
///     .When("leader", 1, answer => answer.Call("delegate_task_to_member", new { member_id = "sender", task = "Send it" }))
///     .When("leader", 2, answer => answer.Say("Sent."))
///     .When("sender", 1, answer => answer.Call("send_message", new { text = "1.0 is out" }))
///     .When("sender", 2, answer => answer.Say(request => $"The tool said: {request.Last}"));
/// </code>
/// </summary>
/// <param name="time">What delays are measured by: the <see cref="TestClock"/> of the host; null takes the system's.</param>
public sealed class ScriptedModel(TimeProvider? time = null) : IChatClient
{
    private readonly ConcurrentQueue<ModelRequest> _requests = new();
    private readonly List<(Func<ModelRequest, bool> Fits, ScriptedAnswer Answer)> _rules = [];

    /// <summary>All that was asked so far, in order. A request that is tried again after a restart is in it twice.</summary>
    public IReadOnlyList<ModelRequest> Requests => [.. _requests];

    /// <summary>Answers an agent at one of its turns.</summary>
    /// <param name="agent">A member's id, or <c>leader</c>.</param>
    /// <param name="turn">The turn, from 1. Each answer with tool calls is followed by another turn.</param>
    /// <param name="answer">Says what the model answers.</param>
    public ScriptedModel When(string agent, int turn, Action<ScriptedAnswer> answer) =>
        When(request => request.Agent == agent && request.Turn == turn, answer);

    /// <summary>Answers an agent at every turn that no rule before answers.</summary>
    public ScriptedModel When(string agent, Action<ScriptedAnswer> answer) => When(request => request.Agent == agent, answer);

    /// <summary>Answers requests that fit.</summary>
    public ScriptedModel When(Func<ModelRequest, bool> fits, Action<ScriptedAnswer> answer)
    {
        ArgumentNullException.ThrowIfNull(fits);
        ArgumentNullException.ThrowIfNull(answer);
        var made = new ScriptedAnswer();
        answer(made);
        _rules.Add((fits, made));
        return this;
    }

    /// <summary>Answers all that no rule before answers.</summary>
    public ScriptedModel Otherwise(Action<ScriptedAnswer> answer) => When(_ => true, answer);

    /// <inheritdoc/>
    /// <exception cref="ModelException">No rule fits, or the rule says that the call fails.</exception>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var request = Read([.. messages], options);
        _requests.Enqueue(request);
        foreach (var (fits, answer) in _rules)
            if (fits(request)) return answer.MakeAsync(request, time ?? TimeProvider.System, cancellationToken);
        throw new ModelException(
            $"The scripted model has no answer for agent '{request.Agent}', turn {request.Turn}, asked '{request.Last}'. "
                + "Add a rule with When, or one for all that is left with Otherwise.", transient: false);
    }

    /// <summary>The same answer, as updates.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToChatResponseUpdates()) yield return update;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Nothing to release: one model serves a host before and after a restart.</summary>
    public void Dispose()
    {
    }

    private static ModelRequest Read(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var told = options?.AdditionalProperties;
        return new ModelRequest(
            told?.TryGetValue(ChatRequestProperties.Agent, out string? agent) == true ? agent! : "",
            told?.TryGetValue(ChatRequestProperties.Turn, out int turn) == true
                ? turn
                : 1 + messages.Count(message => message.Role == ChatRole.Assistant),
            messages, options);
    }
}
