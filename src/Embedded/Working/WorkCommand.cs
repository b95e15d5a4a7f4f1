using System.CommandLine;
using System.Globalization;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Embedded.Working.Transcripts;
using DurableTeams.Json;
using DurableTeams.Worker;

namespace DurableTeams.Embedded.Working;

/// <summary>
/// <c>work --queue QUEUE -- COMMAND …</c>: does the work of remote members with a command, one process for each piece of work.
/// </summary>
internal sealed class WorkCommand
{
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(10);

    private readonly Option<string> _queue = new("--queue")
    {
        Description = "The queue, as team files name it", HelpName = "QUEUE", Required = true,
    };

    private readonly Option<string?> _server = new("--server")
    {
        Description = $"The host (default {WorkClientOptions.ServerVariable}, or {WorkClientOptions.DefaultServer})",
        HelpName = "URL",
    };

    private readonly Option<int> _parallel = new("--parallel")
    {
        Description = $"How many pieces of work at a time, 1 to {RemoteMemberOptions.MaxParallel}", HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<bool> _once = new("--once") { Description = "End after one piece of work" };

    private readonly Option<string?> _folder = new("--dir")
    {
        Description =
            "Directory in which each piece of work has one of its own (default: in the temporary directory)",
        HelpName = "DIR",
    };

    private readonly Option<bool> _keep = new("--keep") { Description = "Keep the directories of work that has ended" };

    private readonly Option<string?> _transcript = new("--transcript")
    {
        Description = $"Report model and tool calls from what the command writes: {TranscriptSource.Expected}",
        HelpName = "FORMAT",
    };

    private readonly Option<string?> _grace = new("--grace")
    {
        Description =
            "How long a command may take to end by itself before SIGTERM when the worker stops, and between SIGTERM and "
                + $"SIGKILL (default {Duration.Format(DefaultGrace)})",
        HelpName = "DURATION",
    };

    private readonly Option<string?> _name = new("--name") { Description = "The worker's name, for people", HelpName = "NAME" };

    private readonly Option<bool> _ownSpans = new("--own-spans")
    {
        Description = "The command exports spans of its own below TRACEPARENT: the host makes none of its reports",
    };

    private readonly Argument<string[]> _command = new("COMMAND")
    {
        Description =
            "The program and its arguments, after --; {task} in an argument is the task, which otherwise is on standard input",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var made = new WorkCommand();
        var command = new Command("work", "Does the work of remote members with a command: one process for each piece of work")
        {
            made._queue, made._server, made._parallel, made._once, made._folder, made._keep, made._transcript, made._grace,
            made._name,
            made._ownSpans, made._command,
        };
        command.SetAction((result, _) => made.RunAsync(result));
        return command;
    }

    private async Task<int> RunAsync(ParseResult result)
    {
        List<string> errors = [];
        var queue = result.GetValue(_queue)!;
        var settings = Read(result, errors);
        if (!RemoteMember.IsQueue(queue)) errors.Add($"--queue: '{queue}' is no queue: 1 to 64 characters of a-z, 0-9 and '-'.");
        if (settings is null || errors.Count > 0)
        {
            foreach (var error in errors) await Console.Error.WriteLineAsync(error);
            return ExitCodes.BadStart;
        }

        try
        {
            return await WorkAsync(queue, settings, Options(result, settings));
        }
        catch (Exception refused) when (refused is WorkRefusedException or ArgumentException)
        {
            await Console.Error.WriteLineAsync($"work: {refused.Message}");
            return ExitCodes.BadStart;
        }
    }

    private static async Task<int> WorkAsync(
        string queue, WorkSettings settings, RemoteMemberOptions options)
    {
        using var signals = new StopSignals(TimeProvider.System);
        var running = new RunningCommands(settings.Folder);
        foreach (var work in running.EndLeftovers())
            Log($"{work}: its command was left by a worker that was killed, and is ended");
        WorkFolders.RemoveOld(settings.Folder);
        var commands = new CommandWork(settings, running, Log);
        var done = 0;
        await Console.Out.WriteLineAsync($"Working for queue '{queue}' of {settings.Server} as {options.Worker}");
        await RemoteMember.RunAsync(queue, async (work, stop) =>
        {
            var result = await commands.DoAsync(work, stop);
            if (result.Error is null) Interlocked.Increment(ref done);
            return result;
        }, options, signals.Token);
        // Stopped before there was work is no failure.
        return options.Once && done == 0 && !signals.Token.IsCancellationRequested ? ExitCodes.Failed : ExitCodes.Done;
    }

    private RemoteMemberOptions Options(ParseResult result, WorkSettings settings)
    {
        var options = new RemoteMemberOptions
        {
            Server = settings.Server,
            Key = settings.Key,
            Parallel = result.GetValue(_parallel),
            Once = result.GetValue(_once),
            OwnSpans = result.GetValue(_ownSpans),
            Grace = settings.Grace,
            Log = Log,
        };
        return result.GetValue(_name) is { Length: > 0 } name ? options with { Worker = name } : options;
    }

    private WorkSettings? Read(ParseResult result, List<string> errors)
    {
        var command = result.GetValue(_command)!;
        if (FindProgram(command[0]) is not { } program)
        {
            errors.Add($"COMMAND: there is no program {command[0]}; name one in PATH, or its path.");
            return null;
        }

        var parallel = result.GetValue(_parallel);
        if (parallel is < 1 or > RemoteMemberOptions.MaxParallel)
            errors.Add(string.Create(
                CultureInfo.InvariantCulture, $"--parallel: {parallel} must be 1 to {RemoteMemberOptions.MaxParallel}."));
        var grace = DefaultGrace;
        if (result.GetValue(_grace) is { } text && !Duration.TryParse(text, out grace))
            errors.Add($"--grace: '{text}' {Duration.Problem(text)}.");
        TranscriptSource? transcript = null;
        if (result.GetValue(_transcript) is { } source && !TranscriptSource.TryParse(source, out transcript))
            errors.Add($"--transcript: '{source}' must be {TranscriptSource.Expected}.");
        if (result.GetValue(_name) is { Length: > 200 }) errors.Add("--name: must be at most 200 characters.");
        var folder = Folder(result, errors);
        if (ServerOf(result.GetValue(_server), errors) is not { } server || folder is null) return null;
        return new WorkSettings([program, .. command[1..]], folder, grace)
        {
            Server = server,
            Key = Environment.GetEnvironmentVariable(WorkClientOptions.KeyVariable),
            Transcript = transcript,
            Keep = result.GetValue(_keep),
        };
    }

    private string? Folder(ParseResult result, List<string> errors)
    {
        var folder = Path.GetFullPath(result.GetValue(_folder) is { Length: > 0 } named ? named : WorkFolders.Default);
        try
        {
            WorkFolders.Create(folder);
            return folder;
        }
        catch (Exception cannot) when (cannot is IOException or UnauthorizedAccessException)
        {
            errors.Add($"--dir: {folder} cannot be made: {cannot.Message}");
            return null;
        }
    }

    /// <summary>The host's address; an error where it is none.</summary>
    internal static Uri? ServerOf(string? given, List<string> errors)
    {
        try
        {
            using var client = new WorkClient(given is null ? new() : new() { Server = new Uri(given) });
            return client.Server;
        }
        catch (Exception wrong) when (wrong is ArgumentException or UriFormatException)
        {
            errors.Add($"--server: '{given}' is no address of a host; write it as {WorkClientOptions.DefaultServer}.");
            return null;
        }
    }

    private static string? FindProgram(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal) || Path.IsPathRooted(name))
            return File.Exists(name) ? Path.GetFullPath(name) : null;
        var endings = OperatingSystem.IsWindows() ? new[] { "", ".exe", ".cmd", ".bat" } : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, name + ending)))
            .FirstOrDefault(IsProgram);
    }

    private static bool IsProgram(string path) => File.Exists(path) && (OperatingSystem.IsWindows()
        || (File.GetUnixFileMode(
            path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);

    private static void Log(string line) => Console.Error.WriteLine($"work: {line}");
}
