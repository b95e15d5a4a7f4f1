using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Remote;
using DurableTeams.Definitions.Secrets;

namespace DurableTeams.Orchestrations.Tests.Definitions;

public sealed class RemoteMemberTests
{
    private const string Queued = "{ queue: coders, lease: 30s, start: never, attempts: 3, repeatable: false }";

    private static string Yaml(string remote, string more = "") => $$"""
        id: crew
        mode: sequential
        members:
          - { id: coder, role: Writes, remote: {{remote}}{{more}} }
        """;

    [Fact]
    public void Load_Queue_IsReadAndHasTheHashOfTheBuilder()
    {
        using var directory = new TeamDirectory();
        directory.Write("crew.yaml", Yaml(Queued));

        var team = Assert.Single(directory.Load());

        Assert.Equal(
            new RemoteDefinition
            {
                Queue = "coders",
                Lease = TimeSpan.FromSeconds(30),
                Start = Timeout.InfiniteTimeSpan,
                Attempts = 3,
                Repeatable = false,
            },
            team.Definition.Members[0].Remote);
        Assert.Null(team.Definition.Members[0].Model);
        var built = Team.Create("crew").Sequential().Member("coder", member => member.Role("Writes").Remote(
            remote => remote.Queue("coders").Lease(TimeSpan.FromSeconds(30)).StartNever().Attempts(3).NotRepeatable())).Build();
        Assert.Equal(TeamHash.Compute(built), team.Version);
        Assert.Equal(built.Members[0].Remote, DefinitionJson.Deserialize(DefinitionJson.Serialize(built)).Members[0].Remote);
    }

    [Fact]
    public void Load_A2A_IsReadAndHasTheHashOfTheBuilder()
    {
        using var directory = new TeamDirectory();
        directory.Write("crew.yaml", Yaml(
            "{ a2a: \"https://a.example/x\", headers: { X-Key: \"${A2A_KEY}\" }, answer: 2h }"));
        directory.Environment["A2A_KEY"] = "s3cret-value";

        var team = Assert.Single(directory.Load());

        var remote = team.Definition.Members[0].Remote!;
        Assert.Equal(("https://a.example/x", TimeSpan.FromHours(2)), (remote.A2A, remote.Answer));
        Assert.Equal("${A2A_KEY}", remote.Headers!["x-key"]);
        var built = Team.Create("crew").Sequential().Member("coder", member => member.Role("Writes").Remote(
            remote => remote.A2A("https://a.example/x").Header("X-Key", "${A2A_KEY}").Answer(TimeSpan.FromHours(2)))).Build();
        Assert.Equal(TeamHash.Compute(built), team.Version);
        Assert.Equal(
            "${A2A_KEY}", DefinitionJson.Deserialize(DefinitionJson.Serialize(built)).Members[0].Remote!.Headers!["x-key"]);
    }

    [Theory]
    [InlineData("{ lease: 30s }", "", "a remote member has a 'queue', a 'url' or an 'a2a', one of them")]
    [InlineData(
        "{ queue: a, url: \"https://a.example\" }", "", "a remote member has a 'queue', a 'url' or an 'a2a', one of them")]
    [InlineData("{ queue: A }", "", "'queue' is 'A'")]
    [InlineData("{ queue: a, lease: 1ms }", "", "'lease' must be at least 1s")]
    [InlineData("{ queue: a, start: soon }", "", "or never")]
    [InlineData("{ queue: a, attempts: 0 }", "", "'attempts' must be 1 to 100")]
    [InlineData("{ queue: a, answer: 30m }", "", "'answer' is for members with a 'url' or an 'a2a'")]
    [InlineData("{ url: \"https://a.example\", start: 1m }", "", "'start' is for members with a 'queue'")]
    [InlineData("{ url: \"ftp://a.example\" }", "", "must be an absolute http or https address")]
    [InlineData("{ a2a: \"https://a.example\", queue: b }", "", "a 'queue', a 'url' or an 'a2a', one of them")]
    [InlineData("{ a2a: a.example }", "", "'a2a' must be an absolute http or https address")]
    [InlineData("{ a2a: \"https://a.example\", lease: 1m }", "", "'lease' is for members with a 'queue'")]
    [InlineData("{ a2a: \"https://a.example\", headers: { A2A-Version: x } }", "", "the header 'A2A-Version' is set by the host")]
    [InlineData("{ a2a: \"https://a.example\", headers: { Key: \"${MISSING_KEY}\" } }", "", "MISSING_KEY is not set")]
    [InlineData("{ url: \"https://a.example\", headers: { Key: x } }", "", "'headers' is for members with an 'a2a'")]
    [InlineData("{ queue: a, size: 1 }", "", "unknown key 'size'")]
    [InlineData("{ queue: a }", ", tools: [x]", "remove 'tools', or 'remote'")]
    [InlineData("{ queue: a }", ", model: x", "remove 'model', or 'remote'")]
    [InlineData("coders", "", "'remote' must hold keys with values")]
    public void Load_Wrong_SaysWhatToChange(string remote, string more, string reason)
    {
        using var directory = new TeamDirectory();
        directory.Write("crew.yaml", Yaml(remote, more));

        Assert.Contains(directory.Errors(), error => error.Reason.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void View_HeaderWithASecret_IsMaskedAndNotStored()
    {
        var team = Team.Create("crew").Sequential().Member("coder", member => member.Remote(
            remote => remote.A2A("https://u:s3cret-value@a.example/x").Header("Authorization", "Bearer s3cret-value"))).Build();

        Assert.DoesNotContain(
            "s3cret-value", DefinitionView.Of(TeamHash.Pin(team)).ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret-value", DefinitionJson.Serialize(LiteralSecrets.TakeOut(team)), StringComparison.Ordinal);
    }

    [Fact]
    public void View_AddressWithASecret_IsMasked()
    {
        var team = Team.Create("crew").Sequential()
            .Member("coder", member => member.Remote(remote => remote.Url("https://u:p@a.example/x?key=s3cret-value"))).Build();

        var shown = DefinitionView.Of(TeamHash.Pin(team)).ToJsonString();

        Assert.DoesNotContain("s3cret-value", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret-value", DefinitionJson.Serialize(LiteralSecrets.TakeOut(team)), StringComparison.Ordinal);
    }
}
