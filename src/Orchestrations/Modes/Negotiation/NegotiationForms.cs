using System.Text;
using System.Text.Json;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Modes.Negotiation;

/// <summary>The forms that parties and leaders answer in.</summary>
internal static class NegotiationForms
{
    /// <summary>Bytes of a proposal, as UTF-8.</summary>
    public const int MostProposal = 8 * 1024;

    /// <summary>Bytes of a reason, as UTF-8.</summary>
    public const int MostReason = 2 * 1024;

    /// <summary><c>{claims: [{section, proposal, reason}]}</c>.</summary>
    public static AnswerForm Claims(Brief brief)
    {
        var names = Names(brief);
        return new AnswerForm("claims", List("claims", new()
        {
            ["section"] = brief.Open ? new { type = "string" } : new { type = "string", @enum = names },
            ["proposal"] = new { type = "string" },
            ["reason"] = new { type = "string" },
        }, "section", "proposal"), answer =>
        {
            var claims = answer.GetProperty("claims").EnumerateArray().ToList();
            var claimed = claims.Select(Section).ToList();
            return Twice(claimed, "claimed") ?? TooLong(claims)
                ?? (brief.Open ? WrongNames(claimed.Except(names, StringComparer.Ordinal).ToList(), names.Length) : null);
        });
    }

    /// <summary><c>{responses: [{section, decision, proposal, reason}]}</c>, one for each contested section.</summary>
    public static AnswerForm Responses(Brief brief)
    {
        var names = Names(brief);
        return new AnswerForm("responses", List("responses", new()
        {
            ["section"] = new { type = "string", @enum = names },
            ["decision"] = new
            {
                type = "string",
                @enum = new[] { NegotiationAnswers.Concede, NegotiationAnswers.Revise, NegotiationAnswers.Hold },
            },
            ["proposal"] = new { type = new[] { "string", "null" } },
            ["reason"] = new { type = new[] { "string", "null" } },
        }, "section", "decision"), answer =>
        {
            var responses = answer.GetProperty("responses").EnumerateArray().ToList();
            var answered = responses.Select(Section).ToList();
            return Twice(answered, "answered") ?? Missing(answered, names, "response") ?? TooLong(responses)
                ?? responses.Where(response => response.GetProperty("decision").GetString() == NegotiationAnswers.Revise
                        && Text(response, "proposal") is null)
                    .Select(response => $"the revision of section '{Section(response)}' has no proposal").FirstOrDefault();
        });
    }

    /// <summary><c>{rulings: [{section, owner, reason}]}</c>, one for each section that is asked about.</summary>
    /// <param name="brief">The sections, with the parties that each may go to.</param>
    /// <param name="mayLeave">Whether an owner may be null: the section goes to nobody.</param>
    public static AnswerForm Rulings(Brief brief, bool mayLeave)
    {
        var owner = mayLeave ? (object)new { type = new[] { "string", "null" } } : new { type = "string" };
        return new AnswerForm("rulings", List("rulings", new()
        {
            ["section"] = new { type = "string" },
            ["owner"] = owner,
            ["reason"] = new { type = new[] { "string", "null" } },
        }, "section", "owner"), answer =>
        {
            var rulings = answer.GetProperty("rulings").EnumerateArray().ToList();
            // Rulings on other sections are not asked for, and change nothing.
            var asked = rulings.Where(ruling => Names(brief).Contains(Section(ruling))).ToList();
            var ruled = asked.Select(Section).ToList();
            return Twice(ruled, "ruled on") ?? Missing(ruled, Names(brief), "ruling") ?? TooLong(asked)
                ?? asked.Select(ruling => WrongOwner(ruling, brief)).FirstOrDefault(wrong => wrong is not null);
        });
    }

    private static string? WrongOwner(JsonElement ruling, Brief brief)
    {
        if (Text(ruling, "owner") is not { } owner) return null;
        var parties = brief.Sections!.First(section => section.Name == Section(ruling)).Parties ?? [];
        return parties.Contains(owner, StringComparer.Ordinal)
            ? null
            : $"'{owner}' cannot own section '{Section(ruling)}'; its owner is one of: {string.Join(", ", parties)}";
    }

    private static string? Twice(List<string> sections, string how) =>
        sections.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? $"section '{twice.Key}' is {how} twice"
            : null;

    private static string? Missing(List<string> given, string[] asked, string what)
    {
        var missing = asked.Except(given, StringComparer.Ordinal).ToList();
        return missing.Count == 0 ? null : $"there must be one {what} for each of these sections: {string.Join(", ", missing)}";
    }

    private static string? WrongNames(List<string> added, int listed)
    {
        if (added.Count + listed > NegotiationSettings.MostSections)
        {
            return FormattableString.Invariant($"there are {added.Count} sections that are not listed; ")
                + FormattableString.Invariant($"together with the listed ones there may be {NegotiationSettings.MostSections}");
        }

        var wrong = added.Find(name =>
            name.Length is 0 or > NegotiationSettings.LongestName || name.Trim() != name || name.Any(char.IsControl));
        return wrong is null
            ? null
            : $"'{(wrong.Length > 80 ? wrong[..80] + "…" : wrong)}' is no name of a section; "
                + FormattableString.Invariant($"write 1 to {NegotiationSettings.LongestName} characters on one line");
    }

    private static string? TooLong(List<JsonElement> items) =>
        items.Select(item => TooLong(item, "proposal", MostProposal) ?? TooLong(item, "reason", MostReason))
            .FirstOrDefault(wrong => wrong is not null);

    private static string? TooLong(JsonElement item, string name, int most) =>
        Text(item, name) is { } text && Encoding.UTF8.GetByteCount(text) is var bytes && bytes > most
            ? FormattableString.Invariant($"the {name} for section '{Section(item)}' has {bytes} bytes; {most} are allowed")
            : null;

    private static string[] Names(Brief brief) => [.. brief.Sections!.Select(section => section.Name)];

    private static string Section(JsonElement item) => item.GetProperty("section").GetString()!;

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement List(string name, Dictionary<string, object> properties, params string[] required) =>
        JsonSerializer.SerializeToElement(new Dictionary<string, object>
        {
            ["type"] = "object",
            ["properties"] = new Dictionary<string, object>
            {
                [name] = new
                {
                    type = "array",
                    items = new Dictionary<string, object>
                    {
                        ["type"] = "object",
                        ["properties"] = properties,
                        ["required"] = required,
                    },
                },
            },
            ["required"] = new[] { name },
        });
}
