using System.Text.Json;
using DurableTeams.Embedded.Tests.Api;

namespace DurableTeams.Embedded.Tests.Protocols.A2A;

/// <summary>A host whose team is asked as an agent of A2A, by JSON-RPC.</summary>
public sealed class A2AHost : IAsyncLifetime
{
    public static readonly (string, string) Version = ("A2A-Version", "1.0");

    public ApiHost Api { get; } = new();

    public Task InitializeAsync() => Api.InitializeAsync();

    public Task DisposeAsync() => Api.DisposeAsync();

    public static string Frame(string method, string parameters) =>
        $$"""{"jsonrpc":"2.0","id":"f","method":"{{method}}","params":{{parameters}}}""";

    /// <summary>The result of a call.</summary>
    public async Task<JsonElement> CallAsync(string method, string parameters)
    {
        var (_, body) = await Api.PostAsync("teams/newsroom/a2a", Frame(method, parameters), Version);
        return body.TryGetProperty("result", out var result)
            ? result
            : throw new InvalidOperationException(body.GetRawText());
    }

    /// <summary>The error of a call: its code, and ours.</summary>
    public async Task<(int Error, string? Code)> RefusedAsync(string method, string parameters)
    {
        var (_, body) = await Api.PostAsync("teams/newsroom/a2a", Frame(method, parameters), Version);
        return (body.GetProperty("error").GetProperty("code").GetInt32(), CodeOf(body));
    }

    /// <summary>Says something to a task.</summary>
    public static string To(string taskId, string messageId, string part) =>
        $$$"""
        {"message":{"messageId":"{{{messageId}}}","taskId":"{{{taskId}}}","role":"ROLE_USER","parts":[{{{part}}}]},
         "configuration":{"returnImmediately":true}}
        """;

    public static string? CodeOf(JsonElement body)
    {
        var error = body.GetProperty("error");
        var details = error.TryGetProperty("data", out var data) ? data : error.GetProperty("details");
        return details[0].GetProperty("metadata").GetProperty("code").GetString();
    }

    public static string IdOf(JsonElement result) => result.GetProperty("task").GetProperty("id").GetString()!;

    public static string? StateOf(JsonElement task) => task.GetProperty("status").GetProperty("state").GetString();
}
