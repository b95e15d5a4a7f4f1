using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Schemas;

namespace DurableTeams.Embedded.Hosting;

/// <summary>
/// <c>validate PATH</c>: whether the host would start with these team files; <c>--schema FILE</c> writes their JSON Schema.
/// </summary>
internal sealed class ValidateCommand
{
    private readonly Argument<string?> _teams = new(
        "PATH") { Description = "Directory of the team files, or one of them", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _schema = new(
        "--schema") { Description = "Writes the JSON Schema of team files, for editors", HelpName = "FILE" };
    private readonly Option<bool> _noEnvironment = new(
        "--no-env") { Description = "Treats every ${NAME} as set, for machines without the secrets" };
    private readonly Option<string[]> _functions = new(
        "--function") { Description = "A .NET function that your own host registers; may be repeated", HelpName = "NAME" };
    private readonly Option<string[]> _agents = new(
        "--agent") { Description = "An agent in code that your own host registers; may be repeated", HelpName = "NAME" };
    private readonly Option<string[]> _clients = new(
        "--chat-client") { Description = "A chat client that your own host registers; may be repeated", HelpName = "NAME" };
    private readonly Option<string[]> _providers = new("--provider")
    {
        Description =
            "A provider of models that your own host registers, with settings that are not checked here; may be repeated",
        HelpName = "NAME",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var made = new ValidateCommand();
        var command = new Command("validate", "Checks team files as the host does at its start; prints one line for each error")
        {
            made._teams, made._schema, made._noEnvironment, made._functions, made._agents, made._clients, made._providers,
        };
        command.SetAction(made.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var (teams, schema) = (result.GetValue(_teams), result.GetValue(_schema));
        if (teams is null && schema is null)
            return await RefuseAsync("validate: name a directory of team files or one team file, or a file with --schema.");
        if (teams is not null && !Path.Exists(teams))
            return await RefuseAsync($"validate: there is no directory or file {teams}; name one with team files.");
        if (schema is not null && await WriteAsync(schema, cancellationToken) is { } problem)
            return await RefuseAsync($"--schema: {problem}");
        if (teams is null) return ExitCodes.Done;
        return await CheckAsync(teams, Check(result));
    }

    /// <summary>What this program cannot know: the variables and the code of another machine or host.</summary>
    private TeamFileCheck Check(ParseResult result) => new()
    {
        Functions = result.GetValue(_functions) ?? [],
        Agents = result.GetValue(_agents) ?? [],
        ChatClients = result.GetValue(_clients) ?? [],
        Providers = result.GetValue(_providers) ?? [],
        IgnoreEnvironment = result.GetValue(_noEnvironment),
    };

    private static async Task<int> CheckAsync(string path, TeamFileCheck check)
    {
        try
        {
            var teams = check.Check(path, warning => Console.Error.WriteLine(warning));
            var named = teams.Select(team => $"{team.Id} ({JsonNamingPolicy.CamelCase.ConvertName(team.Mode.ToString())})");
            var count = teams.Count == 1 ? "1 team" : string.Create(CultureInfo.InvariantCulture, $"{teams.Count} teams");
            await Console.Out.WriteLineAsync($"{count}: {string.Join(", ", named)}");
            return ExitCodes.Done;
        }
        catch (DefinitionException exception)
        {
            foreach (var error in exception.Errors) await Console.Out.WriteLineAsync(error.ToString());
            return ExitCodes.Failed;
        }
    }

    private static async Task<string?> WriteAsync(string file, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(file)) return "must not be empty.";
        try
        {
            await File.WriteAllTextAsync(file, TeamFileSchema.Text, cancellationToken);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    private static async Task<int> RefuseAsync(string reason)
    {
        await Console.Error.WriteLineAsync(reason);
        return ExitCodes.BadStart;
    }
}
