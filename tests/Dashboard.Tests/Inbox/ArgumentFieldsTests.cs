using System.Text.Json;
using DurableTeams.Errors;
using DurableTeams.Http.Forms;

namespace DurableTeams.Dashboard.Tests.Inbox;

/// <summary>Arguments as inputs, and back.</summary>
public sealed class ArgumentFieldsTests
{
    private static readonly JsonElement Schema = JsonElement.Parse("""
        {"type":"object","required":["to","amount"],"properties":{
          "to":{"type":"string","description":"Who"},"amount":{"type":"number"},
          "count":{"type":"integer"},"sure":{"type":"boolean"},
          "kind":{"enum":["1",1,null]},"more":{"type":"object"}}}
        """);

    [Fact]
    public void Read_WhatWasShown_IsWhatWasThere()
    {
        var arguments = JsonElement.Parse("""
            {"to":"ann\nb","amount":12345678901234567890.10,"count":0,"sure":false,"kind":1,
             "more":{"a":[1,"x"]},"own":"no schema","none":null}
            """);
        var fields = ArgumentFields.Of(arguments, Schema);

        var read = FormValues.Read(fields, name => Shown(fields, name));

        Assert.Equal(["to", "amount", "count", "sure", "kind", "more", "own", "none"], fields.Select(field => field.Name));
        Assert.Equal("12345678901234567890.10", read.GetProperty("amount").GetRawText());
        Assert.True(JsonElement.DeepEquals(arguments, read), read.GetRawText());
    }

    [Theory]
    [InlineData("amount", "abc")]
    [InlineData("count", "\"5\"")]
    [InlineData("more", "{")]
    [InlineData("kind", "9")]
    public void Read_WhatIsNotOfItsType_SaysWhichField(string field, string typed)
    {
        var fields = ArgumentFields.Of(JsonElement.Parse("{}"), Schema);

        var refused = Assert.Throws<ApiException>(() => FormValues.Read(
            fields, name => name == DecisionInputs.Value + field ? typed : null));

        Assert.Contains(field, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ValueThatIsNotOfItsType_IsShownAsItIs()
    {
        var field = ArgumentFields.Of(JsonElement.Parse("""{"amount":"twelve"}"""), Schema).Single(one => one.Name == "amount");

        Assert.Equal((FieldType.Json, "\"twelve\""), (field.Type, field.Text));
    }

    // What a browser sends of an input that nobody touched.
    private static string? Shown(IReadOnlyList<ArgumentField> fields, string name)
    {
        var field = fields.Single(one => DecisionInputs.Value + one.Name == name);
        return field.Choices.Count > 0
            ? field.Value!.Value.GetRawText()
            : field.Text.Replace("\n", "\r\n", StringComparison.Ordinal);
    }
}
