using System.Text.Json;

namespace DurableTeams.Testing.Models;

/// <summary>What parties and leaders of a negotiation answer, as JSON.</summary>
public static class NegotiationReply
{
    public static string Claims(params (string Section, string Proposal)[] claims) => JsonSerializer.Serialize(
        new { claims = claims.Select(claim => new { section = claim.Section, proposal = claim.Proposal, reason = "best" }) });

    public static string Responses(params (string Section, string Decision, string? Proposal)[] responses) =>
        JsonSerializer.Serialize(new
        {
            responses = responses.Select(response => new
            {
                section = response.Section, decision = response.Decision, proposal = response.Proposal, reason = "so",
            }),
        });

    public static string Rulings(params (string Section, string? Owner)[] rulings) => JsonSerializer.Serialize(
        new { rulings = rulings.Select(ruling => new { section = ruling.Section, owner = ruling.Owner, reason = "fair" }) });
}
