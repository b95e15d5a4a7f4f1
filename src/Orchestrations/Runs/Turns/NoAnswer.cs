using DurableTeams.Json.Answers;
using DurableTeams.Models;
using DurableTeams.Models.Providers;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Runs.Turns;

/// <summary>
/// Answers that hold nothing, from any provider. An error in place of an answer is a failed call. For a turn without words and
/// calls the model is asked again. Calls that were cut off are not made.
/// </summary>
internal static class NoAnswer
{
    private const string RefusalCode = "Refusal";

    /// <summary>Throws where a response says that the model failed, with half an answer or none.</summary>
    /// <exception cref="ModelException">The model failed; another attempt may help.</exception>
    public static ChatResponse ThrowIfFailed(ChatResponse? response)
    {
        if (response is null) throw new ModelException("The model's client answered nothing.", transient: true);
        var error = response.Messages.SelectMany(message => message.Contents).OfType<ErrorContent>()
            .FirstOrDefault(content => content.ErrorCode != RefusalCode);
        if (error is null && FinishReasons.Of(response) != FinishReasons.Error) return response;
        throw error?.Message is { Length: > 0 } words
            ? new ModelException($"The model answered with an error: {ProviderError.Clean(words, null)}", transient: true)
            : new ModelException("The model broke off with an error.", transient: true);
    }

    /// <summary>Why a recorded turn holds no answer, or null. Thoughts do not count as words.</summary>
    public static string? Reason(MessageRecord answer)
    {
        // A version that accepted such a turn as the answer recorded it.
        if (answer.FinishReason is not { } reason || answer.Calls is { Count: > 0 }) return null;
        if (reason == FinishReasons.PauseTurn) return "the model paused in the middle of its turn (pause_turn)";
        if (!string.IsNullOrWhiteSpace(StructuredAnswer.WithoutThoughts(answer.Text ?? ""))) return null;
        return reason switch
        {
            FinishReasons.Length => "the bound on tokens was reached before the answer began (length); maxOutputTokens sets it",
            FinishReasons.ContentFilter => "the provider's filter or the model itself kept the answer back (content_filter)",
            _ => $"the answer has no words and no calls ({reason})",
        };
    }

    /// <summary>
    /// Why the calls of a recorded turn are not made, or null. The last call may be half of what the model meant, even where it
    /// can be read.
    /// </summary>
    public static string? CutOff(MessageRecord answer) =>
        answer.FinishReason is FinishReasons.Length or FinishReasons.ContentFilter
            ? $"Your turn was cut off ({answer.FinishReason}) while it made its calls, "
                + "so none of them was made. Make them again, fewer or shorter ones."
            : null;
}
