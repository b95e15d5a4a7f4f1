using DurableTeams.Compat.Tests.Declarations.Samples;

namespace DurableTeams.Compat.Tests.Declarations;

/// <summary>The comparison finds what it is there to find: each test spoils one line of a listing that fits.</summary>
public sealed class ComparisonTests
{
    private const string Find =
        "public abstract Task<T> Find<T>(string key, bool deep = true, CancellationToken cancellation = default)";

    private const string Fitting = $$"""
        # Samples 1.0

        namespace DurableTeams.Compat.Tests.Declarations.Samples
          enum Colour
            Red = 0, Green = 5
          delegate Task<bool> Decide(Options options)
          interface IShape
          sealed class MarkAttribute : Attribute
            public ctor()
            public string? Text { get; init; }
            [AttributeUsage(Class, Struct)]
          record Options : IEquatable<Options>
            public ctor(string? Name = default, int Size = 100, TimeSpan? Age = default)
            public string? Name { get; init; }
            public int Size { get; init; }
            public TimeSpan? Age { get; init; }
            public void Deconstruct(out string? Name, out int Size, out TimeSpan?? Age)
          abstract class Widget : IShape, IAsyncDisposable
            protected ctor(string name)
            public const int Limit
            public string Name { get; }
            {{Find}}
            public virtual bool TryGet(string key, out object? value)
            public virtual int NotDeclaredHere()
            public override bool Equals(object? obj)
            public override int GetHashCode()
            public ValueTask DisposeAsync()
        """;

    private static readonly ApiType[] Declared =
        [.. new[] { typeof(Colour), typeof(Decide), typeof(IShape), typeof(MarkAttribute), typeof(Options), typeof(Widget) }
            .Select(ApiRendering.Of)];

    [Fact]
    public void Differences_FittingListing_AreNone() => Assert.Empty(Compare(Fitting));

    [Theory]
    [InlineData("Task<T> Find", "ValueTask<T> Find", "Find<T>")] // return type
    [InlineData("bool deep = true, ", "", "Find<T>")] // a parameter more than officially
    [InlineData("bool deep = true", "bool deep = false", "Find<T>")] // default
    [InlineData("int Size = 100", "int Size = 10", "ctor")] // default of a record's parameter
    [InlineData("(string key, bool", "(string name, bool", "Find<T>")] // parameter name
    [InlineData("public abstract Task", "public virtual Task", "Find<T>")] // modifier
    [InlineData("string? Text", "string Text", "Text")] // nullability
    [InlineData("Text { get; init; }", "Text { get; set; }", "Text")] // accessor
    [InlineData("protected ctor", "public ctor", "ctor")] // access
    [InlineData("out object? value", "ref object? value", "TryGet")] // parameter passing
    [InlineData("Green = 5", "Green = 1", "Green = 5")] // enum value
    [InlineData("Decide(Options options)", "Decide(object options)", "Decide")] // delegate
    [InlineData("(Class, Struct)", "(Class)", "AttributeUsage")] // attribute targets
    [InlineData("    public const int Limit\n", "", "Limit")] // member that is not official
    [InlineData("abstract class Widget", "class Widget", "officially a 'class'")] // kind of type
    [InlineData("IShape, IAsyncDisposable", "IAsyncDisposable", "is not a IShape officially")] // interface too many
    [InlineData("IShape, IAsync", "IShape, IDisposable, IAsync", "is not a IDisposable")] // interface too few
    [InlineData("  interface IShape\n", "", "IShape: no such official type")] // missing type
    public void Differences_OneLineSpoilt_NameIt(string fitting, string spoilt, string expected)
    {
        var listing = Fitting.ReplaceLineEndings("\n");
        Assert.Contains(fitting, listing, StringComparison.Ordinal);
        var difference = Assert.Single(Compare(listing.Replace(fitting, spoilt, StringComparison.Ordinal)));
        Assert.Contains(expected, difference, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingAbstractMembers_ListingHasOneMore_NamesIt()
    {
        var official = ApiListing.Parse((Fitting + "\n    public abstract void Another()").Split('\n'));
        var missing = Assert.Single(ApiComparison.MissingAbstractMembers(Declared, official));
        Assert.EndsWith("Widget: public abstract void Another()", missing, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OtherWaysToWrite_MeanTheSame()
    {
        var type = ApiListing.Parse(
        [
            "namespace N",
            "  interface I<T> : IDictionary<string, object>, IDisposable",
            "    Task<X> Get<X>(string? key = null, out int?? number) where X : class, new()",
        ])["N.I<T>"];
        Assert.Equal(["IDictionary<string, object>", "IDisposable"], type.Bases);
        Assert.Equal(["public abstract Task<X> Get<X>(string? key = default, out int? number)"], type.Members);
    }

    private static IReadOnlyList<string> Compare(string listing) =>
        ApiComparison.Differences(Declared, ApiListing.Parse(listing.ReplaceLineEndings("\n").Split('\n')));
}
