using DurableTeams.Approvals;
using DurableTeams.Contracts;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Tools;
using DurableTeams.Errors;
using DurableTeams.Services.Decisions;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Approvals;

public sealed class ApprovalServiceTests : IAsyncLifetime
{
    private readonly Inbox _inbox = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _inbox.DisposeAsync();

    [Theory]
    [InlineData("someone-else", "send", "memberNotDefined")]
    [InlineData("sender", "another", "toolNotDefined")]
    public async Task Resolve_MemberOrToolGone_Is409UntilItIsBack(string member, string tool, string code)
    {
        var id = await _inbox.PausedAsync("r1");
        var approve = new DecisionRequest(id, "approve");
        var gone = _inbox.Get<ApprovalService>(Inbox.Define(member, tool));

        var refused = await Assert.ThrowsAsync<ApiException>(() => gone.ResolveAsync(approve, _inbox.Client));

        Assert.Equal((409, code), (refused.Status, refused.Code));
        Assert.Equal(RequirementStatus.Pending, (await _inbox.Store.FindRequirementAsync(id))!.Status);
        var back = _inbox.Get<ApprovalService>(Inbox.Define(instructions: "Changed since."));
        Assert.Equal(RequirementStatus.Approved, (await back.ResolveAsync(approve, _inbox.Client)).Status);
    }

    [Theory]
    [InlineData("https://${HOST}/send", null)]
    [InlineData("https://send.example/", "Bearer ${HOST}")]
    public async Task Resolve_VariableThatThePinnedToolNeedsIsNotSet_Is409UntilItIsBack(string url, string? header)
    {
        var http = new HttpToolDefinition { Url = url };
        if (header is not null) http.Headers["Authorization"] = header;
        var (tools, today) = (_inbox.Team.Definition.Tools, _inbox.Team);
        _inbox.Team = TeamHash.Pin(
            today.Definition with { Tools = new(StringComparer.Ordinal) { ["send"] = tools["send"] with { Http = http } } });
        var id = await _inbox.PausedAsync("r1");
        var approve = new DecisionRequest(id, "approve");

        var refused = await Assert.ThrowsAsync<ApiException>(() => _inbox.Get<ApprovalService>(today)
            .ResolveAsync(approve, _inbox.Client));

        Assert.Equal((409, "toolNotDefined"), (refused.Status, refused.Code));
        Assert.Contains("HOST", refused.Message, StringComparison.Ordinal);
        Assert.Equal(RequirementStatus.Pending, (await _inbox.Store.FindRequirementAsync(id))!.Status);
        _inbox.Variables = [("HOST", "send.example")];
        Assert.Equal(
            RequirementStatus.Approved, (await _inbox.Get<ApprovalService>(today).ResolveAsync(approve, _inbox.Client)).Status);
    }

    [Fact]
    public async Task Resolve_EngineRefusesTheSignal_IsTakenAndDeliveredLater()
    {
        var id = await _inbox.PausedAsync("r1");
        _inbox.Client.Broken.Add("r1.1");

        var taken = await _inbox.Get<ApprovalService>().ResolveAsync(new DecisionRequest(id, "reject", "no"), _inbox.Client);

        Assert.Equal(RequirementStatus.Rejected, taken.Status);
        Assert.Empty(_inbox.Client.Raised);
        _inbox.Client.Broken.Clear();
        await _inbox.Get<OutboxRelay>().RunAsync(_inbox.Client);
        Assert.Equal(("r1.1", id, new DecisionSignal("reject", 1)), Assert.Single(_inbox.Client.Raised));
    }

    [Fact]
    public async Task Resolve_RepeatOfWhatWasActedOn_SignalsNothing()
    {
        var id = await _inbox.PausedAsync("r1");
        var service = _inbox.Get<ApprovalService>();
        await service.ResolveAsync(new DecisionRequest(id, "approve"), _inbox.Client);
        await _inbox.Store.CommitAsync(new RunChange("r1", DateTimeOffset.UtcNow) { Delivered = [id] });
        _inbox.Client.Raised.Clear();

        var repeated = await service.ResolveAsync(new DecisionRequest(id, "approve", By: "someone else"), _inbox.Client);

        Assert.Equal(RequirementStatus.Approved, repeated.Status);
        Assert.Empty(_inbox.Client.Raised);
    }

    [Fact]
    public async Task Continue_RequirementOfAnotherRun_Is404AndTakesNone()
    {
        var mine = await _inbox.PausedAsync("r1");
        var other = await _inbox.PausedAsync("r2");

        var refused = await Assert.ThrowsAsync<ApiException>(() => _inbox.Get<ApprovalService>().ContinueAsync(
            "r1", [new DecisionRequest(mine, "approve"), new DecisionRequest(other, "approve")], _inbox.Client));

        Assert.Equal(404, refused.Status);
        Assert.Equal(RequirementStatus.Pending, (await _inbox.Store.FindRequirementAsync(mine))!.Status);
    }
}
