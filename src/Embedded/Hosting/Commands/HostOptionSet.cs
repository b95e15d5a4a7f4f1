using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Hosting;

/// <summary>The options of the host on its command line.</summary>
internal sealed class HostOptionSet
{
    private const string LogVariable = "DURABLETEAMS_LOG";
    private const string DefaultTeams = "samples/teams";

    private readonly Option<string?> _teams = new("--teams") { Description = $"Directory of the team files (default {DefaultTeams})", HelpName = "DIR" };
    private readonly Option<string> _data = new("--data") { Description = "Directory of the state", HelpName = "DIR", DefaultValueFactory = _ => ".data" };
    private readonly Option<string> _urls = new("--urls") { Description = "Where to listen; port 0 picks a free one", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:7071" };
    private readonly Option<string?> _key = new("--key") { Description = "Function key, asked for with every call; needed to listen on more than loopback", HelpName = "KEY" };
    private readonly Option<string?> _idle = new("--idle-exit") { Description = $"End when no run was active for this long: {Duration.Expected}", HelpName = "DURATION" };

    /// <summary>Adds the options to a command, with what can be wrong with them.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _teams, _data, _urls, _key, _idle })
        {
            option.AllowMultipleArgumentsPerToken = false;
            command.Options.Add(option);
        }

        command.Validators.Add(Check);
    }

    /// <summary>The settings of a command line without errors.</summary>
    public HostSettings Read(ParseResult result) => new()
    {
        TeamsDirectory = result.GetValue(_teams) ?? FindDefaultTeams(),
        DataDirectory = Path.GetFullPath(result.GetValue(_data)!),
        Address = ListenAddress.TryParse(result.GetValue(_urls)!, out var address, out var error) ? address : throw new HostStartException(error),
        Key = result.GetValue(_key),
        IdleExit = Duration.TryParse(result.GetValue(_idle), out var idle) ? idle : null,
        LogLevel = Enum.TryParse<LogLevel>(Environment.GetEnvironmentVariable(LogVariable), ignoreCase: true, out var level) ? level : LogLevel.Warning,
    };

    private void Check(CommandResult result)
    {
        if (result.GetValue(_key) is { } key && string.IsNullOrWhiteSpace(key)) result.AddError("--key: must not be empty.");
        if (result.GetValue(_idle) is { } idle && !Duration.TryParse(idle, out _)) result.AddError($"--idle-exit: '{idle}' is not {Duration.Expected}.");
        if (string.IsNullOrWhiteSpace(result.GetValue(_data))) result.AddError("--data: must not be empty.");
        var urls = result.GetValue(_urls) ?? "";
        if (!ListenAddress.TryParse(urls, out var address, out var error)) result.AddError($"--urls: '{urls}' {error}.");
        else if (!address.IsLoopback && result.GetValue(_key) is null)
            result.AddError($"--urls: {urls} can be reached from other machines; that needs a function key: add --key KEY, or listen on 127.0.0.1.");
        var log = Environment.GetEnvironmentVariable(LogVariable);
        if (!string.IsNullOrEmpty(log) && !Enum.TryParse<LogLevel>(log, ignoreCase: true, out _))
            result.AddError($"{LogVariable}: '{log}' is not one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
    }

    /// <summary>The samples of the repository that this was built in, wherever it is started from; else those below the current directory.</summary>
    private static string FindDefaultTeams()
    {
        if (Directory.Exists(DefaultTeams)) return Path.GetFullPath(DefaultTeams);
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var samples = Path.Combine(directory.FullName, DefaultTeams);
            if (File.Exists(Path.Combine(directory.FullName, "Serverless.sln")) && Directory.Exists(samples)) return samples;
        }

        return Path.GetFullPath(DefaultTeams);
    }
}
