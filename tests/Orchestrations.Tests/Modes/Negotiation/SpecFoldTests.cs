using System.Text.Json;
using DurableTeams.Modes.Negotiation;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Orchestrations.Tests.Modes.Negotiation;

/// <summary>The specification that member runs come to: nothing but their order and what they said counts.</summary>
public sealed class SpecFoldTests
{
    private static readonly string[] Parties = ["ann", "ben", "cleo"];

    [Theory]
    // One claimant is left: that settles it.
    [InlineData("ann hold, ben concede, cleo concede", "hero ann concession 1: ann's")]
    [InlineData("ann concede, ben concede, cleo hold", "hero cleo concession 1: cleo's")]
    [InlineData("ann concede, ben revise, cleo concede", "hero ben concession 1: ben's new")]
    // All concede to each other: the first in file order stays.
    [InlineData("ann concede, ben concede, cleo concede", "hero ann concession 1: ann's")]
    // Several are left.
    [InlineData("ann hold, ben revise, cleo concede", "hero contested: ann's, ben's new")]
    [InlineData("ann hold, ben hold, cleo hold", "hero contested: ann's, ben's, cleo's")]
    // A party that fails is out, and its claim is gone.
    [InlineData("ann hold, ben concede, cleo fail", "hero ann concession 1: ann's; out cleo")]
    [InlineData("ann fail, ben concede, cleo concede", "hero ben concession 1: ben's; out ann")]
    [InlineData("ann fail, ben fail, cleo fail", "hero open: ; out ann ben cleo")]
    // A round counts when all have answered.
    [InlineData("ann hold, ben concede, cleo work", "hero contested: ann's, ben's, cleo's")]
    [InlineData("ann fail, ben concede, cleo work", "hero contested: ann's, ben's, cleo's")]
    public void Round_TakesAllResponsesTogether(string responses, string expected)
    {
        var play = new Runs("hero").Claims("hero", "hero", "hero").Respond(1, "hero", responses);

        Assert.Equal(expected, Told(play.Spec()));
    }

    [Theory]
    [InlineData("hero", "", "", "hero ann claim 0: ann's")]
    [InlineData("hero", "hero", "", "hero contested: ann's, ben's")]
    [InlineData("", "", "", "hero open: ")]
    [InlineData("hero", "hero", "fail", "hero contested: ann's, ben's; out cleo")]
    [InlineData("fail", "hero", "", "hero ben claim 0: ben's; out ann")]
    [InlineData("fail", "fail", "fail", "hero open: ; out ann ben cleo")]
    // Blind: nobody's claim is there before all are.
    [InlineData("hero", "", "work", "hero open: ")]
    [InlineData("fail", "hero", "work", "hero open: ")]
    public void Claims_AreTakenTogether(string ann, string ben, string cleo, string expected) =>
        Assert.Equal(expected, Told(new Runs("hero").Claims(ann, ben, cleo).Spec()));

    [Fact]
    public void Rounds_GoOnFromEachOther()
    {
        var play = new Runs("hero").Claims("hero", "hero", "hero")
            .Respond(1, "hero", "ann revise, ben hold, cleo concede").Respond(2, "hero", "ann hold, ben revise")
            .Respond(3, "hero", "ann concede, ben hold");

        var spec = play.Spec();

        Assert.Equal("hero ben concession 3: ben's new", Told(spec));
        Assert.Equal([3, 2, 2], spec.Rounds.Select(round => round.Responses.Count));
        Assert.Equal(2, spec.Find("hero")!.Claims.Single().Round);
    }

    [Theory]
    [InlineData(StalematePolicy.First, "hero ann first 1: ann's, ben's")]
    [InlineData(StalematePolicy.Arbiter, "hero contested: ann's, ben's")]
    public void Stalemate_First_IsSettledByFileOrder(StalematePolicy policy, string expected) => Assert.Equal(
        expected,
        Told(new Runs("hero").Claims("hero", "hero", "").Respond(1, "hero", "ann hold, ben hold")
            .Spec(new NegotiationRules { MaxRounds = 1, OnStalemate = policy })));

