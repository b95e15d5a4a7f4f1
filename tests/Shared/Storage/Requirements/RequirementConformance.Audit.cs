using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Requirements;

public abstract partial class RequirementConformance
{
    private async Task<string> AuditAsync(string requirement) =>
        string.Join(' ', (await Store.ListAuditAsync(requirement)).Select(entry => entry.Action));

    [Fact]
    public async Task Audit_OfARequirementsLife_TellsItOnceAndInOrder()
    {
        await StartAsync("r1");
        var asked = TestRequirement.Of("r1", 1, second: 1) with { Quorum = 2 };
        var change = TestChange.To("r1", 2) with
        {
            Requirements = [asked],
            Audit =
            [
                new AuditDraft(asked.RequirementId, "notified:1", AuditActions.Notified, Data: JsonText.Parse("""{"to":"x"}"""))
            ]
        };
        foreach (var _ in "twice") await Store.CommitAsync(change);
        foreach (var _ in "twice") await Store.CommitAsync(TestChange.To("r1", 3) with { Escalated = [asked.RequirementId] });
        await Store.AppendAuditAsync(
            "r1", [new AuditDraft(asked.RequirementId, null, AuditActions.Viewed, "eve", "10.0.0.1")], TestTime.At(4));
        foreach (var second in new[] { 5, 6 })
            await Store.DecideAsync(
                "r1",
                [TestDecision.Approve(asked, by: "ada", arguments: """{"text":"ho"}""", second: second) with { From = "mail" }]);
        foreach (var second in new[] { 7, 8 })
            await Store.DecideAsync(
                "r1", [TestDecision.Approve(asked, "go", by: "bob", arguments: """{"text":"ho"}""", second: second)]);
        foreach (var _ in "twice") await Store.CommitAsync(TestChange.To("r1", 9) with { Delivered = [asked.RequirementId] });
        foreach (var _ in "twice")
            await Store.CommitAsync(
                TestChange.To(
                    "r1", 10) with { Audit = [new AuditDraft(asked.RequirementId, "executed", AuditActions.Executed)] });
        await ReopenAsync();

        var audit = await Store.ListAuditAsync(asked.RequirementId);

        Assert.Equal(
            "created notified escalated viewed approved decided delivered executed", await AuditAsync(asked.RequirementId));
        Assert.Equal(Enumerable.Range(1, 8).Select(n => (long)n), audit.Select(entry => entry.Sequence));
        Assert.Equal([1, 2, 3, 4, 5, 7, 9, 10], audit.Select(entry => (int)(entry.At - TestTime.At(0)).TotalSeconds));
        JsonAssert.Equal(new AuditEntry(asked.RequirementId, 4, TestTime.At(4), "viewed", "eve", "10.0.0.1", null), audit[3]);
        Assert.Equal(("ada", "mail"), (audit[4].By, audit[4].From));
        Assert.Equal(
            """{"decision":"approve","note":"go","arguments":{"text":"ho"},"replaced":{"text":"hi"}}""",
            audit[5].Data!.Value.GetRawText());
    }

    [Fact]
    public async Task Audit_CancelledAndReopened_IsTold()
    {
        var asked = await FailAsync();

        await Store.RetryAsync("r1", ["r1.2.1"], TestTime.At(20));

        Assert.Equal("created cancelled reopened", await AuditAsync(asked.RequirementId));
    }

    [Fact]
    public async Task AppendAudit_WithoutAKey_AppendsEachTime()
    {
        await StartAsync("r1", 2);
        var (one, other) = (TestRequirement.Of("r1", 1), TestRequirement.Of("r1", 2));
        await Store.CommitAsync(TestChange.To("r1") with { Requirements = [one, other] });

        await Store.AppendAuditAsync("r1",
        [
            new AuditDraft(one.RequirementId, null, "viewed"),
            new AuditDraft(one.RequirementId, null, "viewed"),
            new AuditDraft(other.RequirementId, "k", "notified")
        ], TestTime.At(3));
        await Store.AppendAuditAsync("r1",
        [
            new AuditDraft(one.RequirementId, "k", "notified"),
            new AuditDraft(other.RequirementId, "k", "notified")
        ], TestTime.At(4));

        Assert.Equal("created viewed viewed notified", await AuditAsync(one.RequirementId));
        Assert.Equal("created notified", await AuditAsync(other.RequirementId));
    }

