using System.Text.RegularExpressions;

namespace DurableTeams.Deployment.Tests.Documentation;

/// <summary>
/// The error codes of the product, read from its source. Whatever has a parameter <c>code</c> takes one; what its callers
/// write there are the codes. A caller that writes neither a word nor somebody else's code is reported.
/// </summary>
internal sealed partial class ErrorCodes
{
    private ErrorCodes(IEnumerable<string> all, IEnumerable<string> unreadable)
    {
        All = all.Distinct().Order(StringComparer.Ordinal).ToList();
        Unreadable = unreadable.ToList();
    }

    /// <summary>The codes, in order.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>What stands where a code should be, and is none.</summary>
    public IReadOnlyList<string> Unreadable { get; }

    /// <summary>Those of all source files.</summary>
    public static ErrorCodes OfTheSource { get; } = Read();

    private static ErrorCodes Read()
    {
        var given = SourceText.All.SelectMany(TakersIn).SelectMany(Given).ToList();
        return new ErrorCodes(
            given.SelectMany(Words).Concat(Missing()).Concat(SourceText.All.SelectMany(WithoutATaker))
                .Concat(SourceText.All.SelectMany(file => Computed().Matches(file.Text)).SelectMany(match => Words(match.Value))),
            given.Where(argument => !Words(argument).Any() && !NoneOrPassedOn().IsMatch(argument)));
    }

    private static IEnumerable<Taker> TakersIn(SourceText file) => Declaration().Matches(file.Text)
        .Select(match => new Taker(file, match.Groups["name"].Value, match.Groups["before"].Value.Count(c => c == ',')));

    /// <summary>What the callers of a taker give for the code.</summary>
    private static IEnumerable<string> Given(Taker taker) =>
        from file in SourceText.All
        where file.Text.Contains(taker.Name + "(", StringComparison.Ordinal) && taker.CanBeCalledFrom(file)
        from call in file.Calls(
            $@"\bnew {taker.Name}\(|\b{taker.In.Type}\s*\.{taker.Name}\("
                + (file.Type == taker.In.Type ? $@"|(?<![\w.]){taker.Name}\(" : ""))
        let argument = call.FirstOrDefault(argument => Named().IsMatch(argument)) ?? call.ElementAtOrDefault(taker.Position)
        where argument is not null && !Parameter().IsMatch(argument)
        select argument;

    /// <summary><c>ApiErrors.NotFound("run", …)</c> makes <c>runNotFound</c>.</summary>
    private static IEnumerable<string> Missing() => SourceText.All
        .SelectMany(file => file.Calls(@"\bApiErrors\.NotFound\("))
        .SelectMany(call => Words(call[0]).DefaultIfEmpty("?")).Select(what => what + "NotFound");

    /// <summary>
    /// <c>new(409, "code", …)</c>, <c>new("code", …)</c>, <c>Code: "code"</c> and <c>const string FailedCode = "code"</c>.
    /// </summary>
    private static IEnumerable<string> WithoutATaker(SourceText file) => CarriesErrors().IsMatch(file.Text)
        ? file.Calls(@"\bnew\(").SelectMany(call => call.Take(Status().IsMatch(call[0]) ? 2 : 1))
            .Where(argument => argument.StartsWith('"')).SelectMany(Words)
            .Concat(Constant().Matches(file.Text).Select(match => match.Groups["word"].Value))
        : [];

    private static IEnumerable<string> Words(string argument) =>
        Word().Matches(argument).Select(match => match.Groups["word"].Value);

    private sealed record Taker(SourceText In, string Name, int Position)
    {
        /// <summary>A type of the same name in another project is another type.</summary>
        public bool CanBeCalledFrom(SourceText file) => file.Project == In.Project
            || !SourceText.All.Any(other => other.Type == In.Type && other.Project == file.Project);
    }

    [GeneratedRegex(@"(?<name>\w+)\s*\((?<before>[^()]*,\s*)?string\??\s+[cC]ode\b")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^string\??\s+[cC]ode\b")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^[cC]ode:")]
    private static partial Regex Named();

    [GeneratedRegex("(?<![$@\"])\"(?<word>[a-z][a-zA-Z]+)\"")]
    private static partial Regex Word();

    [GeneratedRegex(@"[cC]ode\b|^""""$")]
    private static partial Regex NoneOrPassedOn();

    [GeneratedRegex(@"\b(?:RunError|ApiException|StepFailure)\b|\bCode: ""|Exception\(string code\b")]
    private static partial Regex CarriesErrors();

    [GeneratedRegex(@"\bstring\?? Code\s*=>[^;]*;")]
    private static partial Regex Computed();

    [GeneratedRegex(@"^\d{3}$")]
    private static partial Regex Status();

    [GeneratedRegex(@"\b[cC]ode: ""(?<word>[a-z][a-zA-Z]+)""|\bconst string \w*Code = ""(?<word>[a-z][a-zA-Z]+)""")]
    private static partial Regex Constant();
}
