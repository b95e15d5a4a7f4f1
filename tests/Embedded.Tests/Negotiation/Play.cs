using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Negotiation;

/// <summary>Teams that negotiate, what their agents answer in few words, and what is told of a run.</summary>
internal static class Play
{
    /// <summary>A team whose parties are agents.</summary>
    public static TeamDefinition Team(
        string sections, string parties, bool open = false, int maxRounds = 3, string onStalemate = "arbiter",
        string onUnclaimed = "assign", bool parallelSections = true) => TestTeam.Negotiation(
            Words(sections), open, maxRounds, onStalemate, onUnclaimed, parallelSections,
            [.. Words(parties).Select(party => TestMember.Of(party))]);

    public static Task<RunHarness> ServeAsync(params TeamDefinition[] teams) => new RunHarness().ServeAsync(teams);

    /// <summary>Claims of these sections, each with the proposal <c>{party}: {section}</c>; none is an answer, too.</summary>
    public static string Claims(string party, params string[] sections) =>
        NegotiationReply.Claims([.. sections.Select(section => (section, $"{party}: {section}"))]);

    /// <summary>Responses, each written as <c>section decision</c>, or <c>section revise new proposal</c>.</summary>
    public static string Responses(params string[] responses) => NegotiationReply.Responses(
        [.. responses.Select(response => response.Split(' ', 3))
            .Select(parts => (parts[0], parts[1], parts.ElementAtOrDefault(2)))]);

    /// <summary>Rulings, each written as <c>section owner</c>; <c>section</c> alone gives it to nobody.</summary>
    public static string Rulings(params string[] rulings) => NegotiationReply.Rulings(
        [.. rulings.Select(ruling => ruling.Split(' ')).Select(parts => (parts[0], parts.ElementAtOrDefault(1)))]);

    /// <summary>All parties claim hero and hold it for a round.</summary>
    public static Script Holding(RunHarness harness, params string[] parties) => parties.Aggregate(
        Script.For(harness.Chat),
        (script, party) => script.With(party, Reply.Text(Claims(party, "hero")), Reply.Text(Responses("hero hold"))));

    /// <summary>The message of one of an agent's model calls, from 0.</summary>
    public static string Said(RunHarness harness, string agent, int at) =>
        harness.Chat.AskedOf(agent).ElementAt(at).Said[0].ReplaceLineEndings("\n");

    /// <summary>The negotiation's own events, in words.</summary>
    public static async Task<IReadOnlyList<string>> StoryAsync(RunHarness harness, string runId) =>
    [
        .. (await harness.EventsAsync(runId)).Where(item => item.Type is RunEventTypes.ClaimRegistered
                or RunEventTypes.SectionContested or RunEventTypes.NegotiationRound or RunEventTypes.SectionSettled
                or RunEventTypes.SpecFrozen or RunEventTypes.PhaseCompleted)
            .Select(item => string.Join(' ', new[] { item.Type }.Concat(
                new[] { "phase", "section", "owner", "memberId", "by", "round" }.Select(name => Text(item.Data!.Value, name))
                    .OfType<string>()))),
    ];

    private static string[] Words(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string? Text(JsonElement data, string name) => data.TryGetProperty(name, out var value)
        && (name != "round" || !data.TryGetProperty("memberId", out _)) ? value.ToString() : null;
}