    [Fact]
    public async Task AppendAudit_OfNoRequirement_ThrowsAndAppendsNothing()
    {
        await StartAsync("r1");
        var asked = TestRequirement.Of("r1", 1);
        await Store.CommitAsync(
            TestChange.To("r1") with { Requirements = [asked], Audit = [new AuditDraft("r1.1-9-9", "k", "viewed")] });

        var missing = new AuditDraft("r1.1-9-9", null, "viewed");
        await Assert.ThrowsAsync<KeyNotFoundException>(
            () => Store.AppendAuditAsync("r1", [new AuditDraft(asked.RequirementId, null, "viewed"), missing], TestTime.At(3)));
        await Assert.ThrowsAsync<KeyNotFoundException>(
            () => Store.AppendAuditAsync("none", [new AuditDraft("none.1-1-0", null, "viewed")], TestTime.At(3)));
        await Assert.ThrowsAsync<ArgumentException>(
            () => Store.AppendAuditAsync(
                "r1", [new AuditDraft(asked.RequirementId, null, "viewed"), new AuditDraft("r2.1-1-0", null, "viewed")],
                TestTime.At(3)));

        foreach (var none in new[] { "r1.1-9-9", "r2.1-1-0", "none.1-1-0" }) Assert.Empty(await Store.ListAuditAsync(none));
        Assert.Equal("created", await AuditAsync(asked.RequirementId));
        Assert.Empty(await Store.ListAuditAsync(""));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(
            TestChange.To("r1") with { Audit = [new AuditDraft(asked.RequirementId, null, "viewed")] }));
    }

    [Fact]
    public async Task ListAllAudit_OfSeveralRuns_IsInTheOrderWritten()
    {
        foreach (var run in new[] { "r1", "r2" }) await StartAsync(run);
        var (one, other) = (TestRequirement.Of("r1", 1), TestRequirement.Of("r2", 1));
        await Store.CommitAsync(TestChange.To("r2", 5) with { Requirements = [other] });
        await Store.CommitAsync(TestChange.To("r1", 4) with { Requirements = [one] });
        await Store.AppendAuditAsync(
            "r2", [new AuditDraft(other.RequirementId, null, "viewed", "eve", "10.0.0.1", JsonText.Parse("""{"a":1}"""))],
            TestTime.At(3));
        await Store.DecideAsync("r1", [TestDecision.Reject(one)]);
        await ReopenAsync();

        var (entries, position) = await Store.ListAllAuditAsync(0, 100);

        Assert.Equal(
            ["r2.1-1-0 1 created", "r1.1-1-0 1 created", "r2.1-1-0 2 viewed", "r1.1-1-0 2 decided"],
            entries.Select(entry => $"{entry.RequirementId} {entry.Sequence} {entry.Action}"));
        JsonAssert.Equal((await Store.ListAuditAsync(other.RequirementId))[1], entries[2]);
        Assert.Equal(("eve", "10.0.0.1", TestTime.At(3)), (entries[2].By, entries[2].From, entries[2].At));
        Assert.Empty((await Store.ListAllAuditAsync(position, 100)).Entries);
    }

    [Fact]
    public async Task ListAllAudit_AppendedWhilePaging_IsReadOnceEach()
    {
        await StartAsync("r1");
        var asked = TestRequirement.Of("r1", 1);
        await Store.CommitAsync(TestChange.To("r1") with { Requirements = [asked] });
        var seen = new List<long>();
        var position = 0L;
        for (var page = 0; page < 5; page++)
        {
            for (var i = 0; i < 2; i++)
                await Store.AppendAuditAsync("r1", [new AuditDraft(asked.RequirementId, null, "viewed")], TestTime.At(3));
            (var entries, position) = await Store.ListAllAuditAsync(position, 2);
            seen.AddRange(entries.Select(entry => entry.Sequence));
        }

        var (rest, last) = await Store.ListAllAuditAsync(position, 2);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [.. seen, .. rest.Select(entry => entry.Sequence)]);
        Assert.Equal(last, (await Store.ListAllAuditAsync(last, 2)).Position);
    }

    [Fact]
    public async Task DeleteSession_WithAuditsAndClaims_RemovesThem()
    {
        await FillAsync("r1", "s", RunStatus.Completed);
        Assert.True(await Store.TryClaimAsync("r1", "r1.1.1-1-0:1"));
        await Store.DeleteSessionAsync("s");
        Assert.Empty(await Store.ListAuditAsync("r1.1.1-1-0"));
        Assert.Empty((await Store.ListAllAuditAsync(0, 10)).Entries);

        await FillAsync("r1", "s", RunStatus.Running);

        Assert.Equal("created decided", await AuditAsync("r1.1.1-1-0"));
        Assert.True(await Store.TryClaimAsync("r1", "r1.1.1-1-0:1"));
    }
}
