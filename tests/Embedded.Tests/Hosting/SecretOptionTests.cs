using System.CommandLine;
using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Embedded.Tests.Hosting;

/// <summary>A secret stands on the command line, in an environment variable or in a file, in one of them alone.</summary>
public sealed class SecretOptionTests : IDisposable
{
    private readonly string _variable = $"DURABLETEAMS_TEST_{Guid.NewGuid():N}";
    private readonly TemporaryDirectory _directory = new();

    private string SecretFile => Path.Combine(_directory.Path, "secret");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(_variable, null);
        _directory.Dispose();
    }

    [Theory]
    [InlineData("s3cret", null, null)]
    [InlineData(null, "s3cret", null)]
    [InlineData(null, "s3cret\n", null)]
    [InlineData(null, null, "s3cret")]
    [InlineData(null, null, "s3cret\r\n")]
    public void Read_GivenOnce_IsTheSecretWithoutItsLineBreak(string? option, string? variable, string? file)
    {
        var (secret, errors) = Read(option, variable, file);
        Assert.Equal("s3cret", secret);
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("a", "b", null, "DURABLE")]
    [InlineData("a", null, "b", "--key-file")]
    [InlineData(null, "a", "b", "--key-file")]
    [InlineData("", null, null, "empty")]
    [InlineData(null, null, "", "empty")]
    [InlineData(null, null, "\n", "empty")]
    [InlineData(null, null, "a\nb", "one line")]
    public void Read_GivenTwiceOrUnusable_IsAnErrorThatShowsNothing(string? option, string? variable, string? file, string reason)
    {
        var (secret, errors) = Read(option, variable, file);
        Assert.Null(secret);
        Assert.Contains(reason, Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileThatIsNotThere_IsAnError()
    {
        var options = new SecretOption("--key", _variable, "KEY", "Key");
        List<string> errors = [];
        Assert.Null(options.Read(Parse(options, ["--key-file", SecretFile]), errors));
        Assert.Contains(SecretFile, Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NothingGiven_IsNull() =>
        Assert.Equal((null, 0), Read(null, null, null) is var (secret, errors) ? (secret, errors.Count) : default);

    private (string? Secret, List<string> Errors) Read(string? option, string? variable, string? file)
    {
        var options = new SecretOption("--key", _variable, "KEY", "Key");
        List<string> arguments = [];
        if (option is not null) arguments.AddRange(["--key", option]);
        if (file is not null)
        {
            File.WriteAllText(SecretFile, file);
            arguments.AddRange(["--key-file", SecretFile]);
        }

        if (variable is not null) Environment.SetEnvironmentVariable(_variable, variable);
        List<string> errors = [];
        return (options.Read(Parse(options, arguments), errors), errors);
    }

    private static ParseResult Parse(SecretOption options, IReadOnlyList<string> arguments)
    {
        var root = new RootCommand();
        foreach (var option in options.Options) root.Options.Add(option);
        return root.Parse(arguments);
    }
}
