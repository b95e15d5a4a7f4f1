using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Json;

namespace DurableTeams.Orchestrations.Tests.Definitions;

public sealed class TeamHashTests
{
    // Runs are pinned to hashes in storage: a definition that hashes differently after an upgrade looks like a changed team.
    private const string Committed = "c5a0fb4d5508c3d135809d3c125b45aa737a5f8aa62af239e6d5d4ad04142b45";

    [Fact]
    public void Compute_FixedDefinition_IsTheCommittedHash() => Assert.Equal(Committed, TeamHash.Compute(Fixed()));

    [Fact]
    public void Compute_OtherOrderAndNotation_IsTheSame()
    {
        var (one, two) = (Fixed(), Fixed() with
        {
            State = JsonNode.Parse("""{"n":2.50,"m":1e0,"a":{"y":1,"x":2}}""")!.AsObject()
        });

        Assert.Equal(TeamHash.Compute(
            one with { State = JsonNode.Parse("""{"a":{"x":2,"y":1.0},"m":1,"n":2.5}""")!.AsObject() }), TeamHash.Compute(two));
    }

    [Fact]
    public void Compute_AnyChange_IsAnother()
    {
        var team = Fixed();
        TeamDefinition[] changed =
        [
            team, team with { Name = "Other" }, team with { Instructions = "Other" }, team with { StateInPrompt = true },
            team with { Members = [team.Members[0] with { Tools = [] }] },
            team with { Limits = team.Limits with { MaxSteps = 6 } },
        ];

        Assert.Equal(changed.Length, changed.Select(TeamHash.Compute).Distinct().Count());
    }

    [Fact]
    public void Serialize_ThenDeserialize_IsTheSameTeam()
    {
        var json = DefinitionJson.Serialize(Fixed());
        var back = DefinitionJson.Deserialize(json);

        Assert.Equal(json, DefinitionJson.Serialize(back));
        Assert.Equal(TeamHash.Compute(Fixed()), TeamHash.Compute(back));
        Assert.True(back.Tools["send"].Http!.Headers.ContainsKey("AUTHORIZATION"));
        Assert.Equal(TimeSpan.FromSeconds(10), back.Tools["send"].Timeout);
    }

    [Fact]
    public void Deserialize_UnknownMembers_AreIgnored()
    {
        var json = JsonNode.Parse(DefinitionJson.Serialize(Fixed()))!.AsObject();
        json["fromTheFuture"] = new JsonObject { ["a"] = 1 };

        Assert.Equal(TeamHash.Compute(Fixed()), TeamHash.Compute(DefinitionJson.Deserialize(json.ToJsonString())));
    }

    [Fact]
    public void Deserialize_Nonsense_Throws() => Assert.ThrowsAny<JsonException>(() => DefinitionJson.Deserialize("null"));

    internal static TeamDefinition Fixed() =>
        Team.Create("crew").Named("The crew")
            .Coordinate(new ModelDefinition { Provider = "openai", Model = "gpt-4o-mini", ApiKey = "${KEY}", Temperature = 0 })
                .Model("scripted", new ModelDefinition { Provider = "scripted", Script = [new ScriptedTurn
                {
                    Agent = "leader",
                    Calls = [new ScriptedCall("send", new JsonObject { ["text"] = "Grüße" })],
                    Delay = TimeSpan.FromSeconds(1)
                }], })
                    .Member("worker", m => m.Role("Works").Tools("send"))
                        .Tool("send", t => t.Description("Sends")
                            .Parameters("""{"type":"object","properties":{"text":{"type":"string"}}}""")
                            .Post("https://api.example/send")
                            .Header("Authorization", "Bearer ${TG}")
                            .Confirmation(allowEdit: true)
                            .Timeout(TimeSpan.FromSeconds(10)))
                            .Build();

    [Theory]
    [InlineData("100000000000000000000001", "100000000000000000000002", false)]
    [InlineData("1", "1.0", true)]
    [InlineData("1e3", "1000", true)]
    public void Hash_Numbers_AreTheSameWhereTheirValuesAre(string one, string other, bool same) =>
        Assert.Equal(same, CanonicalJson.Hash(JsonDocument.Parse(one).RootElement) == CanonicalJson.Hash(
            JsonDocument.Parse(other).RootElement));
}
