using System.CommandLine;
using System.Globalization;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Json;
using DurableTeams.Worker;

namespace DurableTeams.Embedded.Working;

/// <summary>
/// <c>report</c>: tells one event of a piece of work, or its end, from a script that an agent calls. The work is in the
/// environment, where <c>work</c> put it.
/// </summary>
internal sealed class ReportCommand
{
    private static readonly TimeSpan DefaultWithin = TimeSpan.FromSeconds(30);
    private readonly Option<string?> _server = new("--server") { Description = "The host", HelpName = "URL" };
    private readonly Option<string?> _event = Text(
        "--event", "FILE", "The event as JSON, or what a hook of Claude Code is given; - is standard input");
    private readonly Option<string?> _type = Text("--type", "TYPE", "modelCall, toolCall or text");
    private readonly Option<string?> _id = Text(
        "--id", "ID", "The event's id (default: a new one); the same id again changes nothing");
    private readonly Option<string?> _name = Text("--name", "NAME", "The model, or the tool");
    private readonly Option<DateTimeOffset?> _started = new("--started") { Description = "When it began", HelpName = "TIME" };
    private readonly Option<DateTimeOffset?> _ended = new("--ended") { Description = "When it ended", HelpName = "TIME" };
    private readonly Option<long?> _input = new("--input-tokens") { Description = "Tokens of a model call", HelpName = "N" };
    private readonly Option<long?> _output = new("--output-tokens") { Description = "Tokens of a model call", HelpName = "N" };
    private readonly Option<string?> _arguments = Text("--arguments", "JSON", "The arguments of a tool call");
    private readonly Option<string?> _result = Text("--result", "TEXT", "The result of a tool call, or the words");
    private readonly Option<string?> _error = Text("--error", "TEXT", "Why it failed");
    private readonly Option<string?> _parent = Text("--parent", "ID", "The event within which this one happened");
    private readonly Option<string?> _complete = Text(
        "--complete", "TEXT", "Ends the work with this output; - is standard input");
    private readonly Option<string?> _fail = Text("--fail", "MESSAGE", "Ends the work as failed");
    private readonly Option<string?> _code = Text("--code", "CODE", "With --fail: a word for programs");
    private readonly Option<string?> _within = Text(
        "--within", "DURATION", $"How long to wait for a host that is away (default {Duration.Format(DefaultWithin)})");

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var made = new ReportCommand();
        var command = new Command("report", "Tells one event of a piece of work, or its end; the work is in the environment")
        {
            made._server, made._event, made._type, made._id, made._name, made._started, made._ended, made._input, made._output,
            made._arguments, made._result, made._error, made._parent, made._complete, made._fail, made._code, made._within,
        };
        command.SetAction(made.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        try
        {
            var (id, token) = (Needed(WorkEnvironment.WorkId), Needed(WorkEnvironment.Token));
            var tell = await TellAsync(result, cancellationToken);
            if (tell is null) return ExitCodes.Done;
            List<string> errors = [];
            if (WorkCommand.ServerOf(result.GetValue(_server), errors) is not { } server) throw new ReportException(errors[0]);
            var within = DefaultWithin;
            if (result.GetValue(_within) is { } text && !Duration.TryParse(text, out within))
                throw new ReportException($"--within: '{text}' {Duration.Problem(text)}.");
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(within);
            using var client = new WorkClient(
                new() { Server = server, Log = line => Console.Error.WriteLine($"report: {line}") });
            await tell(client, id, token, limit.Token);
            return ExitCodes.Done;
        }
        catch (ReportException wrong)
        {
            await Console.Error.WriteLineAsync($"report: {wrong.Message}");
            return ExitCodes.BadStart;
        }
        catch (WorkRefusedException refused)
        {
            await Console.Error.WriteLineAsync(
                $"report: {(refused.Code.Length > 0 ? refused.Code + ": " : "")}{refused.Message}");
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("report: the host did not answer in time (--within).");
            return ExitCodes.Failed;
        }
    }

    private async Task<Func<WorkClient, string, string, CancellationToken, Task>?> TellAsync(
        ParseResult result, CancellationToken cancellationToken)
    {
        var (file, type, output, failure) = (
            result.GetValue(_event), result.GetValue(_type), result.GetValue(_complete), result.GetValue(_fail));
        if (new[] { file, type, output, failure }.Count(given => given is not null) != 1)
            throw new ReportException("give one of --event, --type, --complete and --fail.");
        if (failure is not null && string.IsNullOrWhiteSpace(failure)) throw new ReportException("--fail: must not be empty.");
        if (failure is not null) return End(Failed(failure, result.GetValue(_code)));
        if (output is not null)
            return End(WorkResult.Done(output == "-" ? (await Console.In.ReadToEndAsync(cancellationToken)).TrimEnd() : output));
        var told = type is not null ? FromOptions(result, type) : ReportedEvents.Read(await ReadAsync(file!, cancellationToken));
        if (told is null) return null;
        return (client, id, token, stop) => client.ReportAsync(id, token, [told], cancellationToken: stop);

        static Func<WorkClient, string, string, CancellationToken, Task> End(WorkResult end) =>
            (client, id, token, stop) => client.CompleteAsync(id, token, end, stop);
    }

    private static WorkResult Failed(string message, string? code)
    {
        try
        {
            return WorkResult.Failed(message, code);
        }
        catch (ArgumentException wrong)
        {
            throw new ReportException($"--code: {wrong.Message}");
        }
    }

    private WorkEvent FromOptions(ParseResult result, string type)
    {
        if (!Enum.TryParse<WorkEventType>(type, ignoreCase: true, out var kind)
            || int.TryParse(type, CultureInfo.InvariantCulture, out _))
            throw new ReportException($"--type: '{type}' must be modelCall, toolCall or text.");
        var (input, output) = (result.GetValue(_input), result.GetValue(_output));
        return new WorkEvent
        {
            Id = result.GetValue(_id) ?? Guid.NewGuid().ToString("N"),
            Type = kind,
            Name = result.GetValue(_name),
            StartedAt = result.GetValue(_started),
            EndedAt = result.GetValue(_ended),
            Usage = input is null && output is null ? null : new WorkUsage(input ?? 0, output ?? 0),
            Arguments = result.GetValue(_arguments) is { } arguments ? ReportedEvents.Parse("--arguments", arguments) : null,
            Result = result.GetValue(_result),
            Error = result.GetValue(_error),
            ParentId = result.GetValue(_parent),
        };
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return file == "-"
                ? await Console.In.ReadToEndAsync(cancellationToken)
                : await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception cannot) when (cannot is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ReportException($"--event: {file} cannot be read: {cannot.Message}");
        }
    }

    private static string Needed(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
        ? value
        : throw new ReportException($"{variable} is not set; call report from a command that `work` started.");

    private static Option<string?> Text(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help };
}
