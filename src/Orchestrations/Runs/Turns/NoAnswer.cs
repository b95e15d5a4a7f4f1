using DurableTeams.Models;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Runs.Turns;

/// <summary>
/// Answers that are none, whichever provider they come from. An error in the place of an answer is a failed call; a turn without words and
/// calls is asked for again; calls that were cut off are not made.
/// </summary>
internal static class NoAnswer
{
    private const string RefusalCode = "Refusal";

    /// <summary>Throws where a response says that the model failed, half an answer or none beside it.</summary>
    /// <exception cref="ModelException">It does; another attempt may help.</exception>
    public static ChatResponse ThrowIfFailed(ChatResponse? response)
    {
        if (response is null) throw new ModelException("The model's client answered nothing.", transient: true);
        var error = response.Messages.SelectMany(message => message.Contents).OfType<ErrorContent>().FirstOrDefault(content => content.ErrorCode != RefusalCode);
        if (error is null && FinishReasons.Of(response) != FinishReasons.Error) return response;
        throw error?.Message is { Length: > 0 } words
            ? new ModelException($"The model answered with an error: {ProviderError.Clean(words, null)}", transient: true)
            : new ModelException("The model broke off with an error.", transient: true);
    }

    /// <summary>Why a recorded turn is no answer at all, or null. Thoughts are no words.</summary>
    public static string? Why(MessageRecord answer)
    {
        // Recorded by a version that took it as the answer.
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

    /// <summary>Why the calls of a recorded turn are not made, or null: the last may be half of what the model meant, even where it reads well.</summary>
    public static string? CutOff(MessageRecord answer) => answer.FinishReason is FinishReasons.Length or FinishReasons.ContentFilter
        ? $"Your turn was cut off ({answer.FinishReason}) while it made its calls, so none of them was made. Make them again, fewer or shorter ones."
        : null;
}
