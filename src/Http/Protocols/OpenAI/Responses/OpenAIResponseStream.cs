using System.Text.Json.Nodes;
using DurableTeams.Http.Protocols.OpenAI.Runs;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Protocols.OpenAI.Responses;

/// <summary>A response as a stream of named events.</summary>
/// <param name="parts">What answers are made with.</param>
/// <param name="told">What is told.</param>
/// <param name="startingAfter">The last number that the reader has; -1 with none.</param>
internal sealed class OpenAIResponseStream(OpenAIParts parts, OpenAIStretch told, long startingAfter) : OpenAIStream
{
    private readonly OpenAITranslator _translator = new(told, parts.Questions, startingAfter);

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await foreach (var past in parts.Telling.BeforeAsync(told, cancellationToken)) _translator.Recall(past);
    }

    protected override async Task TellAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        _translator.Begin();
        await SendAsync(response, cancellationToken);
        await foreach (var part in parts.Telling.FollowAsync(told, live: true, cancellationToken))
        {
            foreach (var delta in part.Deltas) _translator.Tell(delta);
            foreach (var item in part.Events)
                _translator.Tell(item, await parts.Telling.AskedAsync(item, cancellationToken));
            if (part.End is { } end)
            {
                _translator.End(end);
                await SendAsync(response, cancellationToken);
                return;
            }

            var silent = part is { Deltas.Count: 0, Events.Count: 0 };
            if (!await SendAsync(response, cancellationToken) && silent)
                await DataFrames.SendAsync(response, [], cancellationToken);
        }

        _translator.Fail("runNotFound", "The run was deleted.");
        await SendAsync(response, cancellationToken);
    }

    protected override JsonObject Broken(string code, string message)
    {
        _translator.Take();
        _translator.Fail(code, message);
        return _translator.Take()[0];
    }

    private async Task<bool> SendAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        var frames = _translator.Take();
        if (frames.Count > 0) await DataFrames.SendAsync(response, frames, cancellationToken, named: true);
        return frames.Count > 0;
    }
}
