using System.CommandLine;
using DurableTeams.AzureTables.RunStore;
using DurableTeams.Json;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Hosting;

/// <summary>The options of the host on its command line.</summary>
internal sealed class HostOptionSet
{
    private const string LogVariable = "DURABLETEAMS_LOG";
    private const string DefaultTeams = "samples/teams";
    private const string OwnTeams = "teams";
    private const string Sqlite = "sqlite";
    private const string InTables = "tables";
    private const string TextLog = "text";
    private const string JsonLog = "json";
    private const string Azurite = "UseDevelopmentStorage=true";

    private readonly Option<string?> _teams = new("--teams")
    {
        Description = $"Directory of the team files (default {DefaultTeams}, else {OwnTeams})",
        HelpName = "DIR",
    };

    private readonly Option<string> _data = new("--data")
    {
        Description = "Directory of the state",
        HelpName = "DIR",
        DefaultValueFactory = _ => ".data",
        // Commands take this option too, anywhere on the line.
        Recursive = true,
    };

    private readonly Option<string> _urls = new("--urls")
    {
        Description = "Where to listen; port 0 picks a free one",
        HelpName = "URL",
        DefaultValueFactory = _ => "http://127.0.0.1:7071",
    };

    private readonly SecretOption _key = new(
        "--key", "DURABLETEAMS_KEY", "KEY",
        "Function key that every call must carry; required unless the host listens on loopback only");

    private readonly Option<string?> _idle = new("--idle-exit")
    {
        Description =
            "End the host when no run was active for this long and nothing is due within the same time again: "
                + Duration.Expected,
        HelpName = "DURATION",
    };

    private readonly Option<string?> _ceiling = new("--idle-ceiling")
    {
        Description =
            "With --idle-exit, close members that made no progress for this long "
                + $"(default {Duration.Format(IdleLimits.DefaultCeiling)}), and end",
        HelpName = "DURATION",
    };

    private readonly Option<string> _logFormat = new("--log-format")
    {
        Description = "What is written on standard error: text, or json (an object a line)",
        HelpName = "text|json",
        DefaultValueFactory = _ => TextLog,
    };

    private readonly Option<string> _store = new("--store")
    {
        Description = "What keeps runs: sqlite (the data directory) or tables (Azure Table storage)",
        HelpName = "sqlite|tables",
        DefaultValueFactory = _ => Sqlite,
        Recursive = true,
    };

    private readonly SecretOption _connection = new(
        "--store-connection",
        "DURABLETEAMS_STORE_CONNECTION",
        "STRING",
        $"Connection string of the storage account, with --store tables (default {Azurite})",
        recursive: true);

    /// <summary>All options.</summary>
    public IEnumerable<Option> All =>
        new Option[] { _teams, _data, _urls, _idle, _ceiling, _store, _logFormat }.Concat(_key.Options)
            .Concat(_connection.Options);

