using System.CommandLine;
using DurableTeams.Embedded.Client;
using DurableTeams.Embedded.Demo;
using DurableTeams.Embedded.Working;

namespace DurableTeams.Embedded.Hosting;

/// <summary>
/// The command line: without a command, or with <c>serve</c>, it serves; <c>demo</c> plays the demo; <c>run</c>, <c>inbox</c>,
/// <c>approve</c> and the like ask a running host; <c>work</c> and <c>report</c> are for workers; the other commands look after
/// the data.
/// </summary>
internal static class CommandLine
{
    // The host handles signals itself, since it drains longer than the command line library would wait.
    private static readonly InvocationConfiguration OwnSignals = new() { ProcessTerminationTimeout = null };

    /// <summary>Runs the command in the arguments.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        // A host that starts, possibly for one request, does not wait until all commands are made.
        var host = Host(new HostOptionSet());
        var parsed = host.Parse(args);
        if (parsed.Errors.Count > 0 || parsed.Action != host.Action) parsed = Create().Parse(args);
        return parsed.Errors.Count > 0
            ? await RefuseAsync(parsed.Errors.Select(error => error.Message))
            : await parsed.InvokeAsync(OwnSignals);
    }

    /// <summary>The whole command line.</summary>
    internal static RootCommand Create()
    {
        var options = new HostOptionSet();
        var demo = new Command("demo", "Shows a run, a pause, a kill, a restart, an approval and the answer");
        demo.SetAction((result, cancellationToken) => options.NamesData(result)
            ? RefuseAsync(["--data: the demo works in a directory of its own; leave the option out."])
            : DemoCommand.RunAsync(cancellationToken));
        var serve = new Command("serve", "Serves, as without a command");
        options.AddOwnTo(serve);
        serve.SetAction((result, _) => ServeAsync(options, result));
        var root = Host(options);
        IEnumerable<Command> commands =
        [
            serve,
            demo,
            .. RunCommands.Create(),
            RunsCommand.Create(),
            InboxCommand.Create(),
            .. DecisionCommands.Create(),
            ValidateCommand.Create(),
            AuditCommand.Create(options),
            BackupCommand.Create(options),
            CheckCommand.Create(options),
            HistoryCommand.Create(options),
            PurgeCommand.Create(options),
            WorkCommand.Create(),
            ReportCommand.Create(),
        ];
        foreach (var command in commands) root.Subcommands.Add(command);
        return root;
    }

    private static RootCommand Host(HostOptionSet options)
    {
        var root = new RootCommand("Serves durable teams of AI agents from one process.");
        options.AddTo(root);
        root.SetAction((result, _) => ServeAsync(options, result));
        return root;
    }

    private static Task<int> ServeAsync(HostOptionSet options, ParseResult result)
    {
        List<string> errors = [];
        return options.Read(result, errors) is { } settings ? HostCommand.RunAsync(settings) : RefuseAsync(errors);
    }

    private static async Task<int> RefuseAsync(IEnumerable<string> errors)
    {
        foreach (var error in errors) await Console.Error.WriteLineAsync(error);
        return ExitCodes.BadStart;
    }
}
