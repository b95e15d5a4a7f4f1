using System.Text.Json.Nodes;
using DurableTeams.Http.Protocols.OpenAI.Runs;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Protocols.OpenAI.Chat;

/// <summary>A chat completion as a stream of chunks, and <c>[DONE]</c> in the end.</summary>
internal sealed class OpenAIChatStream(OpenAIParts parts, OpenAIStretch told, bool tellsUsage) : OpenAIStream
{
    private readonly OpenAIChatTranslator _translator = new(told, parts.Questions, tellsUsage);

    protected override Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task TellAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        _translator.Begin();
        await DataFrames.SendAsync(response, _translator.Take(), cancellationToken);
        StretchEnd? end = null;
        await foreach (var part in parts.Telling.FollowAsync(told, live: true, cancellationToken))
        {
            foreach (var delta in part.Deltas) _translator.Tell(delta);
            foreach (var item in part.Events) _translator.Tell(item);
            var chunks = _translator.Take();
            if (chunks.Count > 0 || part is { Deltas.Count: 0, Events.Count: 0, End: null })
                await DataFrames.SendAsync(response, chunks, cancellationToken);
            end = part.End;
        }

        if (OpenAIChat.Failure(end) is { } failure)
        {
            await DataFrames.SendAsync(
                response, [OpenAIError.Body(failure.Status, failure.Code, failure.Message)], cancellationToken);
            return;
        }

        _translator.End(end!);
        await DataFrames.SendAsync(response, _translator.Take(), cancellationToken);
        await response.Body.WriteAsync("data: [DONE]\n\n"u8.ToArray(), cancellationToken);
    }

    protected override JsonObject Broken(string code, string message) => OpenAIError.Body(500, code, message);
}
