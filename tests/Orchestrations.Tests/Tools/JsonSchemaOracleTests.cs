using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Json.Schemas;
using Json.Schema;

namespace DurableTeams.Orchestrations.Tests.Tools;

/// <summary>
/// What fits a schema fits it for JsonSchema.Net, and what does not does not: every keyword, alone and put together.
/// </summary>
public sealed class JsonSchemaOracleTests
{
    private static readonly string[] SchemasKnown =
    [
        """{"type":"object"}""", """{"type":["integer","null"]}""", """{"enum":[1,"a",null,[1]]}""", """{"const":{"a":1.0}}""",
        """{"minimum":2}""", """{"maximum":2}""", """{"exclusiveMinimum":1}""", """{"exclusiveMaximum":3}""",
        """{"multipleOf":1.5}""",
        """{"multipleOf":0.01}""", """{"minLength":2}""", """{"maxLength":1}""", """{"pattern":"^a"}""", """{"minItems":2}""",
        """{"maxItems":1}""",
        """{"uniqueItems":true}""", """{"items":{"type":"integer"}}""",
        """{"prefixItems":[{"type":"integer"},{"type":"string"}],"items":false}""",
        """{"contains":{"type":"string"}}""", """{"contains":{"const":1},"minContains":2,"maxContains":3}""",
        """{"contains":{"const":1},"minContains":0}""",
        """{"required":["a"]}""", """{"properties":{"a":{"type":"integer"}}}""",
        """{"patternProperties":{"^b":{"type":"string"}}}""",
        """{"properties":{"a":true},"additionalProperties":false}""", """{"minProperties":2}""", """{"maxProperties":1}""",
        """{"propertyNames":{"pattern":"^a"}}""", """{"dependentRequired":{"a":["b"]}}""",
        """{"dependentSchemas":{"a":{"required":["c"]}}}""",
        """{"not":{"required":["a"]}}""", """{"oneOf":[{"type":"integer"},{"minimum":2}]}""",
        """{"anyOf":[{"type":"string"},{"required":["b"]}]}""",
        """{"if":{"type":"integer"},"then":{"minimum":2},"else":{"type":"object"}}""",
        """{"if":{"properties":{"a":{"const":1}},"required":["a"]},"then":{"required":["b"]}}""",
        """{"unevaluatedProperties":false}""",
        """{"anyOf":[{"properties":{"a":true},"required":["a"]},{"properties":{"b":true}}],"unevaluatedProperties":false}""",
        """{"if":{"properties":{"a":{"const":1}},"required":["a"]},"then":{"properties":{"b":true}}"""
            + ""","unevaluatedProperties":{"type":"integer"}}""",
        """{"prefixItems":[true],"contains":{"type":"string"},"unevaluatedItems":false}""",
        """{"allOf":[{"prefixItems":[true]}],"unevaluatedItems":{"type":"string"}}""",
        """{"$ref":"#/$defs/x","$defs":{"x":{"type":"object","properties":{"a":{"$ref":"#/$defs/y"}}},"y":{"minimum":2}}}""",
        """{"$ref":"#one","$defs":{"x":{"$anchor":"one","maxProperties":1}}}""",
        """{"$id":"https://example.com/a/root","$ref":"item","$defs":{"i":{"$id":"item","items":{"$ref":"#/$defs/n"}"""
            + ""","$defs":{"n":{"type":"integer"}}}}}""",
        """{"$id":"https://example.com/tree","$dynamicAnchor":"node","type":["object","integer"]"""
            + ""","properties":{"a":{"$dynamicRef":"#node"}}}""",
        "true", "false",
    ];

    // Not [[1],[1.0]]: the library compares what is in items by its text, so that to it they are no twins.
    private static readonly string[] ValuesKnown =
    [
        "null", "true", "0", "1", "2", "2.0", "3", "1.5", "4.5", "2.005", "-1", "12345678901234567890", "\"\"", "\"a\"", "\"ab\"",
        "\"bc\"", "\"😀\"", "[]", "[1]",
        "[1,1]", "[1,1.0,1,1]", "[1,\"a\"]", "[1,\"a\",\"b\"]", "[1,2,\"b\"]", "[\"a\",\"a\"]",
        "[{\"a\":1,\"b\":2},{\"b\":2,\"a\":1}]", "{}", "{\"a\":1}", "{\"a\":1.0}",
        "{\"a\":2}", "{\"a\":\"x\"}", "{\"b\":1}", "{\"b\":\"x\"}", "{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":\"x\"}",
        "{\"a\":1,\"c\":3}", "{\"a\":1,\"b\":2,\"c\":\"x\"}", "{\"a\":{\"a\":{\"a\":\"x\"}}}",
    ];

    public static TheoryData<string> Schemas => [.. SchemasKnown];

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Validate_EveryKeyword_AgreesWithTheLibrary(string schema) => AssertSame(schema);

    [Fact]
    public void Validate_SchemasPutTogether_AgreesWithTheLibrary()
    {
        var random = new Random(17);
        // Those with an address of their own are not put into others.
        var parts = SchemasKnown.Where(schema => !schema.Contains('$', StringComparison.Ordinal)).ToArray();
        for (var i = 0; i < 200; i++)
        {
            var both = new JsonObject { ["allOf"] = new JsonArray(Part(), Part()) };
            foreach (var keyword in (string[])["anyOf", "oneOf"])
                if (random.Next(3) == 0) both[keyword] = new JsonArray(Part(), Part());
            foreach (var keyword in (string[])
            [
                "if",
                "then",
                "else",
                "not",
                "items",
                "additionalProperties",
                "unevaluatedProperties",
                "unevaluatedItems",
                "contains"
            ])
                if (random.Next(5) == 0) both[keyword] = Part();
            AssertSame(both.ToJsonString());
        }

        JsonNode? Part() => JsonNode.Parse(parts[random.Next(parts.Length)]);
    }

    private static void AssertSame(string schema)
    {
        var library = JsonSchema.FromText(schema);
        var ours = JsonElement.Parse(schema);
        foreach (var text in ValuesKnown)
        {
            var value = JsonElement.Parse(text);
            var expected = library.Evaluate(value, new EvaluationOptions()).IsValid;
            var errors = JsonSchemaCheck.Validate(ours, value);
            Assert.True(
                expected == (errors.Count == 0),
                $"{schema} of {text}: the library says {expected}, we say {string.Join("; ", errors)}");
        }
    }
}
