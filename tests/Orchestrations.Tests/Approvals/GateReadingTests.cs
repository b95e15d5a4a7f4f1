using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;
using DurableTeams.Tools.Functions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Orchestrations.Tests.Approvals;

public sealed class GateReadingTests
{
    [Theory]
    [InlineData("""{"amount": 5}""", false)]
    [InlineData("""{"amount": 5000}""", true)]
    [InlineData("{}", true)]
    [InlineData("""{"amount": "much"}""", true)]
    public void Of_PredicateInCode_GatesWhatItSaysAndWhatItCannotRead(string arguments, bool gated) =>
        Assert.Equal(gated, IsGated(null, arguments));

    [Theory]
    [InlineData(null, true)]
    [InlineData("amount > 3", true)]
    [InlineData("amount > 9", false)]
    public void Of_FileThatGates_NoPredicateTakesTheGateAway(string? when, bool gated) =>
        Assert.Equal(gated, IsGated(
            new ToolDefinition { Approval = ApprovalKind.Confirmation, ApprovalWhen = when }, """{"amount": 5}"""));

    [Theory]
    [InlineData("""{"type": "string", "enum": ["red", "green"]}""", """["red","green"]""")]
    [InlineData("""{"enum": [1, true, null]}""", "[1,true,null]")]
    [InlineData("""{"enum": []}""", "null")]
    [InlineData("""{"enum": [{"a": 1}]}""", "null")]
    [InlineData("""{"enum": "red"}""", "null")]
    [InlineData("""{"type": "string"}""", "null")]
    public void FieldsOf_SchemaWithValues_ListsThemWherePeopleCanChoose(string schema, string choices)
    {
        var definition = new ToolDefinition
        {
            Parameters = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["colour"] = JsonNode.Parse(schema) },
            },
        };
        var tool = new ToolDescription(
            "paint", "", JsonSerializer.SerializeToElement(definition.Parameters), ApprovalKind.UserInput, definition);

        Assert.Equal(choices, JsonSerializer.Serialize(Assert.Single(GateReading.FieldsOf(tool)).Choices));
    }

    [Fact]
    public void FieldsOf_SchemaWithMoreValuesThanAnybodyReads_ListsNone()
    {
        var definition = new ToolDefinition
        {
            Parameters = new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["many"] = new JsonObject { ["enum"] = new JsonArray(
                        [.. Enumerable.Range(0, 101).Select(i => (JsonNode)i)]) },
                    ["long"] = new JsonObject { ["enum"] = new JsonArray(new string('x', 300)) },
                },
            },
        };
        var tool = new ToolDescription(
            "pick", "", JsonSerializer.SerializeToElement(definition.Parameters), ApprovalKind.UserInput, definition);

        Assert.All(GateReading.FieldsOf(tool), field => Assert.Null(field.Choices));
    }

    private static bool IsGated(ToolDefinition? inFile, string arguments)
    {
        var team = TestTeam.Of(TestMember.Of("payer", "pay"));
        if (inFile is not null) team.Tools["pay"] = inFile;
        var function = AIFunctionFactory.Create((decimal amount) => amount, "pay");
        using var services = new ServiceCollection().BuildServiceProvider();
        var kind = new FunctionTool(
            [new RegisteredTool(function, tool => tool.When(given => given.GetProperty("amount").GetDecimal() > 1000))],
            services.GetRequiredService<IServiceScopeFactory>());

        return GateReading.Of(kind.Describe(team, "pay")!, JsonElement.Parse(arguments)).Kind == RequirementKind.Confirmation;
    }
}