    [Theory]
    [InlineData("rule", "ruling")]
    [InlineData("ask", "person")]
    [InlineData("assign", "assignment")]
    public void Rulings_SettleWhatTheyWereAskedAbout(string step, string by)
    {
        var play = new Runs("hero faq").Claims("hero", "hero", "")
            .Rule(step, """{"rulings":[{"section":"hero","owner":"ben"},{"section":"faq","owner":"ben"}]}""", ("hero",
            [
                "ann", "ben"
            ]));

        Assert.Equal($"hero ben {by} 0: ann's, ben's | faq open: ", Told(play.Spec()));
    }

    [Fact]
    public void Work_IsTheSectionsContentAndAFailedOwnersSectionMayGoToAnother()
    {
        var play = new Runs("hero faq").Claims("hero faq", "hero", "").Respond(1, "hero", "ann hold, ben concede")
            .Work("hero", "ann", null).Work("faq", "ann", "FAQ");
        var failed = play.Spec();
        play.Rule("reassign", """{"rulings":[{"section":"hero","owner":"ben"}]}""", ("hero", ["ben"]));
        var settled = play.Spec();
        play.Work("hero", "ben", "HERO");
        var done = play.Spec();

        Assert.Equal((SectionStatus.Failed, "ann"), (failed.Sections[0].Status, failed.Sections[0].Owner));
        Assert.Equal(["ben"], failed.Sections[0].Claimed.Except(failed.Sections[0].FailedBy));
        Assert.Equal(
            (SectionStatus.Settled, "ben", null),
            (settled.Sections[0].Status, settled.Sections[0].Owner, settled.Sections[0].Content));
        Assert.Equal(
            (SectionStatus.Done, "ben", "HERO"), (done.Sections[0].Status, done.Sections[0].Owner, done.Sections[0].Content));
        Assert.Equal((SectionStatus.Done, "FAQ"), (done.Sections[1].Status, done.Sections[1].Content));
    }

