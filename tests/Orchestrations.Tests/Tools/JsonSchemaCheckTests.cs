using System.Text.Json;
using DurableTeams.Json.Schemas;

namespace DurableTeams.Orchestrations.Tests.Tools;

public class JsonSchemaCheckTests
{
    [Theory]
    [InlineData("""{"type":"object","required":["text"],"properties":{"text":{"type":"string"}}}""", """{"text":"a"}""")]
    [InlineData("""{}""", """{"a":[1,null]}""")]
    [InlineData("""true""", """1""")]
    [InlineData("""{"type":["string","null"]}""", """null""")]
    [InlineData("""{"type":"integer"}""", """1.0""")]
    [InlineData("""{"type":"integer"}""", """12345678901234567890123""")]
    [InlineData("""{"type":"number","minimum":1,"maximum":2}""", """1.5""")]
    [InlineData("""{"exclusiveMinimum":1}""", """1.0000000000000000001""")]
    [InlineData("""{"minimum":1e300}""", """1e301""")]
    [InlineData("""{"enum":[1,"a",{"b":[2]}]}""", """{"b":[2.0]}""")]
    [InlineData("""{"const":null}""", """null""")]
    [InlineData("""{"minLength":1,"maxLength":1}""", "\"😀\"")]
    [InlineData("""{"pattern":"^[a-z]+$"}""", """ "abc" """)]
    [InlineData("""{"pattern":"^[$]$"}""", """ "$" """)]
    [InlineData("""{"pattern":"^\\$$"}""", """ "$" """)]
    [InlineData("""{"pattern":"(?<=a)\\p{L}"}""", """ "aé" """)]
    [InlineData("""{"pattern":"("}""", """ "anything: the pattern cannot be read" """)]
    [InlineData("""{"minItems":1,"maxItems":2,"items":{"type":"integer"}}""", """[1,2]""")]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":{"type":"integer"}}""", """["a",1,2]""")]
    [InlineData("""{"additionalProperties":{"type":"integer"},"properties":{"a":{}}}""", """{"a":"x","b":1}""")]
    [InlineData("""{"additionalProperties":false,"patternProperties":{"^x-":{"type":"integer"}}}""", """{"x-a":1}""")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"integer"}]}""", """1""")]
    [InlineData("""{"oneOf":[{"type":"string"},{"type":"integer"}]}""", """1""")]
    [InlineData("""{"not":{"type":"string"}}""", """1""")]
    [InlineData("""{"$ref":"#/$defs/a~1b","$defs":{"a/b":{"type":"integer"}}}""", """1""")]
    [InlineData(
        """{"type":"object","properties":{"next":{"$ref":"#"}},"required":["v"]}""", """{"v":1,"next":{"v":2,"next":{"v":3}}}""")]
    [InlineData("""{"format":"email","unheardOf":7,"type":"string"}""", """ "not an address" """)]
    [InlineData(
        """{"type":"fancy","minLength":"x","required":3,"properties":[],"enum":0}""", """ "a schema that is wrong itself" """)]
    public void Validate_ValueFits_NoErrors(string schema, string value) => Assert.Empty(Check(schema, value));

    [Theory]
    [InlineData("""{"properties":{"text":{"type":"string"}}}""", """{"text":5}""", "$.text: is a number, should be a string")]
    [InlineData("""{"type":"object"}""", """[]""", "$: is an array, should be an object")]
    [InlineData("""{"type":["string","null"]}""", """true""", "$: is a boolean, should be a string or null")]
    [InlineData("""{"type":"integer"}""", """1.5""", "$: is a number, should be an integer")]
    [InlineData("""{"type":"string"}""", """null""", "$: is null, should be a string")]
    [InlineData("""{"required":["text"]}""", """{}""", "$.text: is missing")]
    [InlineData(
        """{"properties":{"a":{}},"additionalProperties":false}""", """{"a":1,"b c":2}""", "$['b c']: is not a known property")]
    [InlineData("""{"additionalProperties":{"type":"integer"}}""", """{"b":"x"}""", "$.b: is a string, should be an integer")]
    [InlineData(
        """{"properties":{"a":{"items":{"type":"string"}}}}""", """{"a":["x",{}]}""", "$.a[1]: is an object, should be a string")]
    [InlineData("""{"enum":["red","green"]}""", """ "blue" """, "$: should be one of \"red\", \"green\"")]
    [InlineData("""{"const":1}""", """2""", "$: should be 1")]
    [InlineData("""{"minimum":1}""", """0.99""", "$: should be at least 1")]
    [InlineData("""{"maximum":1}""", """2""", "$: should be at most 1")]
    [InlineData("""{"exclusiveMinimum":1}""", """1.0""", "$: should be more than 1")]
    [InlineData("""{"exclusiveMaximum":1}""", """1""", "$: should be less than 1")]
    [InlineData("""{"minLength":2}""", "\"😀\"", "$: should have at least 2 characters")]
    [InlineData("""{"maxLength":0}""", """ "a" """, "$: should have at most 0 characters")]
    [InlineData("""{"pattern":"^[a-z]+$"}""", """ "abc\n" """, "$: does not match the pattern ^[a-z]+$")]
    [InlineData("""{"pattern":"^\\d$"}""", """ "٣" """, "$: does not match the pattern ^\\d$")]
    [InlineData("""{"minItems":1}""", """[]""", "$: has 0 items, should have at least 1")]
    [InlineData("""{"maxItems":1}""", """[1,2]""", "$: has 2 items, should have at most 1")]
    [InlineData("""{"prefixItems":[{}],"items":false}""", """[1,2]""", "$[1]: is not allowed")]
    [InlineData("""{"allOf":[{"minimum":1},{"maximum":0}]}""", """1""", "$: should be at most 0")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}]}""", """1""",
        "$: fits none of the allowed forms ($: is a number, should be a string; or $: is a number, should be null)")]
    [InlineData("""{"oneOf":[{"minimum":1},{"minimum":2}]}""", """3""", "$: fits 2 forms of which it should fit exactly one")]
    [InlineData("""{"not":{"type":"string"}}""", """ "a" """, "$: has a form that is not allowed")]
    [InlineData("""{"$ref":"#/$defs/n","$defs":{"n":{"type":"integer"}}}""", """ "a" """, "$: is a string, should be an integer")]
    [InlineData("""{"$ref":"https://example.com/s"}""", """1""",
        "$: cannot be checked: the schema refers to 'https://example.com/s', which is not in it")]
    [InlineData("""{"$ref":"#"}""", """1""",
        "$: cannot be checked: the schema refers to itself without end, or schema and value are too large")]
    [InlineData("""{"pattern":"^(a+)+$"}""", """ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!" """,
        "$: cannot be checked: $ took too long to match the pattern ^(a+)+$")]
    [InlineData("""{"patternProperties":{"^(a+)+$":{}}}""", """{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!":1}""",
        "$: cannot be checked: the name of $['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'] took too long to match the "
            + "pattern ^(a+)+$")]
    [InlineData(
        """{"uniqueItems":true}""", """[{"a":1,"b":2},3,{"b":2.0,"a":1}]""", "$[2]: is the same as $[0], should be another")]
    [InlineData("""{"multipleOf":0.1}""", """1.05""", "$: should be a multiple of 0.1")]
    [InlineData("""{"contains":{"type":"string"}}""", """[1]""", "$: has 0 items of the form that it should have at least 1 of")]
    [InlineData(
        """{"contains":{"type":"string"},"maxContains":1}""", """["a","b"]""",
        "$: has 2 items of the form that it should have at most 1 of")]
    [InlineData("""{"if":{"required":["a"]},"then":{"required":["b"]}}""", """{"a":1}""", "$.b: is missing")]
    [InlineData("""{"if":{"required":["a"]},"else":false}""", """{}""", "$: is not allowed")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"a":1}""", "$.b: is missing, since $.a is there")]
    [InlineData(
        """{"dependentSchemas":{"a":{"maxProperties":1}}}""", """{"a":1,"b":2}""", "$: has 2 properties, should have at most 1")]
    [InlineData("""{"minProperties":1}""", """{}""", "$: has 0 properties, should have at least 1")]
    [InlineData("""{"propertyNames":{"maxLength":1}}""", """{"ab":1}""",
        "$.ab: has a name that is not allowed (the name: should have at most 1 characters)")]
    [InlineData(
        """{"allOf":[{"properties":{"a":{}}}],"unevaluatedProperties":false}""", """{"a":1,"b":2}""",
        "$.b: is not a known property")]
    [InlineData(
        """{"prefixItems":[{}],"unevaluatedItems":{"type":"string"}}""", """[1,2]""", "$[1]: is a number, should be a string")]
    [InlineData(
        """{"$ref":"#n","$defs":{"n":{"$anchor":"n","type":"integer"}}}""", """ "a" """, "$: is a string, should be an integer")]
    [InlineData("""{}""", """{"a":["\ud800"]}""", "$.a[0]: holds text that is not valid Unicode")]
    [InlineData("""{}""", """{"a":{"\udc00":1}}""", "$.a: holds text that is not valid Unicode")]
    [InlineData("""false""", """1""", "$: is not allowed")]
    public void Validate_ValueDoesNotFit_SaysWhatAndWhere(string schema, string value, string error) =>
        Assert.Equal(error, Assert.Single(Check(schema, value)));

    [Fact]
    public void Validate_SeveralErrors_AllNamed()
    {
        var errors = Check("""{"required":["a"],"properties":{"b":{"type":"string"},"c":{"minimum":3}}}""", """{"b":1,"c":2}""");
        Assert.Equal(["$.a: is missing", "$.b: is a number, should be a string", "$.c: should be at least 3"], errors);
    }

    [Fact]
    public void Validate_ThousandsOfErrors_TwentyLines()
    {
        var value = "[" + string.Join(',', Enumerable.Repeat("1", 5000)) + "]";
        var errors = Check("""{"items":{"type":"string"}}""", value);
        Assert.Equal(20, errors.Count);
        Assert.Equal("$: has 4981 more errors", errors[^1]);
    }

    [Fact]
    public void Validate_ExponentialSchema_GivesUp()
    {
        var definitions = string.Join(',', Enumerable.Range(0, 40).Select(i =>
            $$"""
            "d{{i}}":{"anyOf":[{"$ref":"#/$defs/d{{i + 1}}"},{"$ref":"#/$defs/d{{i + 1}}"}]}
            """));
        var errors = Check($$"""{"$ref":"#/$defs/d0","$defs":{ {{definitions}},"d40":{"type":"string"} } }""", "1");
        Assert.StartsWith("$: cannot be checked", Assert.Single(errors), StringComparison.Ordinal);
    }

    // Each match is quick enough by itself.
    [Fact]
    public void Validate_ThousandsOfSlowMatches_GivesUp()
    {
        var slow = '"' + new string('a', 22) + '!' + '"';
        var errors = Check(
            """{"items":{"anyOf":[{"pattern":"^(a+)+$"},{}]}}""", "[" + string.Join(',', Enumerable.Repeat(slow, 5000)) + "]");
        Assert.StartsWith("$: cannot be checked", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_NoValue_IsMissing() =>
        Assert.Equal(["$: is missing"], JsonSchemaCheck.Validate(JsonElement.Parse("{}"), default));

    private static IReadOnlyList<string> Check(string schema, string value) =>
        JsonSchemaCheck.Validate(JsonElement.Parse(schema), JsonElement.Parse(value));
}
