using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

/// <summary>A tool that somebody runs elsewhere needs nothing that runs it.</summary>
public sealed class ExternalToolTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("""{"decision":"result","result":null}""", "completed", "null")]
    [InlineData("""{"decision":"result","result":{"ok":true},"error":null}""", "completed", """{"ok":true}""")]
    [InlineData("""{"decision":"result","result":null,"error":"no paper"}""", "failed", "Error: no paper")]
    public async Task Result_OfAToolWithoutAnEndpoint_IsToldToItsMember(string decision, string status, string told)
    {
        await using var stage = await Stage.OpenAsync(output, stage => stage.Folder.Write("desk.yaml", $$"""
            id: desk
            mode: sequential
            model: m
            models: { m: { provider: openai, model: clerk, endpoint: "{{stage.Chat.Endpoint}}" } }
            members: [{ id: clerk, tools: [print] }]
            tools:
              print:
                description: Prints it
                parameters: { type: object, properties: { text: { type: string } }, required: [text] }
                approval: externalExecution
            """));
        stage.Chat.Answers = request => request.Turn == 1
            ? ChatAnswer.Call(ChatCall.Tool("c1", "print", new { text = "hello" }))
            : ChatAnswer.Say("The printer says: " + request.LastResult);
        var runId = await stage.Api.StartRunAsync("desk", "Print hello");
        var requirement = await stage.Api.UntilPausedAsync(runId);
        Assert.Equal("externalExecution", requirement.Text("kind"));
        var path = $"approvals/{requirement.Text("requirementId")}/resolve";

        Assert.Equal("invalidField", (await stage.Api.SendAsync(
            HttpMethod.Post, path, """{"decision":"result"}""")).Expect(400).Json.Text("code"));
        var run = (await stage.Api.SendAsync(HttpMethod.Post, path, decision, ("Prefer", "wait=30"))).Expect(200).Json;

        Assert.Equal(("completed", "The printer says: " + told), (run.Text("status"), run.Text("output", "text")));
        Assert.Equal(status, Assert.Single(run.Member("clerk").Items("tools")).Text("status"));
        (await stage.Api.SendAsync(HttpMethod.Post, path, decision)).Expect(200);
    }
}
