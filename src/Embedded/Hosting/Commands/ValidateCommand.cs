using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Schemas;

namespace DurableTeams.Embedded.Hosting;

/// <summary><c>validate DIR</c>: whether the host would start with these team files; <c>--schema FILE</c> writes their JSON Schema.</summary>
internal static class ValidateCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var teams = new Argument<string?>("DIR") { Description = "Directory of the team files", Arity = ArgumentArity.ZeroOrOne };
        var schema = new Option<string?>("--schema") { Description = "Writes the JSON Schema of team files, for editors", HelpName = "FILE" };
        var command = new Command("validate", "Checks team files as the host does when it starts, a line for each error") { teams, schema };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(teams), result.GetValue(schema), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? teams, string? schema, CancellationToken cancellation)
    {
        if (teams is null && schema is null) return await RefuseAsync("validate: name a directory of team files, or a file with --schema.");
        if (teams is not null && !Directory.Exists(teams)) return await RefuseAsync($"validate: there is no directory {teams}; name one with team files.");
        if (schema is not null && await WriteAsync(schema, cancellation) is { } problem) return await RefuseAsync($"--schema: {problem}");
        return teams is null ? ExitCodes.Done : await CheckAsync(teams);
    }

    private static async Task<int> CheckAsync(string directory)
    {
        try
        {
            var teams = TeamFiles.Load(directory, ProcessEnvironment.Instance, new HashSet<string>());
            var named = teams.Select(team => $"{team.Definition.Id} ({JsonNamingPolicy.CamelCase.ConvertName(team.Definition.Mode.ToString())})");
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

    private static async Task<string?> WriteAsync(string file, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(file)) return "must not be empty.";
        try
        {
            await File.WriteAllTextAsync(file, TeamFileSchema.Text, cancellation);
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
