using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;

namespace DurableTeams.Orchestrations.Tests.Approvals;

public sealed class InputMergerTests
{
    [Theory]
    [InlineData("""{"owner": "ux"}""", null)]
    [InlineData("""{"owner": "lawyer"}""", "owner: must be one of ux, copy")]
    [InlineData("""{"owner": null}""", "owner: $: is null, should be a string")]
    [InlineData("""{"proposals": []}""", "values.proposals: is not one of the fields: owner.")]
    public void Fill_FieldWithChoices_TakesOneOfThemAndNamesThemAll(string values, string? error)
    {
        var asked = new RequirementRecord
        {
            RequirementId = "r1.3-1-0",
            Kind = RequirementKind.UserInput,
            RunId = "r1",
            TeamId = "site",
            MemberRunId = "r1.3",
            MemberId = "site",
            MemberPath = ["site"],
            Call = new CallReference("r1.3", 1, 0),
            Tool = new StoredCall("c", "settle_section", JsonElement.Parse("""{"section": "hero", "proposals": []}""")),
            InputFields = [new InputField("owner", "string") { Choices = [Text("ux"), Text("copy")] }],
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        var decision = new DecisionRecord(asked.RequirementId, "answer", DateTimeOffset.UnixEpoch)
        {
            Values = JsonElement.Parse(values),
        };

        var refused = Record.Exception(() => Assert.Equal(
            """{"section":"hero","proposals":[],"owner":"ux"}""",
            InputMerger.Fill(asked, QuestionTool.SettleSection.Parameters, decision, "").Arguments?.GetRawText()));

        if (error is null) Assert.Null(refused);
        else Assert.Contains(error, Assert.IsType<ApiException>(refused).Message, StringComparison.Ordinal);
    }

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);
}
