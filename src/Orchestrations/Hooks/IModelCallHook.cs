using Microsoft.Extensions.AI;

namespace DurableTeams.Hooks;

/// <summary>
/// Is asked before and after each model call, also of agents in code. It runs inside the step that makes the call. Once the
/// answer is recorded, it is not asked again for that turn; a step that is repeated before that asks again.
/// </summary>
public interface IModelCallHook : IHook
{
    /// <summary>Before the model is asked.</summary>
    /// <param name="call">What the model would be asked.</param>
    /// <param name="cancellationToken">Ends after 30 s.</param>
    ValueTask<ModelCallVerdict> BeforeAsync(ModelCallContext call, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ModelCallVerdict.Pass);

    /// <summary>After the model has answered, and before the answer counts. Also sees answers that a hook gave.</summary>
    /// <param name="call">What the model was asked.</param>
    /// <param name="response">The answer: its words and its calls.</param>
    /// <param name="cancellationToken">Ends after 30 s.</param>
    ValueTask<ModelAnswerVerdict> AfterAsync(
        ModelCallContext call, ChatResponse response, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ModelAnswerVerdict.Pass);
}
