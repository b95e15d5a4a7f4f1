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
    /// <summary>Runs the command in the arguments.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var options = new HostOptionSet();
        var demo = new Command("demo", "Shows a run, a pause, a kill, a restart, an approval and the answer");
        demo.SetAction((result, cancellationToken) => options.NamesData(result)
            ? RefuseAsync(["--data: the demo works in a directory of its own; leave the option out."])
            : DemoCommand.RunAsync(cancellationToken));
        var root = new RootCommand("Serves durable teams of AI agents from one process.")
        {
            demo,
            AuditCommand.Create(options),
            BackupCommand.Create(options),
            CheckCommand.Create(options),
            HistoryCommand.Create(options),
            PurgeCommand.Create(options),
            ReportCommand.Create(),
            ValidateCommand.Create(),
            WorkCommand.Create(),
        };
        foreach (var command in RunCommands.Create().Concat(ListCommands.Create()).Concat(DecisionCommands.Create()))
            root.Subcommands.Add(command);
        options.AddTo(root);
        root.SetAction((result, _) => ServeAsync(options, result));
        var serve = new Command("serve", "Serves, as without a command");
        options.AddOwnTo(serve);
        serve.SetAction((result, _) => ServeAsync(options, result));
        root.Subcommands.Add(serve);

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0) return await RefuseAsync(parsed.Errors.Select(error => error.Message));

        // The host handles signals itself, since it drains longer than the command line library would wait.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
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
