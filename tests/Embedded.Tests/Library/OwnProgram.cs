using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Tests.Library;

/// <summary>What a user's own program has: a team in code, a chat client and a function that a person confirms.</summary>
internal sealed class OwnProgram : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("durableteams-library-");

    /// <summary>The texts that the function was called with.</summary>
    public List<string> Sent { get; } = [];

    /// <summary>The data directory.</summary>
    public string Data => _data.FullName;

    /// <summary>The fifteen lines, without HTTP.</summary>
    public IHost Build(Action<DurableTeamsBuilder>? more = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddDurableTeams(teams => Say(teams, more));
        return builder.Build();
    }

    /// <summary>The fifteen lines, with HTTP on a free port.</summary>
    public WebApplication BuildWeb(Action<DurableTeamsBuilder>? more = null, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddDurableTeams(teams => Say(teams, more));
        configure?.Invoke(builder);
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        return app;
    }


    public void Dispose() => _data.Delete(recursive: true);

    private void Say(DurableTeamsBuilder teams, Action<DurableTeamsBuilder>? more)
    {
        teams.UseSqlite(Data)
            .AddChatClient("fast", _ => new Sender())
            .AddTool(new ApprovalRequiredAIFunction(AIFunctionFactory.Create(SendText)))
            .AddTeam(Team.Create("newsroom").Sequential("fast").Member("sender", member => member.Tools("send_text")));
        more?.Invoke(teams);
    }

    private string SendText(string text)
    {
        lock (Sent) Sent.Add(text);
        return "sent";
    }

    /// <summary>Calls the function, then says what it was told.</summary>
    private sealed class Sender : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var last = messages.Last();
            var result = last.Contents.OfType<FunctionResultContent>().LastOrDefault();
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, result is null
                ? [new FunctionCallContent("call-1", "send_text", new Dictionary<string, object?> { ["text"] = last.Text })]
                : [new TextContent($"The tool says: {result.Result}")])));
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
                yield return update;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
