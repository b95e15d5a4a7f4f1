using System.Text.Json.Nodes;
using DurableTeams.Definitions;

namespace DurableTeams.Orchestrations.Tests.Definitions;

public sealed class EnvironmentReferencesTests
{
    private readonly Settings _environment = new();

    [Theory]
    [InlineData("plain $ text $NAME {x}", "plain $ text $NAME {x}")]
    [InlineData("${A}", "one")]
    [InlineData("x${A}y${B}z${A}", "xoneytwo ${A}zone")] // What a variable holds is not expanded again.
    [InlineData("$${A}", "${A}")]
    [InlineData("$$${A}", "$${A}")]
    [InlineData("$${A}${A}", "${A}one")]
    [InlineData("${EMPTY}", "")]
    public void Expand_Text_FillsInVariables(string text, string expected)
    {
        _environment["A"] = "one";
        _environment["B"] = "two ${A}";
        _environment["EMPTY"] = "";

        Assert.Equal(expected, EnvironmentReferences.Expand(text, _environment));
    }

    [Fact]
    public void Expand_NotSet_NamesEachVariable()
    {
        var errors = Assert.Throws<DefinitionException>(() => EnvironmentReferences.Expand(
            "${A} ${B_2} ${A}", _environment)).Errors;

        Assert.Equal(
        [
            "the environment variable A is not set; set it, or remove ${A}",
            "the environment variable B_2 is not set; set it, or remove ${B_2}"
        ], errors.Select(e => e.Reason));
    }

    [Fact]
    public void Expand_Json_FillsInStringsOnly()
    {
        _environment["A"] = "one";

        var expanded = EnvironmentReferences.Expand(JsonNode.Parse("""{"${A}":["${A}",1,null,{"b":true}]}"""), _environment);

        Assert.Equal("""{"${A}":["one",1,null,{"b":true}]}""", expanded!.ToJsonString());
    }

    [Fact]
    public void Find_Text_NamesEachOnce() => Assert.Equal(["A", "b_1"], EnvironmentReferences.Find("${A}$${C}${b_1}${A}${}${1}"));

    [Fact]
    public void ProcessEnvironment_NotSet_IsNull() => Assert.Null(ProcessEnvironment.Instance.Get("DURABLETEAMS_SURELY_NOT_SET"));
}
