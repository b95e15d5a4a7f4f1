using System.Text.Json;
using DurableTeams.Json.Answers;

namespace DurableTeams.Modes.Negotiation;

/// <summary>Reads recorded answers of a negotiation. They had their form when they were recorded.</summary>
internal static class NegotiationAnswers
{
    public const string Concede = "concede";
    public const string Revise = "revise";
    public const string Hold = "hold";

    /// <summary>A party's claims; the first of each section.</summary>
    public static IEnumerable<(string Section, string? Proposal, string? Reason)> Claims(string output) =>
        Items(output, "claims").Select(item => (Text(item, "section")!, Text(item, "proposal"), Text(item, "reason")))
            .DistinctBy(claim => claim.Item1);

    /// <summary>A party's responses; the first of each section.</summary>
    public static IEnumerable<SpecResponse> Responses(string output, string party) => Items(output, "responses")
        .Select(item => new SpecResponse(
            party, Text(item, "section")!, Text(item, "decision")!, Text(item, "proposal"), Text(item, "reason")))
        .DistinctBy(response => response.Section);

    /// <summary>Rulings; the first of each section.</summary>
    public static IEnumerable<(string Section, string? Owner, string? Reason)> Rulings(string output) =>
        Items(output, "rulings").Select(item => (Text(item, "section")!, Text(item, "owner"), Text(item, "reason")))
            .DistinctBy(ruling => ruling.Item1);

    private static List<JsonElement> Items(string output, string name)
    {
        using var json = StructuredAnswer.Parse(output);
        return json is { RootElement.ValueKind: JsonValueKind.Object }
            && json.RootElement.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array
            ? [.. items.EnumerateArray().Where(item => Text(item, "section") is not null).Select(item => item.Clone())]
            : [];
    }

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
