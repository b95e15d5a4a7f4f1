using System.Text.Json;
using DurableTeams.Conditions;

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
    [InlineData("amount > 1000 or missing == 'USD'", true)]
    [InlineData("missing == 'USD' and amount < 1000", false)]
    [InlineData("not (missing == 'USD' or amount > 1000)", false)]
    [InlineData("customer.note == null", true)]
    [InlineData("note.text == null", true)]
    [InlineData("note.text != null", false)]
    [InlineData("missing.text == null", true)]
    [InlineData("customer.tags contains null", false)]
    [InlineData("amount == 1.5e+3 and amount > 1e-3", true)]
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
    [InlineData("missing == 'DE'")]
    [InlineData("missing != 'DE'")]
    [InlineData("missing == false")]
    [InlineData("missing == other")]
    [InlineData("customer.missing == 'DE'")]
    [InlineData("missing.country == 'DE'")]
    [InlineData("currency.country == 'DE'")]
    [InlineData("currency.country == null")]
    [InlineData("currency.country != null")]
    [InlineData("customer.tags.first != null")]
    [InlineData("missing > 5 or amount < 1000")]
    [InlineData("amount < 1000 or missing > 5")]
    [InlineData("amount > 9000 or missing == 'USD'")]
    [InlineData("note == 'x'")]
    [InlineData("note != 'x'")]
    [InlineData("note > null")]
    [InlineData("note")]
    [InlineData("note contains 'x'")]
    [InlineData("missing contains 'x'")]
    [InlineData("customer.tags contains missing")]
    [InlineData("customer.tags contains 5")]
    [InlineData("currency contains 5")]
    [InlineData("amount == '1500'")]
    [InlineData("urgent == 'false'")]
    [InlineData("urgent != 0")]
    [InlineData("not (missing == 1 and amount > 1000)")]
    [InlineData("not (missing == 1 or amount < 1000)")]
    public void Gates_WhereItCannotTell_GatesTheCall(string condition) =>
        Assert.True(ApprovalCondition.Parse(condition).Gates(JsonDocument.Parse(Arguments).RootElement));

    [Theory]
    [InlineData("9007199254740992", "9007199254740993")]
    [InlineData("0.1", "0.10000000000000000001")]
    [InlineData("-0.30000000000000000001", "-0.3")]
    [InlineData("1e400", "10e400")]
    [InlineData("-1e400", "1e-400")]
    [InlineData("0", "1e-400")]
    [InlineData("99999999999999999999", "1e20")]
    [InlineData("1e99999999999999999999", "1e100000000000000000000")]
    public void Gates_NumbersThatADoubleConfuses_AreComparedAsTheyAreWritten(string smaller, string larger)
    {
        Assert.True(Gates("amount > " + smaller, larger));
        Assert.False(Gates("amount > " + larger, smaller));
        Assert.False(Gates("amount == " + smaller, larger));
        Assert.True(Gates("amount <= " + larger, larger));
        Assert.False(Gates("amount < " + larger, larger));

        static bool Gates(string condition, string amount) =>
            ApprovalCondition.Parse(condition).Gates(JsonElement.Parse($$"""{"amount": {{amount}}}"""));
    }

    [Theory]
    [InlineData("100", "1e2", "100.0", "0.001E+5", "1000e-1")]
    [InlineData("0", "-0", "0.000", "0e99", "-0.0E-7")]
    [InlineData("-12.5", "-125e-1", "-0.125e2", "-12.50", "-1.25e+1")]
    public void Gates_OneNumberInManyNotations_IsOneNumber(params string[] notations)
    {
        foreach (var one in notations)
        {
            foreach (var other in notations)
            {
                var arguments = JsonElement.Parse($$"""{"amount": {{one}}}""");
                Assert.True(ApprovalCondition.Parse("amount == " + other).Gates(arguments));
                Assert.False(ApprovalCondition.Parse("amount < " + other + " or amount > " + other).Gates(arguments));
            }
        }
    }

    [Fact]
    public void Gates_NumberTooLongToCompare_GatesTheCall()
    {
        var arguments = JsonElement.Parse($$"""{"amount": 1{{new string('0', 2_000)}}}""");

        Assert.True(ApprovalCondition.Parse("amount < 5").Gates(arguments));
    }

    [Theory]
    [InlineData("", "an argument's name or a value is expected at the end")]
    [InlineData("amount >", "an argument's name or a value is expected at the end")]
    [InlineData("amount > 5 6", "'6' at character 12 is one word more than the condition needs")]
    [InlineData("(amount > 5", "a closing parenthesis is expected at the end")]
    [InlineData("amount > 'five", "the text that begins at character 10 has no closing '")]
    [InlineData("amount = 5", "'=' at character 8 is not allowed")]
    [InlineData("amount > 5x", "'5x' at character 10 is not a number")]
    [InlineData("customer..country == 1", "'customer..country' at character 1 is not a name")]
    [InlineData("and amount > 5", "an argument's name or a value is expected at character 1, but 'and' is there")]
    public void Parse_NotACondition_SaysWhere(string condition, string reason) =>
        Assert.Equal(reason, Assert.Throws<ConditionSyntaxException>(() => ApprovalCondition.Parse(condition)).Message);

    [Fact]
    public void Parse_DeepNesting_IsRefused()
    {
        var deep = new string('(', 400) + "amount > 5" + new string(')', 400);

        Assert.Contains("nested", Assert.Throws<ConditionSyntaxException>(() => ApprovalCondition.Parse(
            deep)).Message, StringComparison.Ordinal);
    }
}
