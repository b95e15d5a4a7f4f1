using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Modes.Negotiation;
using DurableTeams.Storage.Ids;
using AnswerForm = DurableTeams.Runs.Turns.AnswerForm;

namespace DurableTeams.Orchestrations.Tests.Modes.Negotiation;

/// <summary>What parties and leaders may answer, and what they are told of other answers.</summary>
public sealed class FormTests
{
    private static readonly Brief Asked = new()
    {
        Sections = [new("hero", ["ann", "ben"]), new("faq", ["ann", "cleo"])],
    };

    [Theory]
    [InlineData("""{"claims": []}""", null)]
    [InlineData("""{"claims": [{"section": "hero", "proposal": "p"}]}""", null)]
    [InlineData(
        """{"claims": [{"section": "hero", "proposal": "p", "reason": "r"}, {"section": "faq", "proposal": ""}]}""", null)]
    [InlineData("```json\n{\"claims\": []}\n```", null)]
    [InlineData("I would like the hero.", "it is not JSON")]
    [InlineData(
        """{"claims": [{"section": "footer", "proposal": "p"}]}""", """$.claims[0].section: should be one of "hero", "faq" """)]
    [InlineData("""{"claims": [{"section": "hero"}]}""", "$.claims[0].proposal: is missing")]
    [InlineData("""{"claims": [{"section": "hero", "proposal": null}]}""", "$.claims[0].proposal: is null, should be a string")]
    [InlineData("""{"claims": [{"section": ["hero"], "proposal": "p"}]}""", "should be a string")]
    [InlineData("""{"claims": {"hero": "p"}}""", "$.claims: is an object, should be an array")]
    [InlineData("""{"responses": []}""", "$.claims: is missing")]
    [InlineData("[]", "$: is an array, should be an object")]
    [InlineData(
        """{"claims": [{"section": "faq", "proposal": "a"}, {"section": "faq", "proposal": "b"}]}""", "section 'faq' is claimed twice")]
    public void Claims_Closed(string answer, string? problem) => Check(NegotiationForms.Claims(Asked), answer, problem);

