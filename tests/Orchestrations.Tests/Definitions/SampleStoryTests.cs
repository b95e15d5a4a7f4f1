using DurableTeams.Definitions.Files;
using DurableTeams.Models;
using DurableTeams.Models.Scripted;
using Microsoft.Extensions.AI;

namespace DurableTeams.Orchestrations.Tests.Definitions;

/// <summary>What the scripted models of the newsroom say, turn by turn.</summary>
public sealed class SampleStoryTests : IDisposable
{
    private readonly TeamDirectory _environment = new();
    private readonly ScriptedChatClient _model;

    public SampleStoryTests()
    {
        var team = TeamFiles.Load(SamplesDirectory.Find(), _environment.Environment, _environment.Functions)
            .Single(t => t.Definition.Id == "newsroom");
        _model = new ScriptedChatClient(team.Definition.Models["scripted"]);
    }

    public void Dispose()
    {
        _model.Dispose();
        _environment.Dispose();
    }

    [Theory]
    [InlineData("leader", 1, "How is this host?", "First the facts.", "delegate_task_to_member")]
    [InlineData("researcher", 1, "Find out how this host is.", "", "read_health")]
    [InlineData("researcher", 2, "{\"status\":\"ok\"}", "GET /api/health says: {\"status\":\"ok\"}", null)]
    [InlineData("leader", 2, "GET /api/health says: {}", "Now the message.", "delegate_task_to_member")]
    [InlineData("telegram-agent", 1, "Send a note", "", "send_message")]
    [InlineData("telegram-agent", 2, "{\"runId\":\"r1\"}", "It is on the notice board.", null)]
    [InlineData(
        "telegram-agent", 2, "The call was rejected: Not today", "It was not sent. The call was rejected: Not today", null)]
    [InlineData(
        "leader", 3, "It is on the notice board.",
        "The researcher looked this host up, and a note tells everyone. It is on the notice board.", null)]
    [InlineData(
        "leader", 3, "It was not sent. No.",
        "The researcher looked this host up, but no note is on the board. It was not sent. No.", null)]
    public async Task Newsroom_EachTurn_GoesOnWithTheStory(string agent, int turn, string asked, string text, string? tool)
    {
        var options = new ChatOptions
        {
            AdditionalProperties = new() { [ChatRequestProperties.Agent] = agent, [ChatRequestProperties.Turn] = turn }
        };

        var answer = await _model.GetResponseAsync([new ChatMessage(ChatRole.User, asked)], options);

        Assert.Equal(text, answer.Text);
        Assert.Equal(tool, answer.Messages[0].Contents.OfType<FunctionCallContent>().SingleOrDefault()?.Name);
    }
}
