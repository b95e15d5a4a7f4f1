using DurableTeams.Definitions.Files;
using DurableTeams.Models;
using DurableTeams.Models.Scripted;
using Microsoft.Extensions.AI;

namespace DurableTeams.Orchestrations.Tests.Definitions;

/// <summary>What the scripted models of the newsroom say, turn by turn.</summary>
public sealed class SampleStoryTests : IDisposable
{
    private const string News = "New in version 1.0: a team run survives a killed process.";

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
    [InlineData("leader", 1, "Tell our readers that version 1.0 is out.", "First the facts.", "delegate_task_to_member")]
    [InlineData("researcher", 1, "What is new in version 1.0?", "", "read_archive")]
    [InlineData("researcher", 2, "{\"items\":[],\"cursor\":null}", News + " Our readers do not know yet.", null)]
    [InlineData(
        "researcher", 2, "{\"items\":[{\"input\":\"Version 1.0 is out.\"}]}", News + " Our readers were told before.", null)]
    [InlineData("researcher", 2, "The call failed: refused", News + " The archive did not answer.", null)]
    [InlineData("leader", 2, News, "Now the message.", "delegate_task_to_member")]
    [InlineData("telegram-agent", 1, "Tell our readers", "", "send_message")]
    [InlineData("telegram-agent", 2, "{\"runId\":\"r1\"}", "The message is on the notice board.", null)]
    [InlineData(
        "telegram-agent", 2, "The call was rejected: Not today", "It was not sent. The call was rejected: Not today", null)]
    [InlineData(
        "leader", 3, "The message is on the notice board.",
        "Our readers know that version 1.0 is out. The message is on the notice board.", null)]
    [InlineData(
        "leader", 3, "It was not sent. No.", "Our readers do not know that version 1.0 is out. It was not sent. No.", null)]
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
