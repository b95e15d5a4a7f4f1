using System.Globalization;
using System.Text.Json;
using DurableTeams.Approvals.Links;
using DurableTeams.Errors;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.WebUtilities;

namespace DurableTeams.Orchestrations.Tests.Approvals.Links;

public sealed class ApprovalLinksTests
{
    private const string Old = "old:0123456789abcdef";
    private const string New = "new:fedcba9876543210";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Of_PendingConfirmation_IsTheSameEachTimeAndPassesForWhatItSays()
    {
        var requirement = Requirement();
        var links = Links(Old);

        Assert.Equal(links.Of(requirement), Links(Old).Of(requirement));
        Verify(links, requirement, links.Of(requirement)!.Approve, "approve");
        Verify(links, requirement, links.Of(requirement)!.Reject, "reject");
        Assert.StartsWith("https://teams.example.com/api/approvals/r1.1-1-0/callback?decision=approve&", links.Of(
            requirement)!.Approve, StringComparison.Ordinal);
    }

    public static TheoryData<RequirementKind, RequirementStatus> Undecidable { get; } = new()
    {
        { RequirementKind.Confirmation, RequirementStatus.Approved },
        { RequirementKind.Confirmation, RequirementStatus.Cancelled },
        { RequirementKind.UserInput, RequirementStatus.Answered },
        { RequirementKind.UnknownOutcome, RequirementStatus.Rejected },
    };

    [Theory]
    [MemberData(nameof(Undecidable))]
    public void Of_WhatALinkCannotDecide_IsNull(RequirementKind kind, RequirementStatus status) =>
        Assert.Null(Links(Old).Of(Requirement() with { Kind = kind, Status = status }));

    [Theory]
    [InlineData(RequirementKind.Confirmation)]
    [InlineData(RequirementKind.UserInput)]
    [InlineData(RequirementKind.ExternalExecution)]
    [InlineData(RequirementKind.UnknownOutcome)]
    public void Of_PendingOfEachKind_HasALinkThatLeavesTheDecisionToItsHolder(RequirementKind kind)
    {
        var requirement = Requirement() with { Kind = kind };
        var links = Links(Old);
        var made = links.Of(requirement)!;

        Verify(links, requirement, made.Decide!, "decide");
        Verify(links, requirement, made.Reject, "reject");
        Assert.Equal(kind != RequirementKind.Confirmation, made.Approve == made.Decide);
        var (_, expires, signature) = Parts(made.Decide!);
        Refused("invalidSignature", () => links.Verify(requirement, "approve", expires, signature));
    }

    [Fact]
    public void Of_NoKeyOrNoAddress_IsNull()
    {
        Assert.Null(new ApprovalLinks(new LinkKeys([]), Address(), _time).Of(Requirement()));
        Assert.Null(new ApprovalLinks(Keys(Old), new PublicAddress(new Settings()), _time).Of(Requirement()));
    }

    [Fact]
    public void Verify_OtherDecisionRequirementOrEnd_IsRefused()
    {
        var requirement = Requirement();
        var links = Links(Old);
        var (_, expires, signature) = Parts(links.Of(requirement)!.Approve);

        Refused("invalidSignature", () => links.Verify(requirement, "reject", expires, signature));
        Refused("invalidSignature", () => links.Verify(
            requirement with { RequirementId = "r1.1-1-1" }, "approve", expires, signature));
        Refused("invalidSignature", () => links.Verify(requirement, "approve", expires + 1, signature));
        links.Verify(requirement, "approve", expires, signature);
    }

    [Fact]
    public void Verify_EveryCharacterOfTheSignature_Counts()
    {
        var requirement = Requirement();
        var links = Links(Old);
        var (_, expires, signature) = Parts(links.Of(requirement)!.Approve);
        for (var i = 0; i < signature.Length; i++)
        {
            var changed = signature[..i] + (signature[i] == 'A' ? 'B' : 'A') + signature[(i + 1)..];
            Refused("invalidSignature", () => links.Verify(requirement, "approve", expires, changed));
        }

        foreach (var other in (string[])["", ".", "old", "old.", signature[..^1], signature + "A", "other" + signature[3..]])
            Refused("invalidSignature", () => links.Verify(requirement, "approve", expires, other));
    }

