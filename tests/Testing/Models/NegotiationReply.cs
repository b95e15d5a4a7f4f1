using System.Text.Json;

namespace DurableTeams.Testing.Models;

/// <summary>What the parties and the leader of a negotiation answer, as JSON.</summary>
public static class NegotiationReply
{
    /// <summary>Claims of these sections, each with a proposal <c>{party}: {section}</c>; none is an answer, too.</summary>
    public static string Claims(string party, params string[] sections) => Json(new
    {
        claims = sections.Select(section => new { section, proposal = $"{party}: {section}", reason = $"{party} wants {section}" }),
    });

    /// <summary>
    /// Responses, each written as <c>section decision</c>, or <c>section revise new proposal</c>.
    /// </summary>
    public static string Responses(params string[] responses) => Json(new
    {
        responses = responses.Select(response => response.Split(' ', 3)).Select(parts => new
        {
            section = parts[0],
            decision = parts[1],
            proposal = parts.Length > 2 ? parts[2] : null,
            reason = $"because {parts[0]}",
        }),
    });

    /// <summary>Rulings, each written as <c>section owner</c>; <c>section</c> alone gives it to nobody.</summary>
    public static string Rulings(params string[] rulings) => Json(new
    {
        rulings = rulings.Select(ruling => ruling.Split(' ')).Select(parts => new
        {
            section = parts[0],
            owner = parts.Length > 1 ? parts[1] : null,
            reason = "so be it",
        }),
    });

    private static string Json(object answer) => JsonSerializer.Serialize(answer);
}
