using DurableTeams.Definitions;

namespace DurableTeams.Orchestrations.Tests.Definitions.Files;

public sealed class ScriptFileTests : IDisposable
{
    private readonly TeamDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Load_Script_IsEmbeddedInTheDefinition()
    {
        var turns = Load("""
            turns:
              - agent: leader
                turn: 1
                contains: news
                user: sports
                system: You lead
                format: headline
                text: "costs ${NOTHING}"
                calls:
                  - tool: search
                    arguments: { q: [1, "2"] }
                    id: call-1
                  - tool: other
                delay: 500ms
              - error: The model is down
            """);

        Assert.Equal(2, turns.Count);
        var first = turns[0];
        Assert.Equal(("leader", 1, "news", "costs ${NOTHING}", TimeSpan.FromMilliseconds(
            500)), (first.Agent, first.Turn, first.Contains, first.Text, first.Delay));
        Assert.Equal(("sports", "You lead", "headline"), (first.User, first.System, first.Format));
        Assert.Equal(
            ("search", """{"q":[1,"2"]}""", "call-1"),
            (first.Calls![0].Tool, first.Calls[0].Arguments!.ToJsonString(), first.Calls[0].Id));
        Assert.Equal(new ScriptedCall("other"), first.Calls[1]);
        Assert.Equal("The model is down", turns[1].Error);
    }

    [Fact]
    public void Load_ScriptChanged_ChangesTheVersion()
    {
        Load(TeamDirectory.Script);
        var before = Assert.Single(_directory.Load()).Version;
        Load(TeamDirectory.Script + "  - text: Bye\n");

        Assert.NotEqual(before, Assert.Single(_directory.Load()).Version);
    }

    [Theory]
    [InlineData("turns:\n  - text: Hi\n    text: Ho", 3, "duplicate key 'text'; it is first on line 2")]
    [InlineData("turns:\n  - txt: Hi", 2, "unknown key 'txt'; did you mean 'text'?")]
    [InlineData("turns:\n  - agent: leader", 2, "a rule needs 'text', 'calls' or 'error'")]
    [InlineData("turns:\n  - calls: []", 2, "a rule needs 'text', 'calls' or 'error'")]
    [InlineData("turns:\n  - text: Hi\n    turn: 0", 3, "'turn' counts from 1")]
    [InlineData("turns:\n  - text: Hi\n    error: No", 3, "a rule with 'error' has neither 'text' nor 'calls'")]
    [InlineData("turns:\n  - text: Hi\n    delay: 2d", 3, "'delay' must be at most 1d")]
    [InlineData("turns:\n  - calls:\n      - arguments: {}", 3, "'tool' is missing; write the name of the tool to call")]
    [InlineData("turns:\n  - calls:\n      - search", 3, "a call must hold keys with values, such as '- tool: search'")]
    [InlineData(
        "turns:\n  - calls:\n      - { tool: a, id: x }\n      - { tool: b, id: x }", 4, "duplicate call id 'x' in one turn")]
    [InlineData("turns:\n  - calls:\n      - { tool: a, arguments: [] }", 3, "'arguments' must hold keys with values")]
    [InlineData("turns:\n  - text: {last}", 2, "'text' must be text; put quotes around text that starts with '{' or '['")]
    [InlineData("turns:\n  - Hi", 2, "a rule must hold keys with values, such as '- text: Hello'")]
    [InlineData("turns: []", 1, "'turns' is missing or empty; list at least one rule, such as '- text: Hello'")]
    [InlineData("rules: []", 1, "unknown key 'rules'; valid here: turns")]
    [InlineData("turns: [", 1, "does not parse: While parsing a node, did not find expected node content")]
    [InlineData("", 1, "is empty")]
    public void Load_BadScript_IsReportedInTheScript(string script, int line, string reason)
    {
        Write("crew.script.yaml").Write("crew.script.yaml", script);

        Assert.Equal(new DefinitionError("crew.script.yaml", line, reason), Assert.Single(_directory.Errors()));
    }

    [Theory]
    [InlineData("other.script.yaml", "'script' names 'other.script.yaml', a file that does not exist")]
    [InlineData("../crew.script.yaml", "'script' must be a path relative to the team file that stays within the teams directory")]
    [InlineData(
        "a/../../crew.script.yaml", "'script' must be a path relative to the team file that stays within the teams directory")]
    [InlineData("/etc/passwd", "'script' must be a path relative to the team file that stays within the teams directory")]
    [InlineData("crew.yaml", "'script' must name a file *.script.yaml, so that it is not read as a team")]
    public void Load_BadScriptPath_IsReportedInTheTeam(string path, string reason)
    {
        Write(path);

        Assert.Equal(new DefinitionError("crew.yaml", 5, reason), Assert.Single(_directory.Errors()));
    }

    [Fact]
    public void Load_NoScript_IsReported()
    {
        _directory.Write(
            "crew.yaml", TeamDirectory.Minimal.Replace("openai, model: gpt-4o-mini", "scripted", StringComparison.Ordinal));

        Assert.Equal(
            "'script' is missing; write the path of a script file, such as newsroom.script.yaml",
            Assert.Single(_directory.Errors()).Reason);
    }

    [Fact]
    public void Load_ScriptOfTwoModels_IsReportedOnce()
    {
        _directory.Write("crew.script.yaml", "turns:\n  - agent: a\n").Write("crew.yaml", TeamDirectory.Minimal
            .Replace(
                "main: { provider: openai, model: gpt-4o-mini }",
                "main: { provider: scripted, script: crew.script.yaml }\n  two: { provider: scripted, script: crew.script.yaml }",
                StringComparison.Ordinal));

        Assert.Single(_directory.Errors());
    }

    private IReadOnlyList<ScriptedTurn> Load(string script) =>
        Assert.Single(Write("crew.script.yaml").Write("crew.script.yaml", script).Load()).Definition.Models["main"].Script!;

    private TeamDirectory Write(string path) =>
        _directory.Write("crew.yaml", TeamDirectory.Minimal.Replace(
            "openai, model: gpt-4o-mini", $"scripted, script: {path}", StringComparison.Ordinal));
}
