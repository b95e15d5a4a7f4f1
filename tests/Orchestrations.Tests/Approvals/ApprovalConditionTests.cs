using System.Text.Json;
using DurableTeams.Approvals.Conditions;

namespace DurableTeams.Orchestrations.Tests.Approvals;

public sealed class ApprovalConditionTests
{
    private const string Arguments = """
        {"amount": 1500, "currency": "EUR", "urgent": false, "customer": {"country": "DE", "tags": ["vip", "new"]}, "note": null}
        """;

    [Theory]
    [InlineData("amount > 1000", true)]
    [InlineData("amount >= 1500 and amount <= 1500", true)]
    [InlineData("amount < 1000", false)]
    [InlineData("amount == 1500.0", true)]
    [InlineData("currency == \"EUR\"", true)]
    [InlineData("currency != 'EUR'", false)]
    [InlineData("currency contains 'U'", true)]
    [InlineData("customer.country == 'DE' && amount > 1e3", true)]
    [InlineData("customer.tags contains 'vip'", true)]
    [InlineData("customer.tags contains 'old'", false)]
    [InlineData("not (amount > 1000)", false)]
    [InlineData("!urgent", true)]
    [InlineData("urgent or currency == 'USD'", false)]
    [InlineData("note == null", true)]
    [InlineData("missing == null", true)]
    [InlineData("missing != null", false)]
    [InlineData("urgent == false", true)]
    [InlineData("amount > -5", true)]
    [InlineData("urgent and missing > 5", false)]
    [InlineData("amount < 1000 or amount > 1400 and currency == 'EUR'", true)]
    public void Gates_ByTheArguments_AsItSays(string condition, bool gated) =>
        Assert.Equal(gated, ApprovalCondition.Parse(condition).Gates(JsonDocument.Parse(Arguments).RootElement));

    [Theory]
    [InlineData("missing > 5")]
    [InlineData("not (missing > 5)")]
    [InlineData("currency > 5")]
    [InlineData("urgent > 5")]
    [InlineData("customer == 'DE'")]
    [InlineData("amount contains 5")]
    [InlineData("amount")]
    [InlineData("missing > 5 and amount > 1000")]
    public void Gates_WhereItCannotTell_GatesTheCall(string condition) =>
        Assert.True(ApprovalCondition.Parse(condition).Gates(JsonDocument.Parse(Arguments).RootElement));

    [Theory]
    [InlineData("", "an argument's name or a value is expected at the end")]
    [InlineData("amount >", "an argument's name or a value is expected at the end")]
    [InlineData("amount > 5 6", "'6' at character 12 is one word too many")]
    [InlineData("(amount > 5", "a closing parenthesis is expected at the end")]
    [InlineData("amount > 'five", "the text that begins at character 10 has no closing '")]
    [InlineData("amount = 5", "'=' at character 8 means nothing here")]
    [InlineData("amount > 5x", "'5x' at character 10 is not a number")]
    [InlineData("customer..country == 1", "'customer..country' at character 1 is not a name")]
    [InlineData("and amount > 5", "an argument's name or a value is expected at character 1, where 'and' is")]
    public void Parse_NotACondition_SaysWhere(string condition, string reason) =>
        Assert.Equal(reason, Assert.Throws<ConditionSyntaxException>(() => ApprovalCondition.Parse(condition)).Message);

    [Fact]
    public void Parse_DeepNesting_IsRefused()
    {
        var deep = new string('(', 400) + "amount > 5" + new string(')', 400);

        Assert.Contains("nested", Assert.Throws<ConditionSyntaxException>(() => ApprovalCondition.Parse(deep)).Message, StringComparison.Ordinal);
    }
}
