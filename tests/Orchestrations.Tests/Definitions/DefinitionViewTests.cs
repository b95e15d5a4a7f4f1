using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;

namespace DurableTeams.Orchestrations.Tests.Definitions;

public sealed class DefinitionViewTests
{
    [Fact]
    public void Of_Team_ShowsDefinitionAndVersion()
    {
        var pinned = TeamHash.Pin(TeamHashTests.Fixed());

        var view = DefinitionView.Of(pinned);

        Assert.Equal(pinned.Version, (string?)view["version"]);
        Assert.Equal(("crew", "coordinate", "leader"), ((string?)view["id"], (string?)view["mode"], (string?)view["model"]));
        Assert.Equal("${KEY}", (string?)view["models"]!["leader"]!["apiKey"]);
        Assert.Equal("""{"rules":1}""", view["models"]!["scripted"]!["script"]!.ToJsonString());
        Assert.Equal("Bearer ${TG}", (string?)view["tools"]!["send"]!["http"]!["headers"]!["Authorization"]);
        Assert.Equal("30s", (string?)view["limits"]!["memberTimeout"]);
        Assert.True(view.ContainsKey("state"));
        Assert.Equal(TeamHash.Compute(TeamHashTests.Fixed()), TeamHash.Compute(pinned.Definition));
    }

    [Fact]
    public void Of_McpServer_ShowsItWithoutSecrets()
    {
        var team = Team.Create("crew").Coordinate(new ModelDefinition { Provider = "openai", Model = "m" })
            .Member("a", m => m.Tools("docs"))
                .Tool("docs", t => t.Mcp("https://u:p@mcp.example/mcp?key=abc", "drop").Header("X-Key", "abc")
                    .Header("Authorization", "Bearer ${TG}")).Build();

        Assert.Equal(
            """{"url":"https://***@mcp.example/mcp?key=***","headers":{"Authorization":"Bearer ${TG}","X-Key":"***"}"""
                + ""","gated":["drop"]}""",
            View(team)["tools"]!["docs"]!["mcp"]!.ToJsonString());
    }

    [Fact]
    public void Of_Modes_ShowsWhatTheyAreSetWith()
    {
        var (consensus, handoff) = (View(ModeTeams.Build("consensus")), View(ModeTeams.Build("handoff")));
        var nested = View(
            Team.Create("outer").Coordinate("main").Model("main", new ModelDefinition { Provider = "openai", Model = "m" })
                .Output("""{"type":"object"}""").Member(ModeTeams.Build("hierarchical"))
                    .Member("clock", m => m.Agent("wall-clock")).Build());

        Assert.Equal("""{"quorum":3,"onTie":"fail"}""", consensus["consensus"]!.ToJsonString());
        Assert.Equal("peer", (string?)consensus["members"]![0]!["position"]);
        Assert.Equal(
            ("root", """["b"]"""), ((string?)handoff["handoffReturn"], handoff["members"]![0]!["handoffs"]!.ToJsonString()));
        Assert.Equal("""["deliberation","execution"]""", View(ModeTeams.Build("hierarchical"))["phases"]!.ToJsonString());
        Assert.Equal("object", (string?)nested["output"]!["schema"]!["type"]);
        Assert.Equal(("crew", TeamHash.Compute(ModeTeams.Build(
            "hierarchical"))), ((string?)nested["members"]![0]!["team"], (string?)nested["members"]![0]!["teamVersion"]));
        Assert.Equal("wall-clock", (string?)nested["members"]![1]!["agent"]);
        Assert.False(nested.ContainsKey("nested"));
    }

    [Theory]
    [InlineData("sk-live-123", "***")]
    [InlineData("${KEY}", "${KEY}")]
    [InlineData("${A}${B}", "${A}${B}")]
    [InlineData("sk-${KEY}", "***")]
    [InlineData("${KEY} x", "***")]
    [InlineData("Bearer ${KEY}", "Bearer ${KEY}")]
    [InlineData("Bearer abc", "***")]
    [InlineData("$${KEY}", "***")]
    public void Of_KeysAndHeaders_ShowsReferencesOnly(string value, string shown)
    {
        var team = Team.Create("crew").Coordinate(new ModelDefinition { Provider = "openai", Model = "m", ApiKey = value })
            .Member("a")
                .Tool("send", t => t.Description("Sends").Post("https://a.example").Header("X-Key", value)).Build();

        var view = DefinitionView.Of(TeamHash.Pin(team));

        Assert.Equal(shown, (string?)view["models"]!["leader"]!["apiKey"]);
        Assert.Equal(shown, (string?)view["tools"]!["send"]!["http"]!["headers"]!["X-Key"]);
    }

    [Theory]
    [InlineData("https://a.example/x", "https://a.example/x")]
    [InlineData("https://user:pass@a.example/x", "https://***@a.example/x")]
    [InlineData("https://us%40er:p%40ss@a.example/x@y", "https://***@a.example/x@y")]
    [InlineData("https://a.example/x?key=s3cret&v=${V}&flag", "https://a.example/x?key=***&v=${V}&***")]
    [InlineData("https://a.example/x?s3cret", "https://a.example/x?***")]
    [InlineData("https://a.example/x#s3cret", "https://a.example/x#***")]
    [InlineData("${BASE}/x?code=abc", "${BASE}/x?code=***")]
    [InlineData(
        "https://api.telegram.org/bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/send", "https://api.telegram.org/***/send")]
    [InlineData(
        "https://api.telegram.org/bot${TELEGRAM_BOT_TOKEN_2_OF_US}/send",
        "https://api.telegram.org/bot${TELEGRAM_BOT_TOKEN_2_OF_US}/send")]
    public void Of_Addresses_HidesWhatMayBeSecret(string url, string shown)
    {
        var team = Team.Create("crew").Coordinate(new ModelDefinition { Provider = "openai", Model = "m" }).Member("a")
            .Tool("send", t => t.Description("Sends").Get(url)).Build();

        Assert.Equal(shown, (string?)DefinitionView.Of(TeamHash.Pin(team))["tools"]!["send"]!["http"]!["url"]);
    }

    [Fact]
    public void Of_AddressesThatAreNotified_HidesWhatMayBeSecret()
    {
        const string hook = "https://hooks.slack.example/services/T0/B0/XyZ0123456789XyZ0123456789";
        var team = Team.Create("crew").Coordinate(new ModelDefinition { Provider = "openai", Model = "m" }).Member("a")
            .Tool("send", t => t.Description("Sends").Get("https://a.example").Confirmation().Approve(a => a with
            {
                Notify = hook,
                EscalateAfter = TimeSpan.FromHours(1),
                EscalateTo = "https://u:p@pager.example/?key=abc",
            })).Build();

        var approve = View(team)["tools"]!["send"]!["approve"]!;

        Assert.Equal("https://hooks.slack.example/services/T0/B0/***", (string?)approve["notify"]);
        Assert.Equal("https://***@pager.example/?key=***", (string?)approve["escalateTo"]);
    }

    private static JsonObject View(TeamDefinition team) => DefinitionView.Of(TeamHash.Pin(team));
}