    [Theory]
    [InlineData("footer", null)]
    [InlineData("", "'' is no name of a section")]
    [InlineData(" footer", "' footer' is no name of a section")]
    [InlineData("foo\nter", "is no name of a section")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", null)]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234", "write 1 to 64 characters on one line")]
    public void Claims_Open_HaveNamesAsTeamFilesHave(string section, string? problem) => Check(
        NegotiationForms.Claims(Asked with { Open = true }),
        JsonSerializer.Serialize(new { claims = new[] { new { section, proposal = "p" } } }), problem);

    [Theory]
    [InlineData(30, null)]
    [InlineData(31, "there are 31 sections that are not listed; together with the listed ones there may be 32")]
    public void Claims_Open_AreBounded(int count, string? problem) => Check(
        NegotiationForms.Claims(Asked with { Open = true }),
        JsonSerializer.Serialize(
            new { claims = Enumerable.Range(0, count).Select(i => new { section = $"s{i}", proposal = "p" }) }),
        problem);

    [Theory]
    [InlineData(
        """ {"section": "hero", "decision": "hold"}, {"section": "faq", "decision": "concede", "proposal": null} """, null)]
    [InlineData(""" {"section": "faq", "decision": "revise", "proposal": "p"}, {"section": "hero", "decision": "hold"} """, null)]
    [InlineData(""" {"section": "hero", "decision": "hold"} """, "there must be one response for each of these sections: faq")]
    [InlineData("", "there must be one response for each of these sections: hero, faq")]
    [InlineData(
        """ {"section": "hero", "decision": "hold"}, {"section": "hero", "decision": "hold"} """, "section 'hero' is answered twice")]
    [InlineData(
        """ {"section": "hero", "decision": "fight"}, {"section": "faq", "decision": "hold"} """,
        """should be one of "concede", "revise", "hold" """)]
    [InlineData(
        """ {"section": "hero", "decision": "revise"}, {"section": "faq", "decision": "hold"} """,
        "the revision of section 'hero' has no proposal")]
    [InlineData(
        """ {"section": "hero", "decision": "revise", "proposal": null}, {"section": "faq", "decision": "hold"} """,
        "the revision of section 'hero' has no proposal")]
    [InlineData(
        """ {"section": "hero", "decision": "hold"}, {"section": "faq", "decision": "hold"}, {"section": "x", "decision": "hold"} """,
        """should be one of "hero", "faq" """)]
    public void Responses(string responses, string? problem) => Check(
        NegotiationForms.Responses(Asked), $$"""{"responses": [{{responses}}]}""", problem);

    [Theory]
    [InlineData(""" {"section": "hero", "owner": "ben"}, {"section": "faq", "owner": "ann", "reason": "r"} """, false, null)]
    [InlineData(
        """ {"section": "hero", "owner": "ben"}, {"section": "faq", "owner": "ann"}, {"section": "x", "owner": "x"} """, false, null)]
    [InlineData(
        """ {"section": "hero", "owner": "cleo"}, {"section": "faq", "owner": "ann"} """, false,
        "'cleo' cannot own section 'hero'; its owner is one of: ann, ben")]
    [InlineData(""" {"section": "hero", "owner": "ann"} """, false, "there must be one ruling for each of these sections: faq")]
    [InlineData(
        """ {"section": "hero", "owner": "ann"}, {"section": "faq", "owner": "ann"}, {"section": "faq", "owner": "cleo"} """, false,
        "section 'faq' is ruled on twice")]
    [InlineData(""" {"section": "hero", "owner": null}, {"section": "faq", "owner": "ann"} """, false, "owner: is null")]
    [InlineData(""" {"section": "hero", "owner": null}, {"section": "faq", "owner": "ann"} """, true, null)]
    public void Rulings(string rulings, bool mayLeave, string? problem) => Check(
        NegotiationForms.Rulings(Asked, mayLeave), $$"""{"rulings": [{{rulings}}]}""", problem);

    [Theory]
    [InlineData("proposal", 8192, "é")]
    [InlineData("reason", 2048, "a")]
    public void Texts_HaveBounds(string name, int bytes, string letter)
    {
        var form = NegotiationForms.Claims(Asked);
        var length = bytes / System.Text.Encoding.UTF8.GetByteCount(letter);
        string Answer(int count)
        {
            var claim = new JsonObject { ["section"] = "hero", ["proposal"] = "p" };
            claim[name] = string.Concat(Enumerable.Repeat(letter, count));
            return new JsonObject { ["claims"] = new JsonArray(claim) }.ToJsonString();
        }

        Check(form, Answer(length), null);
        Check(form, Answer(
            length + 1), $"the {name} for section 'hero' has {(length + 1) * (bytes / length)} bytes; {bytes} are allowed");
    }

    [Fact]
    public void AnyJson_IsReadOrRefusedWithAReason()
    {
        var random = new Random(15);
        var forms = new[]
        {
            NegotiationForms.Claims(Asked), NegotiationForms.Claims(Asked with { Open = true }),
            NegotiationForms.Responses(Asked),
            NegotiationForms.Rulings(Asked, mayLeave: true),
        };
        var taken = 0;
        for (var i = 0; i < 4000; i++)
        {
            var answer = Json(random, 4)?.ToJsonString() ?? "null";
            foreach (var form in forms)
            {
                if (Problem(form, answer) is { } problem) Assert.NotEqual("", problem);
                else taken++;
            }

            // Whatever is in the store, the specification can be read.
            foreach (var claim in NegotiationAnswers.Claims(answer)) Assert.NotNull(claim.Section);
            foreach (var response in NegotiationAnswers.Responses(answer, "ann")) Assert.NotNull(response.Section);
            foreach (var ruling in NegotiationAnswers.Rulings(answer)) Assert.NotNull(ruling.Section);
        }

        Assert.True(taken > 0, "No answer had a form.");
    }

    private static void Check(DurableTeams.Modes.AnswerForm form, string answer, string? problem)
    {
        var found = Problem(form, answer);
        if (problem is null) Assert.Null(found);
        else Assert.Contains(problem.Trim(), found, StringComparison.Ordinal);
    }

    private static string? Problem(DurableTeams.Modes.AnswerForm form, string answer) =>
        new AnswerForm(form.Name, form.Schema, form.Check).Problem(answer);

    // JSON that is nearly an answer: the right words in any place.
    private static JsonNode? Json(Random random, int depth)
    {
        string[] keys = ["claims", "responses", "rulings", "section", "proposal", "decision", "owner", "reason", "x"];
        string[] words = ["hero", "faq", "ann", "ben", "concede", "revise", "hold", "", "\n"];
        switch (depth == 0 ? random.Next(4) : random.Next(4, 9))
        {
            case 0: return null;
            case 1: return JsonValue.Create(random.Next(3));
            case 2 or 3: return JsonValue.Create(words[random.Next(words.Length)]);
            case 4 or 5: return new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Json(random, depth - 1))]);
            case 6: return new JsonObject([KeyValuePair.Create(keys[random.Next(3)], (JsonNode?)new JsonArray(
                [.. Enumerable.Range(0, random.Next(3)).Select(_ => Json(random, 1))]))]);
            default:
                return new JsonObject(keys.Skip(3).Where(_ => random.Next(3) > 0)
                    .Select(key => KeyValuePair.Create(key, random.Next(4) == 0 ? Json(random, 0) : JsonValue.Create(
                        words[random.Next(words.Length)]))));
        }
    }
}
