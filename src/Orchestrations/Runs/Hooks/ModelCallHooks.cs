using DurableTeams.Hooks;
using Microsoft.Extensions.AI;

namespace DurableTeams.Runs.Hooks;

/// <summary>Asks hooks before and after a model call.</summary>
internal static class ModelCallHooks
{
    /// <summary>The answer that counts, and what hooks did.</summary>
    /// <param name="hooks">The hooks.</param>
    /// <param name="call">What the model would be asked.</param>
    /// <param name="ask">Asks the model with these messages; throws where it fails.</param>
    /// <exception cref="HookBlockedException">A hook does not let the call or its answer pass.</exception>
    public static async Task<(ChatResponse Response, IReadOnlyList<HookNote> Notes)> AroundAsync(
        HookSet hooks, ModelCallContext call, Func<IReadOnlyList<ChatMessage>, Task<ChatResponse>> ask)
    {
        if (!hooks.Has<IModelCallHook>()) return (await ask(call.Messages), []);
        List<HookNote> notes = [];
        ChatResponse? response = null;
        await foreach (var (hook, verdict, failure) in hooks.AskAsync<IModelCallHook, ModelCallVerdict>(
            (each, cancellationToken) => each.BeforeAsync(call, cancellationToken)))
        {
            ThrowIfBlocked(hook, HookWords.Before, verdict is null, failure ?? verdict!.Reason, notes, null);
            if (verdict!.Messages is { } messages) call = call with { Messages = messages };
            response = verdict.Response;
            if (verdict.Messages is not null || response is not null)
                notes.Add(new HookNote(hook, HookWords.ModelCall, HookWords.Before, HookWords.Replaced));
            if (response is not null) break;
        }

        response ??= await ask(call.Messages);
        await foreach (var (hook, verdict, failure) in hooks.AskAsync<IModelCallHook, ModelAnswerVerdict>(
            (each, cancellationToken) => each.AfterAsync(call, response, cancellationToken)))
        {
            ThrowIfBlocked(hook, HookWords.After, verdict is null, failure ?? verdict!.Reason, notes, response);
            var replaced = verdict!.Response ?? (verdict.Text is { } text ? WithText(response, text) : null);
            if (replaced is null) continue;
            response = Like(response, replaced);
            notes.Add(new HookNote(hook, HookWords.ModelCall, HookWords.After, HookWords.Replaced));
        }

        return (response, notes);
    }

    private static void ThrowIfBlocked(
        string hook, string when, bool failed, string? reason, List<HookNote> notes, ChatResponse? response)
    {
        if (reason is null) return;
        var note = new HookNote(
            hook, HookWords.ModelCall, when, failed ? HookWords.Failed : HookWords.Blocked, HookSet.Cut(reason));
        throw new HookBlockedException([.. notes, note], response);
    }

    // In a new message, so that nothing of the old words goes back to the provider.
    private static ChatResponse WithText(ChatResponse response, string text)
    {
        var calls = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>();
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, [new TextContent(text), .. calls]));
    }

    // What the model used is used, whatever counts as its answer.
    private static ChatResponse Like(ChatResponse response, ChatResponse replaced) => new(replaced.Messages)
    {
        Usage = response.Usage,
        ModelId = replaced.ModelId ?? response.ModelId,
        ResponseId = replaced.ResponseId ?? response.ResponseId,
        FinishReason = replaced.FinishReason ?? response.FinishReason,
    };
}

/// <summary>A hook did not let a model call, or its answer, pass.</summary>
internal sealed class HookBlockedException(IReadOnlyList<HookNote> notes, ChatResponse? response)
    : Exception(notes[^1].Words)
{
    /// <summary>What hooks did; the last is the one that blocked.</summary>
    public IReadOnlyList<HookNote> Notes { get; } = notes;

    /// <summary>The answer that does not count; null where the model was not asked.</summary>
    public ChatResponse? Response { get; } = response;
}