    /// <summary>Adds the options to the command of the whole program.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in All) command.Options.Add(option);
    }

    /// <summary>Adds the options that commands do not have of the whole program.</summary>
    public void AddOwnTo(Command command)
    {
        foreach (var option in All.Where(option => !option.Recursive)) command.Options.Add(option);
    }

    /// <summary>The data directory in the options, or the default.</summary>
    public string DataDirectory(ParseResult result) => result.GetValue(_data)!;

    /// <summary>Whether the options name a data directory.</summary>
    public bool NamesData(ParseResult result) => result.GetResult(_data) is { Implicit: false };

    /// <summary>The settings, or null with all errors of the options.</summary>
    public HostSettings? Read(ParseResult result, List<string> errors)
    {
        var (data, before) = (result.GetValue(_data)!, errors.Count);
        var key = _key.Read(result, errors);
        var keyIsWrong = errors.Count > before;
        if (string.IsNullOrWhiteSpace(data)) errors.Add("--data: must not be empty.");
        var idle = ReadIdle(result.GetValue(_idle), result.GetValue(_ceiling), errors);
        var address = ReadAddress(result.GetValue(_urls)!, key is not null || keyIsWrong, errors);
        var level = ReadLogLevel(errors);
        var format = result.GetValue(_logFormat);
        if (format is not (TextLog or JsonLog)) errors.Add($"--log-format: '{format}' is neither {TextLog} nor {JsonLog}.");
        var tables = ReadTables(result, errors);
        return errors.Count > 0 ? null : new HostSettings
        {
            TeamsDirectory = result.GetValue(_teams) ?? FindDefaultTeams(),
            DataDirectory = Path.GetFullPath(data),
            Address = address!,
            Key = key,
            Idle = idle,
            LogLevel = level,
            JsonLog = format == JsonLog,
            Tables = tables,
        };
    }

    /// <summary>The options of the tables that keep runs, or null where the data directory keeps them.</summary>
    /// <exception cref="HostStartException">The options are wrong.</exception>
    public TableRunStoreOptions? Tables(ParseResult result)
    {
        List<string> errors = [];
        var tables = ReadTables(result, errors);
        return errors.Count == 0 ? tables : throw new HostStartException(string.Join('\n', errors));
    }

    private static ListenAddress? ReadAddress(string urls, bool hasKey, List<string> errors)
    {
        if (!ListenAddress.TryParse(urls, out var address, out var error)) errors.Add($"--urls: '{urls}' {error}.");
        else if (!address.IsLoopback && !hasKey)
            errors.Add(
                $"--urls: {urls} can be reached from other machines; that needs a function key: "
                    + "set DURABLETEAMS_KEY, add --key-file FILE or --key KEY, or listen on 127.0.0.1.");
        return address;
    }

    private static IdleLimits? ReadIdle(string? exit, string? ceiling, List<string> errors)
    {
        var exitTime = ReadDuration("--idle-exit", exit, errors);
        var ceilingTime = ReadDuration("--idle-ceiling", ceiling, errors);
        if (exit is null && ceiling is not null) errors.Add("--idle-ceiling: has no effect without --idle-exit DURATION.");
        return exitTime is { } time ? new IdleLimits(time, ceilingTime ?? IdleLimits.DefaultCeiling) : null;
    }

    private static TimeSpan? ReadDuration(string option, string? text, List<string> errors)
    {
        if (text is null) return null;
        if (Duration.TryParse(text, out var time)) return time;
        errors.Add($"{option}: '{text}' {Duration.Problem(text)}.");
        return null;
    }

    private TableRunStoreOptions? ReadTables(ParseResult result, List<string> errors)
    {
        var store = result.GetValue(_store);
        if (store is not (Sqlite or InTables)) errors.Add($"--store: '{store}' is neither {Sqlite} nor {InTables}.");
        if (store == Sqlite && _connection.IsOnCommandLine(result))
            errors.Add($"{_connection.NameOf(result)}: has no effect without --store {InTables}.");
        if (store != InTables) return null;
        var before = errors.Count;
        var options = new TableRunStoreOptions { ConnectionString = _connection.Read(result, errors) ?? Azurite };
        if (errors.Count > before) return null;
        if (options.FindProblem() is not { } wrong) return options;
        errors.Add($"{_connection.NameOf(result)}: {wrong}");
        return null;
    }

    private static LogLevel ReadLogLevel(List<string> errors)
    {
        var text = Environment.GetEnvironmentVariable(LogVariable);
        if (string.IsNullOrEmpty(text)) return LogLevel.Warning;
        if (!Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) || !Enum.IsDefined(level))
            errors.Add($"{LogVariable}: '{text}' is not one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
        return level;
    }

    /// <summary>
    /// The samples or teams below the current directory; otherwise the samples of the repository in which the program was built,
    /// wherever it is started. An installed tool has no repository.
    /// </summary>
    private static string FindDefaultTeams()
    {
        if (Directory.Exists(DefaultTeams)) return Path.GetFullPath(DefaultTeams);
        if (Directory.Exists(OwnTeams)) return Path.GetFullPath(OwnTeams);
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var samples = Path.Combine(directory.FullName, DefaultTeams);
            if (File.Exists(Path.Combine(directory.FullName, "Serverless.sln")) && Directory.Exists(samples)) return samples;
        }

        return Path.GetFullPath(OwnTeams);
    }
}
