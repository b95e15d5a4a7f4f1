using System.CommandLine;
using DurableTeams.Embedded.Display;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Embedded.Working;

namespace DurableTeams.Embedded.Client;

/// <summary>What all commands against a running host share: where it is, its key, and how they answer.</summary>
internal sealed class ClientOptions
{
    private readonly Option<string?> _server = new("--server")
    {
        Description = "The host (default: DURABLETEAMS_URL, or http://127.0.0.1:7071)",
        HelpName = "URL",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Answer in JSON, one object a line" };

    private readonly SecretOption _key = new("--key", "DURABLETEAMS_KEY", "KEY", "Function key of the host");

    /// <summary>
    /// Gives a command these options and its work: a refusal of the host, and a host that does not answer, is a line on
    /// standard error and an exit code.
    /// </summary>
    public static Command On(Command command, Func<ParseResult, HostTalk, CancellationToken, Task<int>> work)
    {
        var options = new ClientOptions();
        foreach (var option in new Option[] { options._server, options._json }.Concat(options._key.Options))
            command.Options.Add(option);
        command.SetAction((result, cancellationToken) => options.RunAsync(command.Name, result, work, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(
        string name, ParseResult result, Func<ParseResult, HostTalk, CancellationToken, Task<int>> work,
        CancellationToken cancellationToken)
    {
        List<string> errors = [];
        var key = _key.Read(result, errors);
        var server = WorkCommand.ServerOf(result.GetValue(_server), errors);
        foreach (var error in errors) await Console.Error.WriteLineAsync(error);
        if (errors.Count > 0 || server is null) return ExitCodes.BadStart;
        try
        {
            using var client = new HostClient(server, key);
            return await work(
                result, new HostTalk(client, Console.Out, Paint.ForOutput, result.GetValue(_json)), cancellationToken);
        }
        catch (HostCallException refused)
        {
            await Console.Error.WriteLineAsync($"{name}: {refused.Message}");
            return refused.ExitCode;
        }
    }
}
