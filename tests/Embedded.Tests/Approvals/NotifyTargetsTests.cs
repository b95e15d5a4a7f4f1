using DurableTeams.Approvals.Notifications;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Approvals;

public sealed class NotifyTargetsTests : IAsyncLifetime
{
    private readonly Inbox _inbox = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _inbox.DisposeAsync();

    [Fact]
    public async Task Find_MemberOfANestedTeam_IsTheNestedTeamsPinnedAddress()
    {
        var inner = Inbox.Define(approve: new ApproveDefinition
        {
            Notify = "https://inner.example/${PATH_OF}",
            EscalateTo = "https://second.example/"
        });
        var outer = TeamHash.Pin(inner.Definition with
        {
            Id = "outer",
            Tools = new(StringComparer.Ordinal),
            Members = [new MemberDefinition { Id = "team", Team = "team", TeamVersion = inner.Version }],
        });
        // The store alone has it: what is served today is another team.
        await _inbox.Store.SaveDefinitionAsync(inner.Version, DefinitionJson.Serialize(inner.Definition));
        _inbox.Team = outer;
        _inbox.Variables = [("PATH_OF", "a/b")];
        await _inbox.RunAsync("r1");
        var targets = _inbox.Get<NotifyTargets>(Inbox.Define(instructions: "Another one."));
        var requirement = new RequirementRecord
        {
            RequirementId = "r1.1.1-1-0", RunId = "r1", TeamId = "outer", MemberRunId = "r1.1.1", MemberId = "sender",
            MemberPath = ["outer", "team", "sender"],
            Call = new CallReference("r1.1.1", 1, 0),
            Tool = new StoredCall("c", "send", System.Text.Json.JsonElement.Parse("{}")), CreatedAt = DateTimeOffset.UtcNow,
        };

        Assert.Equal("https://inner.example/a/b", (await targets.FindAsync(requirement, escalated: false))!.Address);
        Assert.Equal("https://second.example/", (await targets.FindAsync(requirement, escalated: true))!.Address);
    }
}