    [Fact]
    public void Verify_ArgumentsThatAreOthersNow_IsRefused()
    {
        var requirement = Requirement();
        var links = Links(Old);
        var (_, expires, signature) = Parts(links.Of(requirement)!.Approve);

        Refused("argumentsChanged", () => links.Verify(
            requirement with { EditedArguments = AsJson("""{"text":"bye"}""") }, "approve", expires, signature));
        var replaced = requirement with { Tool = requirement.Tool with { Arguments = AsJson("""{"text":"bye"}""") } };
        Refused("invalidSignature", () => links.Verify(replaced, "approve", expires, signature));
        links.Verify(requirement with
        {
            Tool = requirement.Tool with { Arguments = AsJson("""{ "text" : "hi" }""") }
        }, "approve", expires, signature);
    }

    [Theory]
    [InlineData(null, 7 * 24 * 60)]
    [InlineData(90, 90)]
    public void Verify_PastItsEnd_IsRefused(int? expiresInMinutes, int lastsMinutes)
    {
        var requirement = Requirement() with
        {
            ExpiresAt = expiresInMinutes is { } minutes ? _time.GetUtcNow().AddMinutes(minutes) : null
        };
        var links = Links(Old);
        var link = links.Of(requirement)!.Approve;
        _time.Advance(TimeSpan.FromMinutes(lastsMinutes) - TimeSpan.FromSeconds(1));
        Verify(links, requirement, link, "approve");
        _time.Advance(TimeSpan.FromSeconds(1));
        Refused("linkExpired", () => Verify(links, requirement, link, "approve"));
    }

    [Fact]
    public void Verify_KeysAreRotated_OldLinksPassUntilTheirKeyIsGone()
    {
        var requirement = Requirement();
        var before = Links(Old).Of(requirement)!.Approve;
        var rotated = Links($"{New},{Old}");
        var after = rotated.Of(requirement)!.Approve;

        Assert.StartsWith("new.", Parts(after).Signature, StringComparison.Ordinal);
        Verify(rotated, requirement, before, "approve");
        Verify(rotated, requirement, after, "approve");
        Refused("invalidSignature", () => Verify(Links(New), requirement, before, "approve"));
        // A known id with another secret is another key.
        Refused("invalidSignature", () => Verify(Links("old:another-secret-of-16"), requirement, before, "approve"));
    }

    private static void Refused(string code, Action verify)
    {
        var refused = Assert.Throws<ApiException>(verify);
        Assert.Equal((403, code), (refused.Status, refused.Code));
    }

    private static void Verify(ApprovalLinks links, RequirementRecord requirement, string link, string decision)
    {
        var (said, expires, signature) = Parts(link);
        Assert.Equal(decision, said);
        links.Verify(requirement, decision, expires, signature);
    }

    private static (string Decision, long Expires, string Signature) Parts(string link)
    {
        var query = QueryHelpers.ParseQuery(new Uri(link).Query);
        return (query["decision"]!, long.Parse(query["expires"]!, CultureInfo.InvariantCulture), query["sig"]!);
    }

    private static LinkKeys Keys(string keys) => LinkKeys.Read(new Settings((LinkKeys.Setting, keys)))!;

    private static PublicAddress Address() => new(new Settings((PublicAddress.Setting, "https://teams.example.com")));

    private static JsonElement AsJson(string text) => JsonElement.Parse(text);

    private ApprovalLinks Links(string keys) => new(Keys(keys), Address(), _time);

    private RequirementRecord Requirement() => new()
    {
        RequirementId = "r1.1-1-0", RunId = "r1", TeamId = "team", MemberRunId = "r1.1", MemberId = "sender",
        MemberPath = ["team", "sender"],
        Call = new CallReference("r1.1", 1, 0), Tool = new StoredCall("c", "send", AsJson("""{"text":"hi"}""")),
        CreatedAt = _time.GetUtcNow(),
    };
}
