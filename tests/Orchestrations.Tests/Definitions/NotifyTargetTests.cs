using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Approvals.Notifications;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Hosting.Starting;
using DurableTeams.Json;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Orchestrations.Tests.Definitions;

/// <summary>
/// Whom <c>notify</c> and <c>escalateTo</c> tell, in team files, in code, and where a definition is kept or shown.
/// </summary>
public sealed class NotifyTargetTests : IDisposable
{
    private const string Hook = "https://hooks.slack.example/services/T0/B0/only-letters";

    private readonly TeamDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("\"https://a.example/x\"", NotifyFormat.Webhook, "https://a.example/x")]
    [InlineData("{ webhook: \"https://a.example/x\" }", NotifyFormat.Webhook, "https://a.example/x")]
    [InlineData("{ slack: \"https://a.example/x\" }", NotifyFormat.Slack, "https://a.example/x")]
    [InlineData("{ teams: \"https://a.example/x\" }", NotifyFormat.Teams, "https://a.example/x")]
    [InlineData("{ mail: ann@example.com }", NotifyFormat.Mail, "ann@example.com")]
    [InlineData("{ mail: [ann@example.com, bo@example.com] }", NotifyFormat.Mail, "ann@example.com, bo@example.com")]
    public void Load_Target_IsRead(string written, NotifyFormat format, string address)
    {
        var approve = _directory.Write("crew.yaml", File(written)).Load().Single().Definition.Tools["send"].Approve;
        Assert.Equal(new NotifyTarget(format, address), approve.Notify);
    }

    [Theory]
    [InlineData("{ slak: \"https://a.example\" }", "unknown key 'slak'; did you mean 'slack'?")]
    [InlineData("{ slack: \"https://a.example\", mail: a@b.example }", "'notify' names one of webhook, slack, teams, mail,")]
    [InlineData("{ }", "'notify' names one of webhook, slack, teams, mail,")]
    [InlineData("{ slack: }", "'notify' names one of webhook, slack, teams, mail,")]
    [InlineData("{ slack: 5 }", "'slack' must be text")]
    [InlineData("{ teams: \"hooks.example\" }", "'notify' must be an absolute http or https address")]
    [InlineData("{ mail: ann }", "'mail' must be 1 to 20 addresses such as ann@example.com")]
    [InlineData("{ mail: \"Ann <ann@example.com>\" }", "'mail' must be 1 to 20 addresses")]
    [InlineData("{ mail: \"a@b.example\\r\\nBcc: c@d.example\" }", "'mail' must be 1 to 20 addresses")]
    [InlineData("{ mail: \"\" }", "'mail' must be 1 to 20 addresses")]
    [InlineData("{ mail: [a@b.example, 5] }", "'mail' must be 1 to 20 addresses")]
    [InlineData("[ \"https://a.example\" ]", "'notify' must be text")]
    public void Load_WrongTarget_SaysWhatToChange(string written, string reason)
    {
        var errors = _directory.Write("crew.yaml", File(written)).Errors();
        Assert.StartsWith(reason, Assert.Single(errors).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_Target_IsATextOrNamesItsFormat()
    {
        NotifyTarget[] all = ["https://a.example", NotifyTarget.Slack("s"), NotifyTarget.Teams("t"), NotifyTarget.Mail("a", "b")];
        var json = JsonSerializer.Serialize(all, ContractJson.Compact);
        Assert.Equal("""["https://a.example",{"slack":"s"},{"teams":"t"},{"mail":"a, b"}]""", json);
        Assert.Equal(all, JsonSerializer.Deserialize<NotifyTarget[]>(json, ContractJson.Compact));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<NotifyTarget>("""{"pager":"x"}""", ContractJson.Compact));
    }

    // Whoever has the address of a channel can write there.
    [Fact]
    public void Chat_AddressInAFile_IsASecret()
    {
        var team = Crew(NotifyTarget.Slack(Hook));
        Assert.Equal("***", (string?)View(team)["slack"]);
        Assert.Equal("${HOOK}", (string?)View(Crew(NotifyTarget.Teams("${HOOK}")))["teams"]);
        Assert.DoesNotContain("only-letters", DefinitionJson.Serialize(team), StringComparison.Ordinal);
        Assert.Equal(TeamHash.Compute(team), TeamHash.Compute(Crew(NotifyTarget.Slack(Hook + "2"))));
        Assert.NotEqual(TeamHash.Compute(team), TeamHash.Compute(Crew(NotifyTarget.Teams(Hook))));
        Assert.Equal(
            team.Tools["send"].Approve.Notify,
            LiteralSecrets.PutBack(LiteralSecrets.TakeOut(team), LiteralSecrets.Of(team)).Tools["send"].Approve.Notify);
        Assert.Contains(
            "tools/send/approve/notify/slack", LiteralSecrets.Warnings(team, null).Select(warning => warning.Place));
        Assert.DoesNotContain("only", $"{team.Tools["send"].Approve}", StringComparison.Ordinal);
    }

    [Fact]
    public void Mail_Address_IsShown() =>
        Assert.Equal("ann@example.com", (string?)View(Crew(NotifyTarget.Mail("ann@example.com")))["mail"]);

    // Nobody would be told: better no start than a question that waits unheard.
    [Fact]
    public void Start_MailWithoutAServer_IsRefused()
    {
        var services = new ServiceCollection().AddDurableTeams(teams => teams.AddTeam(
            Crew(NotifyTarget.Mail("ann@example.com"))));
        Assert.Contains(Errors(), reason => reason.Contains("DURABLETEAMS_SMTP_URL", StringComparison.Ordinal));
        services.AddSingleton(DispatchProxy.Create<INotificationMailer, TeamCatalogTests.DefinitionsOnly>());
        Assert.DoesNotContain(Errors(), reason => reason.Contains("mail", StringComparison.OrdinalIgnoreCase));

        // Neither has an engine, which is an error too.
        IEnumerable<string> Errors()
        {
            using var provider = services.BuildServiceProvider();
            var loading = provider.GetRequiredService<TeamLoading>();
            return [.. Assert.Throws<DefinitionException>(() => loading.Teams).Errors.Select(error => error.Reason)];
        }
    }

    private static JsonNode View(TeamDefinition team) =>
        DefinitionView.Of(TeamHash.Pin(team))["tools"]!["send"]!["approve"]!["notify"]!;

    private static TeamDefinition Crew(NotifyTarget target) =>
        Team.Create("crew").Coordinate(new ModelDefinition { Provider = "openai", Model = "m" }).Member("a")
            .Tool("send", t => t.Description("Sends").Get("https://a.example").Confirmation()
                .Approve(a => a with { Notify = target })).Build();

    private static string File(string notify) => $$"""
        id: crew
        mode: coordinate
        model: main
        models: { main: { provider: openai, model: gpt-4o-mini } }
        members:
          - { id: worker, tools: [send] }
        tools:
          send:
            description: Sends
            http: { url: "https://api.example/send" }
            approval: confirmation
            approve: { notify: {{notify}} }
        """;
}
