using System.Text.Json;
using DurableTeams.Conditions;
using FsCheck;
using FsCheck.Fluent;

namespace DurableTeams.Orchestrations.Tests.Approvals;

/// <summary>
/// The rule of gates, over random conditions and arguments: a call passes only if the condition is false whatever the
/// comparisons that could not be told had come to.
/// </summary>
public sealed class ApprovalConditionPropertyTests
{
    private static readonly string[] Operators = ["==", "!=", ">", ">=", "<", "<=", "contains"];

    // Some are there, some are not, some cannot be.
    private static readonly string[] Operands =
        [
            "number", "text", "flag", "nothing", "missing", "list", "inner.number", "inner.missing", "missing.deep", "text.deep",
            "5", "'a'", "true", "7.50", "-1e3"
        ];

    private static readonly JsonElement Arguments = JsonElement.Parse(
        """{"number": 5, "text": "a", "flag": true, "nothing": null, "list": ["a", 5, null], "inner": {"number": 7.5}}""");

    [Fact]
    public void Gates_AnyCondition_PassesOnlyWhatIsFalseHoweverTheUndecidedIsTaken() =>
        Prop.ForAll(Conditions(4).ToArbitrary(), condition =>
        {
            var undecided = condition.Comparisons().Where(leaf => Decide(leaf) is null).ToList();
            // Beyond that there are too many ways to take them; conditions of this size have fewer.
            if (undecided.Count > 8) return;
            var canGate = Enumerable.Range(0, 1 << undecided.Count).Any(ways => condition.Holds(leaf =>
                Decide(leaf) ?? (ways & (1 << undecided.IndexOf(leaf))) != 0));
            if (canGate) Assert.True(Gates(condition.Text), condition.Text);
            if (undecided.Count == 0) Assert.Equal(condition.Holds(leaf => Decide(leaf)!.Value), Gates(condition.Text));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Gates_OneComparisonAndItsOpposite_BothGateExactlyWhereItCannotBeTold() =>
        Prop.ForAll(Comparisons().ToArbitrary(), leaf =>
        {
            var (gates, opposite) = (Gates(leaf.Text), Gates($"not ({leaf.Text})"));

            Assert.True(gates || opposite, leaf.Text);
            if (leaf.Text.Contains("missing", StringComparison.Ordinal) || leaf.Text.Contains("deep", StringComparison.Ordinal)
                || leaf.Text.Contains("nothing", StringComparison.Ordinal))
                Assert.True(gates && opposite, leaf.Text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Gates_NumbersAsWritten_CompareAsTheirDifferenceSays() =>
        Prop.ForAll(Pairs().ToArbitrary(), pair =>
        {
            var (left, right) = (Written(pair.One), Written(pair.Other));
            var arguments = JsonElement.Parse($$"""{"n": {{left}}}""");
            var order = decimal.Compare(pair.One, pair.Other);

            Assert.Equal(order == 0, ApprovalCondition.Parse($"n == {right}").Gates(arguments));
            Assert.Equal(order > 0, ApprovalCondition.Parse($"n > {right}").Gates(arguments));
            Assert.Equal(order < 0, ApprovalCondition.Parse($"n < {right}").Gates(arguments));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static bool Gates(string condition) => ApprovalCondition.Parse(condition).Gates(Arguments);

    /// <summary>What a comparison by itself comes to: it cannot be told exactly where it and its opposite both gate.</summary>
    private static bool? Decide(Leaf leaf) => (Gates(leaf.Text), Gates($"not ({leaf.Text})")) switch
    {
        (true, true) => null,
        (var gates, _) => gates,
    };

    private static string Written(decimal number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static Gen<(decimal One, decimal Other)> Pairs() =>
        from whole in Gen.Choose(-1_000, 1_000)
        from apart in Gen.Choose(-2, 2)
        select (whole * 1_000_000_000_000_000m, (whole * 1_000_000_000_000_000m) + (apart * 0.0000000001m));

    private static Gen<Leaf> Comparisons() =>
        from left in Gen.Elements(Operands)
        from sign in Gen.Elements(Operators)
        from right in Gen.Elements(Operands)
        select new Leaf($"{left} {sign} {right}");

    private static Gen<Condition> Conditions(int depth)
    {
        var leaf = Comparisons().Select(one => (Condition)one);
        if (depth == 0) return leaf;
        var inner = Conditions(depth - 1);
        return Gen.Frequency(
            (2, leaf),
            (2, inner.Select(one => (Condition)new Not(one))),
            (3, inner.SelectMany(one => inner.Select(other => (Condition)new Both(one, other)))),
            (3, inner.SelectMany(one => inner.Select(other => (Condition)new Either(one, other)))));
    }

    private abstract record Condition(string Text)
    {
        public abstract IEnumerable<Leaf> Comparisons();

        public abstract bool Holds(Func<Leaf, bool> decide);
    }

    private sealed record Leaf(string Text) : Condition(Text)
    {
        public override IEnumerable<Leaf> Comparisons() => [this];

        public override bool Holds(Func<Leaf, bool> decide) => decide(this);
    }

    private sealed record Not(Condition One) : Condition($"not ({One.Text})")
    {
        public override IEnumerable<Leaf> Comparisons() => One.Comparisons();

        public override bool Holds(Func<Leaf, bool> decide) => !One.Holds(decide);
    }

    private sealed record Both(Condition One, Condition Other) : Condition($"({One.Text}) and ({Other.Text})")
    {
        public override IEnumerable<Leaf> Comparisons() => One.Comparisons().Concat(Other.Comparisons());

        public override bool Holds(Func<Leaf, bool> decide) => One.Holds(decide) && Other.Holds(decide);
    }

    private sealed record Either(Condition One, Condition Other) : Condition($"({One.Text}) or ({Other.Text})")
    {
        public override IEnumerable<Leaf> Comparisons() => One.Comparisons().Concat(Other.Comparisons());

        public override bool Holds(Func<Leaf, bool> decide) => One.Holds(decide) || Other.Holds(decide);
    }
}
