using System.Text.Json;
using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Schemas;
using DurableTeams.Json.Schemas;

namespace DurableTeams.Orchestrations.Tests.Definitions.Files;

public sealed class TeamFileSchemaTests
{
    private const string Right = """
        id: crew
        mode: coordinate
        model: main
        models: { main: { provider: openai, model: gpt-4o-mini, temperature: 0 } }
        limits: { maxSteps: 5, memberTimeout: 30s }
        members:
          - { id: worker, tools: [send] }
        tools:
          send: { description: Sends, http: { url: "https://api.example/send" } }
        """;

    public static TheoryData<string> Samples =>
    [
        .. Directory.EnumerateFiles(SamplesDirectory.Find(), "*.yaml").Select(path => Path.GetFileName(path))
            .Where(name => !name.EndsWith(".script.yaml", StringComparison.Ordinal))
    ];

    public static TheoryData<string> Modes => ModeFilesTests.Modes;

    [Fact]
    public void Text_IsTheCommittedFile()
    {
        var committed = Path.Combine(SamplesDirectory.Find(), "..", "..", "docs", "team.schema.json");

        Assert.True(
            File.ReadAllText(committed).ReplaceLineEndings("\n") == TeamFileSchema.Text,
            "docs/team.schema.json is not what the code says: dotnet run --project src/Embedded -- validate --schema "
                + "docs/team.schema.json");
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Schema_Sample_Fits(string name) =>
        Assert.Empty(Validate(File.ReadAllText(Path.Combine(SamplesDirectory.Find(), name))));

    [Fact]
    public void Schema_OpenAISample_Fits() =>
        Assert.Empty(Validate(File.ReadAllText(Path.Combine(SamplesDirectory.Find(), "assistant.openai.yaml.sample"))));

    [Fact]
    public void Schema_AllThatAnMcpServerMayHave_Fits() => Assert.Empty(Validate(Right.Replace(
        "send: { description: Sends, http: { url: \"https://api.example/send\" } }",
        "send: { mcp: { url: \"https://mcp.example\", headers: { Authorization: \"Bearer ${TOKEN}\" }, gated: [drop] } }",
        StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Modes))]
    public void Schema_EveryMode_Fits(string mode) => Assert.Empty(Validate(ModeTeams.Yaml(mode)));

    [Theory]
    [InlineData("id: crew", "id: Crew", "$.id: does not match the pattern ^[a-z0-9-]{1,64}$")]
    [InlineData("id: crew", "id: 42", "$.id: is a number, should be a string")]
    [InlineData("id: crew\n", "", "$.id: is missing")]
    [InlineData("id: crew", "id: crew\nsurprise: 1", "$.surprise: is not a known property")]
    [InlineData("mode: coordinate", "mode: cordinate", "$.mode: should be one of")]
    [InlineData("model: main\n", "", "$.model: is missing")]
    [InlineData(
        "model: main\n", "model: main\nphases: [deliberation]\n",
        "$.mode: should be one of \"hierarchical\", \"dialectic\", \"consensus\"")]
    [InlineData("model: main\n", "model: main\nconsensus: { quorum: 2 }\n", "$.mode: should be one of \"consensus\"")]
    [InlineData("model: main\n", "model: main\nhandoffReturn: root\n", "$.mode: should be one of \"handoff\"")]
    [InlineData(
        "model: main\n", "model: main\nonMemberFailure: tellLeader\n",
        "$.onMemberFailure: should be one of \"fail\", \"tell-leader\"")]
    [InlineData(
        "model: main\n", "model: main\noutput: { schema: { type: string } }\n", "$.output.schema.type: should be \"object\"")]
    [InlineData(
        "model: main\n", "model: main\nretry: { model: { attempts: 21 } }\n", "$.retry.model.attempts: should be at most 20")]
    [InlineData(
        "model: main\n", "model: main\nhistory: { scope: all }\n",
        "$.history.scope: should be one of \"role\", \"team\", \"none\"")]
    [InlineData("maxSteps: 5", "maxSteps: 0", "$.limits.maxSteps: should be at least 1")]
    [InlineData("memberTimeout: 30s", "memberTimeout: 30", "$.limits.memberTimeout: is a number, should be a string")]
    [InlineData("memberTimeout: 30s", "memberTimeout: soon", "$.limits.memberTimeout: does not match the pattern")]
    [InlineData("temperature: 0", "temperature: 3", "$.models.main.temperature: should be at most 2")]
    [InlineData("{ id: worker, tools: [send] }", "{ role: Works }", "$.members[0]: fits none of the allowed forms")]
    [InlineData("tools: [send]", "position: boss", "$.members[0].position: should be one of")]
    [InlineData("- { id: worker, tools: [send] }", "[]", "$.members: has 0 items, should have at least 1")]
    [InlineData("url: \"https://api.example/send\"", "method: POST", "$.tools.send.http.url: is missing")]
    [InlineData("description: Sends,", "description: Sends, approval: confirm,", "$.tools.send.approval: should be one of")]
    public void Schema_BrokenFile_DoesNotFit(string right, string wrong, string error)
    {
        Assert.Contains(right, Right, StringComparison.Ordinal);
        Assert.Empty(Validate(Right));

        var errors = Validate(Right.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Contains(errors, e => e.Contains(error, StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Validate(string yaml)
    {
        var findings = new Findings("team.yaml");
        var json = YamlJson.ToObject(YamlText.Read(yaml, findings)!, findings);
        Assert.True(findings.None);
        return JsonSchemaCheck.Validate(
            JsonSerializer.SerializeToElement(TeamFileSchema.Create()), JsonSerializer.SerializeToElement(json));
    }
}
