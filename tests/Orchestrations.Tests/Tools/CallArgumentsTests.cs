using System.Text.Json;
using DurableTeams.Json;
using FsCheck;
using FsCheck.Fluent;

namespace DurableTeams.Orchestrations.Tests.Tools;

public sealed class CallArgumentsTests
{
    [Theory]
    [InlineData("""{ "a" : 1,"a":2 }""", """{"a":2}""")]
    [InlineData(
        """{"b":{"a":1,"c":0,"a":[{"x":1,"x":{"y":1,"y":2}}]},"b2":1.50}""", """{"b":{"a":[{"x":{"y":2}}],"c":0},"b2":1.50}""")]
    [InlineData("""{"a":{"deep":1},"a":null}""", """{"a":null}""")]
    [InlineData(
        """{"\u0061":1,"a":2,"n":9007199254740993,"t":"é\n\u2028"}""", """{"a":2,"n":9007199254740993,"t":"é\n\u2028"}""")]
    public void Canonical_NamesTwice_LastValueCountsAtAnyDepth(string written, string text) =>
        Assert.Equal(text, CallArguments.Normalize(JsonElement.Parse(written)).GetRawText());

    [Fact]
    public void Canonical_AnyValue_IsReadAndWrittenAsTheSameTextEverAfter() =>
        Prop.ForAll(Values(3).ToArbitrary(), json =>
        {
            var once = CallArguments.Normalize(JsonElement.Parse(json));

            Assert.Equal(once.GetRawText(), CallArguments.Normalize(once).GetRawText());
            // As it is stored, shown, and sent.
            Assert.Equal(once.GetRawText(), JsonSerializer.Serialize(once, ContractJson.Compact));
            Assert.Equal(once.GetRawText(), JsonSerializer.Serialize(JsonElement.Parse(once.GetRawText()), ContractJson.Answers));
            Assert.Equal(CanonicalJson.Hash(once), CanonicalJson.Hash(
                JsonElement.Parse(JsonSerializer.Serialize(once, ContractJson.Compact))));
            Assert.Equal(0, Duplicates(once));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Theory]
    [InlineData("0.1", "0.10000000000000000001")]
    [InlineData("1e400", "1e401")]
    [InlineData("9007199254740992.0", "9007199254740993.0")]
    [InlineData("1e-400", "0")]
    public void Hash_NumbersThatADoubleConfuses_AreTwo(string one, string other) =>
        Assert.NotEqual(CanonicalJson.Hash(JsonElement.Parse(one)), CanonicalJson.Hash(JsonElement.Parse(other)));

    [Theory]
    [InlineData("12.5", "12.50", "125e-1")]
    [InlineData("1", "1.0", "1e0")]
    [InlineData("1e400", "10e399", "1.0E+400")]
    public void Hash_OneNumberInManyNotations_IsOne(string number, params string[] notations) =>
        Assert.All(notations, notation => Assert.Equal(
            CanonicalJson.Hash(JsonElement.Parse(number)), CanonicalJson.Hash(JsonElement.Parse(notation))));

    [Fact]
    public void Hash_WhatADoubleIsExactFor_IsAsItWasBefore()
    {
        var before = """{"a":12.5,"b":1E-07,"c":1E+21,"d":0.1,"e":100,"f":-3.14}""";

        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(before))),
            CanonicalJson.Hash(JsonElement.Parse("""{"f":-3.140,"e":1e2,"d":0.10,"c":1000e18,"b":0.0000001,"a":12.50}""")));
    }

    private static int Duplicates(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object =>
            value.EnumerateObject().Count() - value.EnumerateObject().DistinctBy(member => member.Name).Count()
                + value.EnumerateObject().Sum(member => Duplicates(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().Sum(Duplicates),
        _ => 0,
    };

    private static Gen<string> Values(int depth)
    {
        var leaf = Gen.Elements(
            "1",
            "-0.50",
            "1e3",
            "12345678901234567890.5",
            "\"a\"",
            "\"\\u00e9\\ud83d\\ude00\\u2028<&>'\"",
            "null",
            "true",
            "[]",
            "{}");
        if (depth == 0) return leaf;
        var name = Gen.Elements("\"a\"", "\"b\"", "\"\\u0061\"", "\"\"", "\"ü\"");
        var inner = Values(depth - 1);
        var member = name.SelectMany(key => inner.Select(value => $"{key} : {value}"));
        return Gen.Frequency(
            (1, leaf),
            (3, Gen.Choose(0, 4).SelectMany(count => Gen.ArrayOf(member, count))
                .Select(members => $"{{ {string.Join(" , ", members)} }}")),
            (1, Gen.Choose(0, 3).SelectMany(count => Gen.ArrayOf(inner, count))
                .Select(items => $"[{string.Join(", ", items)}]")));
    }
}