    [Fact]
    public void AnyNegotiation_KeepsItsRules()
    {
        string[] decisions = ["concede", "revise", "hold", "hold", "fail"];
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            string[] names = ["hero", "faq", "legal"];
            var play = new Runs(string.Join(' ', names));
            play.Claims(
                [.. Parties.Select(_ => random.Next(8) == 0 ? "fail" : string.Join(' ', names.Where(_ => random.Next(3) > 0)))]);
            for (var round = 1; round <= 3
                && play.Spec().Sections.Any(section => section.Status == SectionStatus.Contested); round++)
            {
                var before = play.Spec();
                play.RespondAny(round, before, () => decisions[random.Next(decisions.Length)]);
                var after = play.Spec();
                // Nobody gets a claim in a round, and what was settled stays with its owner unless that is out.
                foreach (var (was, now) in before.Sections.Zip(after.Sections))
                {
                    Assert.Subset(was.Claims.Select(claim => claim.MemberId)
                        .ToHashSet(), now.Claims.Select(claim => claim.MemberId).ToHashSet());
                    if (was.Owner is { } owner && after.Parties.Single(party => party.MemberId == owner).Out is null)
                        Assert.Equal((owner, was.By, was.Round), (now.Owner, now.By, now.Round));
                }
            }

            var spec = play.Spec();
            foreach (var section in spec.Sections)
            {
                var claimants = section.Claims.Select(claim => claim.MemberId).ToList();
                Assert.Equal(claimants.OrderBy(party => Array.IndexOf(Parties, party)), claimants);
                Assert.Empty(
                    claimants.Intersect(spec.Parties.Where(party => party.Out is not null).Select(party => party.MemberId)));
                Assert.Equal(section.Status == SectionStatus.Settled, section.Owner is not null);
                if (claimants.Count == 1) Assert.Equal(claimants[0], section.Owner);
            }
        }
    }

    private static string Told(Spec spec)
    {
        var gone = spec.Parties.Where(party => party.Out is not null).Select(party => party.MemberId).ToList();
        return string.Join(" | ", spec.Sections.Select(section =>
            (section.Owner is { } owner
                ? $"{section.Name} {owner} {section.By} {section.Round}"
                : $"{section.Name} {section.Status}".Replace(
                    section.Status.ToString(), section.Status.ToString().ToLowerInvariant(), StringComparison.Ordinal))
            + ": " + string.Join(", ", section.Claims.Select(claim => claim.Proposal))))
            + (gone.Count > 0 ? $"; out {string.Join(' ', gone)}" : "");
    }

    /// <summary>The member runs of a negotiation, one after the other.</summary>
    private sealed class Runs(string sections)
    {
        private readonly string[] _sections = sections.Split(' ');
        private readonly List<MemberRunRecord> _runs = [];

        public Spec Spec(NegotiationRules? rules = null) => new SpecFold(
            new NegotiationPlan(Parties, new SpecSetting { Sections = _sections }, rules ?? new NegotiationRules()), _runs).Spec;

        public Runs Claims(params string[] claimed)
        {
            foreach (var (party, names) in Parties.Zip(claimed))
            {
                Add(party, new Brief { Step = new AgentStep(
                    "claim"), Sections = [.. _sections.Select(name => new SectionBrief(name))] }, names, new
                {
                    claims = names.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                        .Select(section => new { section, proposal = $"{party}'s", reason = "r" }),
                });
            }

            return this;
        }

        public Runs Respond(int round, string section, string responses)
        {
            foreach (var response in responses.Split(", ").Select(one => one.Split(' ')))
                Respond(round, response[0], [(section, response[1])]);
            return this;
        }

        public void RespondAny(int round, Spec spec, Func<string> decide)
        {
            foreach (var party in Parties)
            {
                var mine = spec.Sections.Where(section => section.Status == SectionStatus.Contested
                    && section.Claims.Any(claim => claim.MemberId == party)).Select(section => (section.Name, decide())).ToList();
                if (mine.Count > 0) Respond(round, party, mine);
            }
        }

        public Runs Rule(string step, string rulings, params (string Name, string[] Parties)[] asked)
        {
            Add("team", new Brief
            {
                Step = new AgentStep(step),
                Sections = [.. asked.Select(one => new SectionBrief(one.Name, one.Parties))],
            }, "", JsonSerializer.Deserialize<JsonElement>(rulings));
            return this;
        }

        public Runs Work(string section, string owner, string? content)
        {
            Add(owner, new Brief
            {
                Step = new AgentStep("produce"), Section = section, Sections = [new SectionBrief(section, [owner])],
            }, content is null ? "fail" : "", content ?? "");
            _runs[^1] = _runs[^1] with { Output = content };
            return this;
        }

        private void Respond(int round, string party, List<(string Section, string Decision)> responses) => Add(
            party,
            new Brief
            {
                Step = new AgentStep("respond"), Round = round,
                Sections = [.. responses.Select(one => new SectionBrief(one.Section))],
            },
            responses[0].Decision,
            new
            {
                responses = responses.Where(one => one.Decision != "fail").Select(one => new
                {
                    section = one.Section, decision = one.Decision, proposal = one.Decision == "revise" ? $"{party}'s new" : null,
                }),
            });

        private void Add(string member, Brief brief, string how, object output) => _runs.Add(new MemberRunRecord
        {
            RunId = "r1",
            MemberRunId = FormattableString.Invariant($"r1.{_runs.Count + 1}"),
            ParentMemberRunId = "r1.0",
            MemberId = member,
            Brief = brief,
            Status = how == "fail" ? RunStatus.Failed : how == "work" ? RunStatus.Running : RunStatus.Completed,
            Error = how == "fail" ? new RunError("modelFailed", "out of order", member) : null,
            Output = how is "fail" or "work" ? null : JsonSerializer.Serialize(output),
            StartedAt = DateTimeOffset.UnixEpoch,
        });
    }
}
