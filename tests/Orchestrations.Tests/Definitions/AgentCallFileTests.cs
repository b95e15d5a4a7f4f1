using DurableTeams.Definitions.Files;

namespace DurableTeams.Orchestrations.Tests.Definitions;

/// <summary>A tool that no member is offered, in a team with an agent in code, says how people are asked about the agent's own
/// call.</summary>
public sealed class AgentCallFileTests : IDisposable
{
    private const string File = """
        id: desk
        mode: sequential
        members:
          - { id: printer, agent: printer }
        tools:
          print: { approval: confirmation, approve: { quorum: 2, expires: 24h } }
        """;

    private readonly TeamDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Load_CallOfAnAgent_NeedsNoFunction() =>
        Assert.Equal(2, Assert.Single(_directory.Write("desk.yaml", File).Load()).Definition.Tools["print"].Approve.Quorum);

    [Theory]
    [InlineData("agent: printer", "agent: printer, tools: [print]", "tool 'print' has no 'http' or 'mcp', and no function")]
    [InlineData("approval: confirmation", "approval: userInput", "tool 'print' has no 'http' or 'mcp', and no function")]
    [InlineData(
        "quorum: 2", "allowEdit: true",
        "an agent in code makes the call that it asked about, with no other arguments; remove 'allowEdit'")]
    [InlineData(
        "approval: confirmation", "approval: { kind: confirmation, when: pages > 9 }",
        "an agent in code says itself which of its calls it asks about; remove 'when'")]
    public void Load_WhatAnAgentsCallCannotHave_IsRefused(string right, string wrong, string reason)
    {
        var errors = _directory.Write("desk.yaml", File.Replace(right, wrong)).Errors();

        Assert.Contains(errors, error => error.Reason.StartsWith(reason, StringComparison.Ordinal));
    }
}
